import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { Catalogue } from '../domain/catalogue.ts';
import type { Waiting } from '../domain/day.ts';
import type { Instant } from '../domain/instant.ts';
import type {
  CataloguePart,
  CatalogueRecord,
  Change,
  ChangeKind,
  CredentialRecord,
  DueMarker,
  MemoRecord,
  OwedEntry,
  PlanRecord,
  RoomDayRecord,
  RoomRecord,
  SiteRecord,
} from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { Stands } from '../domain/stands.ts';
import { editOf, factOf, holderOf, storedEdit, storedFact, storedHolder } from '../stored-words.ts';
import { type Item, isMap, type Shape, shaped } from './item-shape.ts';
import {
  bookingKey,
  CATALOGUE_KEY,
  cataloguePartKey,
  changeKey,
  credentialKey,
  dueKey,
  mapKey,
  memoKey,
  nameOf,
  planKey,
  roomDayKey,
  roomKey,
  siteKey,
  waitKey,
} from './keys.ts';
import type { OccupancyForm } from './occupancy-forms.ts';
import { longOccupancy, shortOccupancy } from './short-occupancy.ts';
import { publicationOf, rowOf, type StoredPublication, storedPublication } from './stored-publication.ts';
import { TABLE } from './table-schema.ts';
import { DAY_KEPT_DAYS, keptUntil } from './time-to-live.ts';

/** How each record is written as an item of the table, and read from one. */

export const catalogueItem = (record: CatalogueRecord): Item => ({ ...CATALOGUE_KEY, ...record });
export const catalogueOf = (item: Item): CatalogueRecord => {
  const whole = wholeCatalogueOf(item);
  if (whole === undefined)
    return recordIn(shaped(item, { version: 'number', importedAt: 'number', catalogueVersion: 'string' }));
  const { version, importedAt } = shaped(item, {
    version: 'number',
    importedAt: 'number',
  }) as CatalogueRecord;
  return { version, importedAt, catalogueVersion: whole.version };
};

/** The catalogue in the item itself, as releases before the parts wrote it. */
export const wholeCatalogueOf = (item: Item): Catalogue | undefined =>
  item.catalogue === undefined
    ? undefined
    : (shaped(item, { catalogue: { version: 'string', sites: 'list' } }).catalogue as Catalogue);

export const cataloguePartItem = (each: CataloguePart): Item => ({ ...cataloguePartKey(each), ...each });
export const cataloguePartOf = (item: Item): CataloguePart =>
  recordIn(
    shaped(item, {
      catalogueVersion: 'string',
      of: { kind: 'string' },
      position: 'number',
      count: 'number',
      text: 'string',
    }),
  );

export const siteItem = (record: SiteRecord): Item => ({ ...siteKey(record.siteId), ...record });
export const siteOf = (item: Item): SiteRecord =>
  recordIn(
    shaped(item, { version: 'number', siteId: 'string', publishing: 'string', publishingSince: 'number' }),
  );

export const roomItem = (record: RoomRecord): Item => ({ ...roomKey(record), ...record });
export const roomOf = (item: Item): RoomRecord =>
  recordIn(
    shaped(item, {
      version: 'number',
      siteId: 'string',
      roomId: 'string',
      closures: 'list',
      catalogueVersion: 'string',
    }),
  );

/** Each Occupancy is one string, its uid the key: as a map within the map a long Day takes the SDK three times as long to read. */
export const roomDayItem = (record: RoomDayRecord, form: OccupancyForm): Item => ({
  ...roomDayKey(record),
  ...record,
  blocks: mapped(record.blocks, (id, block) => [mapKey(id), block]),
  occupancies: mapped(record.occupancies, (uid, { uid: _key, ...rest }) => [
    mapKey(uid),
    form === 'short' ? shortOccupancy(rest, record.roomId) : JSON.stringify(storedHolder(rest)),
  ]),
  ttl: keptUntil(record.date, DAY_KEPT_DAYS),
});
const OCCUPANCY: Shape = { roomId: 'string', from: 'number', to: 'number', start: 'number', end: 'number' };
export const roomDayOf = (item: Item): RoomDayRecord => {
  const { occupancies, roomId } = item;
  const readEach = (key: string, text: unknown): [BookingUid, unknown] => occupancyOf(key, text, roomId);
  const record: RoomDayRecord = recordIn(
    shaped(
      { ...item, occupancies: isMap(occupancies) ? mapped(occupancies, readEach) : occupancies },
      {
        version: 'number',
        siteId: 'string',
        date: 'string',
        roomId: 'string',
        blocks: { '*': { id: 'string', start: 'number' } },
        occupancies: { '*': OCCUPANCY },
      },
    ),
  );
  return { ...record, blocks: mapped(record.blocks, (key, block) => [nameOf(key), block]) };
};

/** Whatever is no occupancy stays as it is, for `shaped` to name. */
const occupancyOf = (key: string, text: unknown, ownId: unknown): [BookingUid, unknown] => {
  const uid = nameOf(key);
  try {
    const stored: unknown = JSON.parse(text as string);
    const occupancy = isMap(stored) ? holderOf(stored) : longOccupancy(stored, ownId);
    return [uid, occupancy === undefined ? text : { uid, ...occupancy }];
  } catch {
    return [uid, text];
  }
};

type OnDay = { readonly siteId: string; readonly date: LocalDate };

