import { expect, test } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { limitInWords, limitsOf } from '../../shared/catalogue/catalogue-limits.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import { readWholeCatalogue } from '../../shared/ledger/catalogue-parts.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { EARLY } from '../support/builders.ts';
import { withLedger } from '../support/with-ledger.ts';
import { largeClinic } from './large-clinic.ts';

const given = withLedger();

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

test('a thousand sites with forty rooms each are within every limit and imported, and one of them is read by itself', async () => {
  const { ledger } = given();
  const large = largeClinic(1000, 40);
  for (const limit of limitsOf(large)) {
    console.log(limitInWords(limit));
    expect(limit.is).toBeLessThanOrEqual(limit.most);
  }
  const began = Date.now();
  const imported = await importCatalogue(
    { ledger, now: EARLY, progress: (line) => console.log(`${seconds(began)}: ${line}`) },
    large,
    { dryRun: false, removeRoomsInUse: false },
  );
  console.log(`imported after ${seconds(began)}`);
  expect(imported).toMatchObject({ kind: 'imported' });
  const cold = Date.now();
  const clinic = new Clinic(ledger, () => EARLY, madeUpWords);
  const { sites } = await clinic.catalogue();
  expect((await clinic.site(sites[777] ?? expect.fail())).site).toEqual(large.sites[777]);
  console.log(`one site read by a cold function after ${seconds(cold)}`);
  expect(await readWholeCatalogue(ledger, large.version)).toEqual(large);
});
