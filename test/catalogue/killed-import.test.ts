import { describe, expect, test } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { readWholeCatalogue } from '../../shared/ledger/catalogue-parts.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { booked, catalogue, from, MONDAY, room, site } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';
import { WHOLE_MATRIX } from '../support/whole-matrix.ts';

/** More rooms than one transaction raises, and a second site. */
const ROOMS = Array.from({ length: 200 }, (_, at) => room(`${at}`));
const clinicOf = (version: string, kind: string): Catalogue => {
  const { sites, ...rest } = catalogue({ rooms: ROOMS.map((each) => ({ ...each, kind })), version });
  const south = site([room('s')], { id: 'south' });
  return { ...rest, sites: version === 'before' ? sites : [...sites, south] };
};
const before = clinicOf('before', 'consulting');
const after = clinicOf('after', 'procedure');
const third = clinicOf('third', 'laboratory');

const begun = async () => {
  const ledger = memoryLedger();
  const clinic = await clinicInMemory(ledger, before);
  await clinic.assign(booked('ada', from('09:00', 30, MONDAY)));
  return { ledger, clinic };
};

/** The Ledger, which is gone after so many commits. */
const killedAfter = (ledger: Ledger, commits: number): Ledger => {
  let left = commits;
  return {
    ...ledger,
    commit: async (writes) => {
      if (left === 0) throw new Error('killed');
      left -= 1;
      return ledger.commit(writes);
    },
  };
};

const imports = (ledger: Ledger, content: Catalogue, now: number) =>
  importCatalogue({ ledger, now }, content, { dryRun: false, removeRoomsInUse: false });

/** Commits that an import takes which no one kills. */
const steps = async (): Promise<number> => {
  const { ledger, clinic } = await begun();
  let commits = 0;
  const counting: Ledger = {
    ...ledger,
    commit: (writes) => {
      commits += 1;
      return ledger.commit(writes);
    },
  };
  await imports(counting, after, clinic.clock.now());
  return commits;
};

const versionSeen = async (ledger: Ledger): Promise<string> => {
  const clinic = new Clinic(ledger, () => 0, madeUpWords);
  const index = await clinic.catalogue();
  const rooms = [];
  for (const entry of index.sites) rooms.push(...(await clinic.site(entry)).site.rooms);
  const kinds = new Set(rooms.filter(({ id }) => id !== 's').map(({ kind }) => kind));
  expect(kinds.size, 'rooms of one version').toBe(1);
  expect(rooms.length).toBeGreaterThanOrEqual(ROOMS.length);
  return index.version;
};

const expectDone = async (ledger: Ledger, content: Catalogue, replaced: readonly string[], now: number) => {
  expect(await versionSeen(ledger)).toBe(content.version);
  expect(await readWholeCatalogue(ledger, content.version)).toEqual(content);
  const { rooms } = await ledger.readSite('north');
  expect(rooms.map(({ catalogueVersion }) => catalogueVersion)).toEqual(ROOMS.map(() => content.version));
  expect((await ledger.readSite('south')).site).toBeDefined();
  const marked = await ledger.readDue('north', now + 10 * MINUTE);
  const ofImports = marked.filter(({ id, date }) => id.startsWith('import@') && date === MONDAY);
  expect(ofImports.length, 'the Day is planned again, at once and later').toBeGreaterThanOrEqual(2);
  for (const version of replaced) expect(await ledger.readCatalogueParts(version), version).toEqual([]);
};

describe('an import that is killed', async () => {
  const all = await steps();

  test('has more than one step', () => expect(all).toBeGreaterThan(6));

  // After every second one; after each of them in the deep tests.
  for (let killed = 0; killed < all; killed += WHOLE_MATRIX ? 1 : 2) {
    test(`after step ${killed} of ${all} leaves a whole catalogue to read, and run again it finishes`, async () => {
      const { ledger, clinic } = await begun();
      await expect(imports(killedAfter(ledger, killed), after, clinic.clock.now())).rejects.toThrow('killed');
      expect(['before', 'after']).toContain(await versionSeen(ledger));
      const now = clinic.clock.now() + MINUTE;
      expect(await imports(ledger, after, now)).toMatchObject({ kind: 'imported' });
      await expectDone(ledger, after, [], now);
      expect(await imports(ledger, after, now + 1)).toMatchObject({ kind: 'unchanged' });
    });

    test(`after step ${killed} of ${all} does not stand in the way of another, which does its work too`, async () => {
      const { ledger, clinic } = await begun();
      await expect(imports(killedAfter(ledger, killed), after, clinic.clock.now())).rejects.toThrow('killed');
      const seen = await versionSeen(ledger);
      const now = clinic.clock.now() + MINUTE;
      expect(await imports(ledger, third, now)).toMatchObject({ kind: 'imported' });
      await expectDone(ledger, third, seen === 'before' ? ['after'] : ['before'], now);
    });
  }
});

test('an import that another has overtaken leaves what the other has still to do in its notes', async () => {
  const { ledger, clinic } = await begun();
  const now = clinic.clock.now();
  let commits = 0;
  const overtaken: Ledger = {
    ...ledger,
    commit: async (writes) => {
      const result = await ledger.commit(writes);
      commits += 1;
      const isInForce = writes.some(({ kind }) => kind === 'catalogue');
      // Anyone who imports next is killed as soon as its version is in force: no room is raised beyond the first, no Day marked.
      if (isInForce) await imports(killedAfterInForce(ledger), third, now).catch(() => undefined);
      return result;
    },
  };
  await imports(overtaken, after, now);
  expect(commits).toBeGreaterThan(0);
  const later = now + MINUTE;
  expect(await imports(ledger, third, later)).toMatchObject({ kind: 'imported' });
  await expectDone(ledger, third, [], later);
});

/** The Ledger, which is gone once a version is in force. */
const killedAfterInForce = (ledger: Ledger): Ledger => {
  let gone = false;
  return {
    ...ledger,
    commit: async (writes) => {
      if (gone) throw new Error('killed');
      gone = writes.some(({ kind }) => kind === 'catalogue');
      return ledger.commit(writes);
    },
  };
};
