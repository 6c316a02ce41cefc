import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import {
  cataloguePartsOf,
  PART_LENGTH,
  readCatalogueIndex,
  readSiteContent,
  readWholeCatalogue,
} from '../../shared/ledger/catalogue-parts.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import oneItem from '../fixtures/ledger/catalogue-in-one-item.json' with { type: 'json' };
import { anyCharacter } from '../support/arbitraries.ts';
import { catalogue, EARLY, onlySite, room } from '../support/builders.ts';
import { runs } from '../support/runs.ts';
import { withLedger } from '../support/with-ledger.ts';
import { largeClinic } from './large-clinic.ts';

const given = withLedger();

const imports = (ledger: Ledger, content: Catalogue) =>
  importCatalogue({ ledger, now: EARLY }, content, { dryRun: false, removeRoomsInUse: false });

test('a clinic of forty sites with fifty rooms each is imported, more than one item of the table holds', async () => {
  const { ledger } = given();
  const large = largeClinic(40, 50);
  expect(JSON.stringify(large).length).toBeGreaterThan(400_000);
  expect(await imports(ledger, large)).toMatchObject({ kind: 'imported' });
  expect(await readWholeCatalogue(ledger, large.version)).toEqual(large);
});

test('a clinic of a hundred sites with five rooms each is imported, more than one transaction takes', async () => {
  const ledger = memoryLedger();
  const large = largeClinic(100, 5);
  expect(await imports(ledger, large)).toMatchObject({ kind: 'imported' });
  for (const { id } of large.sites) expect((await ledger.readSite(id)).site).toMatchObject({ siteId: id });
});

test('anyone who decides about one site reads what every site needs, and that site’s rooms alone', async () => {
  const ledger = memoryLedger();
  const large = largeClinic(20, 3);
  await imports(ledger, large);
  const read: unknown[] = [];
  const watched: Ledger = {
    ...ledger,
    readCatalogueParts: (version, of) => {
      read.push(of);
      return ledger.readCatalogueParts(version, of);
    },
  };
  const clinic = new Clinic(watched, () => EARLY, madeUpWords);
  const { sites } = await clinic.catalogue();
  expect(sites.map(({ id }) => id)).toEqual(large.sites.map(({ id }) => id));
  const seventh = await clinic.site(sites[7] ?? expect.fail());
  expect(seventh.site).toEqual(large.sites[7]);
  expect(read).toEqual([{ kind: 'index' }, { kind: 'site', siteId: 'site-7' }]);
  clinic.forget();
  await clinic.site(sites[7] ?? expect.fail());
  expect(read, 'a version that was read does not change').toHaveLength(2);
});

test('a catalogue that an older release stored in one item is still read, and imported over', async () => {
  const { ledger, documentClient, tableName } = given();
  await documentClient.send(new PutCommand({ TableName: tableName, Item: oneItem }));
  const old = oneItem.catalogue as unknown as Catalogue;
  const clinic = new Clinic(ledger, () => EARLY, madeUpWords);
  const index = await clinic.catalogue();
  expect(index).toMatchObject({ version: old.version, visitTypes: old.visitTypes });
  expect((await clinic.site(index.sites[0] ?? expect.fail())).site).toEqual(old.sites[0]);
  expect(await readWholeCatalogue(ledger, old.version)).toEqual(old);
  const next = catalogue({ rooms: [...onlySite(old).rooms, room('new')], version: 'next' });
  expect(await imports(ledger, next)).toMatchObject({ kind: 'imported' });
  clinic.forget();
  expect(await clinic.catalogue()).toMatchObject({ version: 'next' });
});

test('parts of any text, put together again, are the catalogue', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: anyCharacter, maxLength: 40 }), { minLength: 1, maxLength: 8 }),
      async (names) => {
        const rooms = names.map((building, at) =>
          room(`${at}`, { building: `${'🏥'.repeat(PART_LENGTH / 4)}${building}` }),
        );
        const content = catalogue({ rooms });
        const ledger = memoryLedger();
        await imports(ledger, content);
        expect(await readWholeCatalogue(ledger, content.version)).toEqual(content);
        expect(await readSiteContent(ledger, content.version, 'north')).toEqual({ rooms, portable: [] });
        expect((await readCatalogueIndex(ledger, content.version))?.sites[0]).not.toHaveProperty('rooms');
        for (const { text } of cataloguePartsOf(content)) expect(text.isWellFormed()).toBe(true);
      },
    ),
    { numRuns: runs(6) },
  );
});
