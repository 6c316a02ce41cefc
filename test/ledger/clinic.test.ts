import { expect, test } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import type { MayLag } from '../../shared/domain/ledger.ts';
import { catalogueWrites } from '../../shared/ledger/catalogue-parts.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { demoCatalogue } from '../support/demo-catalogue.ts';

const SECOND = 1_000;

/** A clinic whose file and Sites are counted as they are read. */
const counted = async () => {
  const memory = memoryLedger();
  const catalogue = demoCatalogue();
  await memory.commit(catalogueWrites(catalogue, { seen: 0, importedAt: 0 }));
  const reads = { file: 0, sites: 0 };
  let now = 0;
  const ledger: { -readonly [Method in keyof typeof memory]: (typeof memory)[Method] } = {
    ...memory,
    readCatalogue: () => {
      reads.file += 1;
      return memory.readCatalogue();
    },
    readSite: (siteId) => {
      reads.sites += 1;
      return memory.readSite(siteId);
    },
  };
  const clinic = new Clinic(ledger, () => now, madeUpWords, { fileAge: 300 * SECOND });
  const [site] = (await clinic.catalogue()).sites;
  if (site === undefined) throw new Error('the demo clinic has a site');
  return {
    clinic,
    memory,
    ledger,
    catalogue,
    reads,
    site,
    pass: (seconds: number) => (now += seconds * SECOND),
  };
};

test('a clinic whose file may be five minutes old reads each Site every half minute, and whether the file is still in force after it', async () => {
  const { clinic, reads, site, pass } = await counted();
  await clinic.site(site);
  expect(reads).toEqual({ file: 2, sites: 1 });
  pass(29);
  await clinic.site(site);
  expect(reads).toEqual({ file: 2, sites: 1 });
  pass(2);
  await clinic.site(site);
  expect(reads).toEqual({ file: 3, sites: 2 });
  pass(300);
  await clinic.catalogue();
  expect(reads).toEqual({ file: 4, sites: 2 });
});

test('a Site that is forgotten is read anew, and with it the file that is in force by then', async () => {
  const { clinic, memory, catalogue, site } = await counted();
  await clinic.site(site);
  await memory.commit(catalogueWrites({ ...catalogue, version: 'newer' }, { seen: 1, importedAt: 1 }));
  expect((await clinic.site(site)).catalogue.version).toBe(catalogue.version);
  clinic.forgetSites();
  expect((await clinic.site(site)).catalogue.version).toBe('newer');
  expect((await clinic.catalogue()).version).toBe('newer');
});

test('a file that has grown old is asked for as it was a moment ago; what then seems to be another is read as it is', async () => {
  const { clinic, memory, ledger, catalogue, pass } = await counted();
  const before = await memory.readCatalogue();
  await memory.commit(catalogueWrites({ ...catalogue, version: 'newer' }, { seen: 1, importedAt: 1 }));
  const asked: (MayLag | undefined)[] = [];
  ledger.readCatalogue = async (terms) => {
    asked.push(terms);
    return terms ? before : memory.readCatalogue();
  };
  pass(300);
  // What lags is the version that is known: no one is told of the newer one yet.
  expect((await clinic.catalogue()).version).toBe(catalogue.version);
  expect(asked).toEqual([{ mayLag: true }]);
  clinic.forget();
  expect((await clinic.catalogue()).version).toBe('newer');
  expect(asked.at(-1)).toBeUndefined();
  pass(300);
  // And now it lags behind what is known: it does not bring the older one back.
  expect((await clinic.catalogue()).version).toBe('newer');
  expect(asked.slice(2)).toEqual([{ mayLag: true }, undefined]);
});

