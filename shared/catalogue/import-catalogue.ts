import type { Catalogue, RoomId, SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger, Write } from '../domain/ledger.ts';
import type { RoomRecord } from '../domain/ledger-records.ts';
import { readWholeCatalogue } from '../ledger/catalogue-parts.ts';
import { CATALOGUE_LAG_MS } from '../replanning/replan-day.ts';
import { type BusyDay, busyDays, type RoomInUse, roomsInUse } from './busy-days.ts';
import { affectedRooms, type CatalogueDiff, catalogueDiff } from './catalogue-diff.ts';
import { readStoredVersions, removeParts, storedVersionsWrite, storeParts } from './stored-versions.ts';

export type ImportResult =
  /** Nothing was written: a dry run, no difference, or rooms in use and no leave to remove them. */
  | {
      readonly kind: 'shown' | 'unchanged' | 'refused';
      readonly diff: CatalogueDiff;
      readonly inUse: readonly RoomInUse[];
    }
  | {
      readonly kind: 'imported';
      readonly diff: CatalogueDiff;
      readonly inUse: readonly RoomInUse[];
      readonly days: number;
    }
  /** Someone else imported in between: look at the difference again. */
  | { readonly kind: 'stale' };

/** Writes of one transaction that leave room for the catalogue itself. */
const AT_ONCE = 90;
/** Sites read at a time. */
const SITES_AT_ONCE = 20;

type Importing = {
  readonly ledger: Ledger;
  readonly now: Instant;
  readonly progress?: (line: string) => void;
};

/**
 * Puts a catalogue in force, step by step, for it may be of any size: its parts and its new Sites, which no one reads
 * yet; then, in one transaction, the version in force and the first Rooms it touches, so that a worker never pairs a new Room with old
 * rules; then the other Rooms; then a mark on every Day that holds or awaits anything, at once and again when no
 * worker can still be deciding on the catalogue before. Killed at any step it leaves a whole catalogue in force, and run again it
 * does what is left.
 */
export const importCatalogue = async (
  { ledger, now, progress = () => undefined }: Importing,
  catalogue: Catalogue,
  { dryRun, removeRoomsInUse }: { dryRun: boolean; removeRoomsInUse: boolean },
): Promise<ImportResult> => {
  const current = await ledger.readCatalogue();
  const before = current && (await readWholeCatalogue(ledger, current.catalogueVersion));
  const left = await readStoredVersions(ledger);
  const diff = catalogueDiff(before, catalogue);
  const inUse = roomsInUse(diff, await busyDays(ledger, diff, now, progress));
  const isInForce = current?.catalogueVersion === catalogue.version && before !== undefined;
  if (isInForce && left.since.length === 0) return { kind: 'unchanged', diff, inUse };
  if (dryRun) return { kind: 'shown', diff, inUse };
  if (inUse.length > 0 && !removeRoomsInUse) return { kind: 'refused', diff, inUse };

  const inForceBefore = current === undefined ? [] : [current.catalogueVersion];
  const since = [...left.since, ...inForceBefore].filter((version) => version !== catalogue.version);
  const stored = [...left.stored, ...inForceBefore, catalogue.version];
  const begun = await ledger.commit([storedVersionsWrite({ stored, since }, left.seen)]);
  if (begun.kind === 'stale') return { kind: 'stale' };

  const diffs = await diffsSince(ledger, since, catalogue);
  const touched = roomsTouched(diffs);
  const withCatalogue = isInForce ? [] : touched.slice(0, AT_ONCE);
  if (!isInForce) {
    await storeParts(ledger, catalogue, progress);
    await addSites(ledger, catalogue, now, progress);
    const first = await ledger.commit([
      {
        kind: 'catalogue',
        seen: current?.version ?? 0,
        record: { catalogueVersion: catalogue.version, importedAt: now },
      },
      ...(await roomWrites(ledger, withCatalogue, catalogue)),
    ]);
    if (first.kind === 'stale') return { kind: 'stale' };
  }
  for (let from = withCatalogue.length; from < touched.length; from += AT_ONCE)
    await raiseRooms(ledger, touched.slice(from, from + AT_ONCE), catalogue);

  // Again: someone may have been assigned while this ran, into a room that is gone. From here on anyone fails, or finds the Room raised
  // once they are in it.
  const busy = new Map<string, BusyDay>();
  for (const each of diffs)
    for (const day of await busyDays(ledger, each, now, progress)) busy.set(`${day.siteId} ${day.date}`, day);
  const markers = [...busy.values()].flatMap(({ siteId, date }) =>
    [now, now + CATALOGUE_LAG_MS].map(
      (dueAt): Write => ({ kind: 'due', marker: { siteId, date, dueAt, id: `import@${now}` } }),
    ),
  );
  for (let from = 0; from < markers.length; from += AT_ONCE)
    await ledger.commit(markers.slice(from, from + AT_ONCE));
  await clearAway(ledger, catalogue.version, inForceBefore, { stored, seen: left.seen + 1 });
  return { kind: 'imported', diff, inUse: roomsInUse(diff, [...busy.values()]), days: busy.size };
};