export const waitItem = (at: OnDay, waiting: Waiting): Item => ({
  ...waitKey(at, waiting.uid),
  ...storedHolder(waiting),
  ttl: keptUntil(at.date, DAY_KEPT_DAYS),
});
export const waitOf = (item: Item): Waiting =>
  holderOf(
    recordIn(
      shaped(item, {
        uid: 'string',
        start: 'number',
        end: 'number',
        standing: 'string',
        inputs: 'map',
        priority: 'number',
        firstEventAt: 'number',
      }),
    ),
  ) as Waiting;

export const planItem = (at: OnDay, plan: PlanRecord): Item => ({
  ...planKey(at),
  ...plan,
  ttl: keptUntil(at.date, DAY_KEPT_DAYS),
});
export const planOf = (item: Item): PlanRecord =>
  recordIn(shaped(item, { fingerprint: 'string', plannedAt: 'number' }));

export const dueItem = (marker: DueMarker): Item => ({
  ...dueKey(marker),
  ...marker,
  ttl: keptUntil(marker.date, DAY_KEPT_DAYS),
});
export const dueOf = (item: Item): DueMarker =>
  recordIn(shaped(item, { siteId: 'string', dueAt: 'number', date: 'string', id: 'string' }));

type StoredChange = {
  readonly what: ChangeKind | 'human-edit';
  readonly why: string;
  /** One string, as an Occupancy is. */
  readonly stands?: string;
};

export const changeItem = (record: Change, keptDays: number): Item => {
  const { what, reason, stands, laid, lifted, ...change } = record;
  return {
    ...changeKey(record),
    ...change,
    ...(stands && { stands: typeof stands === 'string' ? stands : JSON.stringify(storedHolder(stands)) }),
    ...(laid && { laid }),
    ...(lifted && { lifted }),
    what: storedEdit(what),
    why: reason,
    ttl: keptUntil(change.date, keptDays),
  };
};
export const changeOf = (item: Item): Change => {
  const { what, why, stands, ...change } = recordIn<
    Omit<Change, 'what' | 'reason' | 'stands'> & StoredChange
  >(
    shaped(item, {
      siteId: 'string',
      date: 'string',
      id: 'string',
      at: 'number',
      what: 'string',
      by: 'string',
      why: 'string',
    }),
  );
  const stood = stands === undefined ? undefined : standsOf(stands);
  return { ...change, what: editOf(what), reason: why, ...(stood && { stands: stood }) };
};

/** What cannot be read is as if it were not said. */
const standsOf = (text: string): Stands | undefined => {
  if (text === 'same' || text === 'gone') return text;
  try {
    return holderOf(JSON.parse(text)) as Stands;
  } catch {
    return undefined;
  }
};

/** The index is sparse: only a booking whose publication waits for someone carries its attributes. */
export const bookingItem = (record: BookingRecord): Item => {
  const { publication: _stored, ...rest } = record;
  const row = rowOf(record);
  return {
    ...bookingKey(record.uid),
    ...rest,
    fact: storedFact(record.fact),
    telling: storedPublication(record),
    ...(row && { [TABLE.owedTo]: row.to, [TABLE.owedStart]: row.start, notBefore: row.notBefore }),
  };
};
export const bookingOf = (item: Item): BookingRecord => {
  shaped(item, {
    uid: 'string',
    version: 'number',
    fact: { uid: 'string', standing: 'string', createdAt: 'number' },
    firstEventAt: 'number',
    asked: 'map',
    replaces: 'list',
    replacedBy: 'list',
    placement: { kind: 'string' },
    unknownEquipment: 'list',
    telling: { texts: 'list', sends: 'number' },
    ttl: 'number',
  });
  const { telling, ...record } = recordIn<
    Omit<BookingRecord, 'ttl' | 'publication' | 'fact'> & {
      telling: StoredPublication;
      fact: Parameters<typeof factOf>[0];
    }
  >(item);
  return {
    ...record,
    fact: factOf(record.fact),
    publication: publicationOf(telling),
    ttl: item.ttl as number,
  };
};

export const owedEntryOf = (item: Item): OwedEntry => {
  shaped(item, { uid: 'string', [TABLE.owedStart]: 'number', notBefore: 'number' });
  return {
    uid: item.uid as string,
    ...(typeof item.siteId === 'string' ? { siteId: item.siteId } : {}),
    start: item[TABLE.owedStart] as Instant,
    notBefore: item.notBefore as Instant,
  };
};

export const credentialItem = (record: CredentialRecord): Item => ({
  ...credentialKey(record.credential),
  ...record,
});
export const credentialOf = (item: Item): CredentialRecord =>
  recordIn(
    shaped(item, {
      version: 'number',
      credential: 'string',
      nextAllowedAt: 'number',
      blockedUntil: 'number',
      failures: 'number',
    }),
  );

export const memoItem = (record: MemoRecord): Item => ({ ...memoKey(record.scope, record.id), ...record });
export const memoOf = (item: Item): MemoRecord => {
  shaped(item, { version: 'number', scope: 'string', id: 'string' });
  const record = recordIn<MemoRecord>(item);
  return typeof item.ttl === 'number' ? { ...record, ttl: item.ttl } : record;
};

/** The item without what only the table needs. */
const recordIn = <R>(item: Item): R => {
  const { [TABLE.pk]: _pk, [TABLE.sk]: _sk, [TABLE.ttl]: _ttl, ...rest } = item;
  const { [TABLE.owedTo]: _to, [TABLE.owedStart]: _start, notBefore: _notBefore, ...record } = rest;
  return record as R;
};

const mapped = <T, U>(
  map: Readonly<Record<string, T>>,
  entry: (key: string, value: T) => [string, U],
): Record<string, U> => Object.fromEntries(Object.entries(map).map(([key, value]) => entry(key, value)));