test('a Site that has grown old is read as it was a moment ago, and so is the file beside Rooms that have not changed; one that was forgotten is read as it is', async () => {
  const { clinic, memory, ledger, site, pass } = await counted();
  const asked: string[] = [];
  ledger.readSite = async (siteId, terms) => {
    asked.push(terms ? 'a Site of a moment ago' : 'a Site');
    return memory.readSite(siteId);
  };
  ledger.readCatalogue = async (terms) => {
    asked.push(terms ? 'the file of a moment ago' : 'the file');
    return memory.readCatalogue();
  };
  const read = async () => {
    asked.length = 0;
    await clinic.site(site);
    return [...asked];
  };
  expect(await read()).toEqual(['a Site', 'the file']);
  pass(31);
  expect(await read()).toEqual(['a Site of a moment ago', 'the file of a moment ago']);
  const [roomId = ''] = (await clinic.site(site)).site.rooms.map(({ id }) => id);
  const record = { siteId: site.id, roomId, catalogueVersion: 'newer', closures: [] };
  await memory.commit([{ kind: 'room', seen: 0, record }]);
  pass(31);
  // A Room that an import may have touched is paired with no older file.
  expect(await read()).toEqual(['a Site of a moment ago', 'the file']);
  clinic.forgetSites();
  expect(await read()).toEqual(['a Site', 'the file of a moment ago']);
  clinic.forgetSites();
  pass(300);
  // First what Sites there are, then the Site.
  expect(await read()).toEqual(['the file of a moment ago', 'a Site', 'the file of a moment ago']);
  clinic.forget();
  expect(await read()).toEqual(['the file', 'a Site', 'the file']);
});

test('where one Site was forgotten the file is read as it is, and that Site; all others as they were a moment ago', async () => {
  const memory = memoryLedger();
  const one = demoCatalogue();
  const [north] = one.sites;
  if (north === undefined) throw new Error('the demo clinic has a site');
  const content = { ...one, sites: [north, { ...north, id: 'south' }] };
  await memory.commit(catalogueWrites(content, { seen: 0, importedAt: 0 }));
  const asked: string[] = [];
  const clinic = new Clinic(
    {
      ...memory,
      readSite: async (siteId, terms) => {
        asked.push(terms ? `${siteId} of a moment ago` : siteId);
        return memory.readSite(siteId);
      },
      readCatalogue: async (terms) => {
        asked.push(terms ? 'the file of a moment ago' : 'the file');
        return memory.readCatalogue();
      },
    },
    () => 0,
    madeUpWords,
  );
  for (const site of content.sites) await clinic.site(site);
  clinic.forget('north');
  asked.length = 0;
  for (const site of content.sites) await clinic.site(site);
  expect(asked).toEqual([
    'the file',
    'north',
    'the file of a moment ago',
    'south of a moment ago',
    'the file of a moment ago',
  ]);
  await memory.commit(catalogueWrites({ ...content, version: 'newer' }, { seen: 1, importedAt: 1 }));
  clinic.forget('north');
  expect((await clinic.catalogue()).version).toBe('newer');
});

test('the rooms of a Site as they are written are read once for a version of the file, however old they have grown', async () => {
  const { clinic, memory, reads, catalogue, site, pass } = await counted();
  expect((await clinic.written(site)).rooms).toEqual(catalogue.sites[0]?.rooms);
  const before = { ...reads };
  pass(60);
  await clinic.written(site);
  expect(reads).toEqual(before);
  await memory.commit(catalogueWrites({ ...catalogue, version: 'newer' }, { seen: 1, importedAt: 1 }));
  pass(300);
  await clinic.written(site);
  expect((await clinic.catalogue()).version).toBe('newer');
});

test('parts of a file that lag are read as they are', async () => {
  const { memory, ledger, catalogue } = await counted();
  const asked: (MayLag | undefined)[] = [];
  ledger.readCatalogueParts = async (version, of, terms) => {
    asked.push(terms);
    return terms ? [] : memory.readCatalogueParts(version, of);
  };
  const clinic = new Clinic(ledger, () => 0, madeUpWords);
  expect((await clinic.catalogue()).version).toBe(catalogue.version);
  expect(asked).toEqual([{ mayLag: true }, undefined]);
});