/** From each version by which someone may still be deciding; one that is gone from the table was never in force for long. */
const diffsSince = async (
  ledger: Ledger,
  since: readonly string[],
  catalogue: Catalogue,
): Promise<CatalogueDiff[]> => {
  const found: CatalogueDiff[] = [];
  for (const version of new Set(since)) {
    const before = await readWholeCatalogue(ledger, version);
    if (before !== undefined) found.push(catalogueDiff(before, catalogue));
  }
  return found;
};

const roomsTouched = (diffs: readonly CatalogueDiff[]): RoomName[] => {
  const touched = diffs.flatMap((diff) =>
    [...affectedRooms(diff)].flatMap(([siteId, ids]) => ids.map((roomId) => ({ siteId, roomId }))),
  );
  return [...new Map(touched.map((each) => [`${each.siteId} ${each.roomId}`, each])).values()];
};

/** All is done: only what is in force and what was before, which some reader may still have in hand, is kept. */
const clearAway = async (
  ledger: Ledger,
  inForce: string,
  before: readonly string[],
  { stored, seen }: { readonly stored: readonly string[]; readonly seen: number },
): Promise<void> => {
  const kept = [inForce, ...before];
  const done = await ledger.commit([storedVersionsWrite({ stored: kept, since: [] }, seen)]);
  if (done.kind === 'stale') return; // another import has begun and clears away what it finds
  for (const version of new Set(stored)) if (!kept.includes(version)) await removeParts(ledger, version);
};

/** An item for each Site that has none yet. */
const addSites = async (
  ledger: Ledger,
  catalogue: Catalogue,
  now: Instant,
  progress: (line: string) => void,
): Promise<void> => {
  const { sites } = catalogue;
  for (let from = 0; from < sites.length; from += SITES_AT_ONCE) {
    const some = sites.slice(from, from + SITES_AT_ONCE);
    await Promise.all(
      some.map(async ({ id: siteId, publishing }) => {
        if ((await ledger.readSite(siteId)).site !== undefined) return;
        const record = { siteId, knownSince: now, publishing, publishingSince: now };
        await ledger.commit([{ kind: 'site', seen: 0, record }]);
      }),
    );
    if (sites.length > SITES_AT_ONCE) progress(`looked at ${from + some.length} of ${sites.length} sites`);
  }
};

type RoomName = { readonly siteId: SiteId; readonly roomId: RoomId };

/** Raises the Rooms' versions, so that anyone who still decides by the old catalogue fails, or looks at them afterwards and sees it. */
const roomWrites = async (
  ledger: Ledger,
  rooms: readonly RoomName[],
  { version: catalogueVersion, sites }: Catalogue,
): Promise<Write[]> => {
  const known = new Map<SiteId, readonly RoomRecord[]>();
  for (const siteId of new Set(rooms.map((each) => each.siteId)))
    known.set(siteId, (await ledger.readSite(siteId)).rooms);
  return rooms.map(({ siteId, roomId }): Write => {
    const found = known.get(siteId)?.find((each) => each.roomId === roomId);
    const { version: seen, ...before } = found ?? { version: 0, siteId, roomId, closures: [] };
    const kept = sites.some(({ id }) => id === siteId) ? before : withoutWords(before);
    return { kind: 'room', seen, record: { ...kept, catalogueVersion } };
  });
};

/** Where its Site is gone, no one looks after a Room: that it is closed stays, what was noted on that goes at once. */
const withoutWords = <Room extends Pick<RoomRecord, 'closures' | 'closed'>>({
  closed: _remembered,
  ...room
}: Room) => ({ ...room, closures: room.closures.map(({ note: _said, ...block }) => block) });

/** The same for the Rooms that did not fit beside the catalogue: here a race with staff closing a Room is tried again. */
const raiseRooms = async (
  ledger: Ledger,
  rooms: readonly RoomName[],
  catalogue: Catalogue,
): Promise<void> => {
  for (;;) {
    const result = await ledger.commit(await roomWrites(ledger, rooms, catalogue));
    if (result.kind === 'committed') return;
  }
};
