import type { Catalogue, RoomId, Site, SiteId } from '../domain/catalogue.ts';
import { sharingWith } from '../domain/combination-rooms.ts';
import { FIELDS_OF_LEGALITY } from '../domain/hard-rules.ts';
import { canonicalJson } from './catalogue-version.ts';

/** One field before and after; a side that is undefined did not have the field. */
export type FieldChange = { readonly field: string; readonly before: unknown; readonly after: unknown };

/** One thing of the catalogue that is new, gone or different. */
export type CatalogueChange = {
  readonly what:
    | 'equipment tag'
    | 'room kind'
    | 'site'
    | 'room'
    | 'portable equipment'
    | 'practitioner'
    | 'visit type';
  readonly id: string;
  /** For rooms and portable equipment: where they are. */
  readonly site?: SiteId;
  readonly kind: 'added' | 'removed' | 'changed';
  /** What is different, where `kind` is `changed`. */
  readonly fields: readonly FieldChange[];
};

/** From one catalogue to the next; the first import has no `before`. */
export type CatalogueDiff = {
  readonly before: Catalogue | undefined;
  readonly after: Catalogue;
  readonly changes: readonly CatalogueChange[];
};

type Fields = Readonly<Record<string, unknown>>;
type Thing = Pick<CatalogueChange, 'what' | 'id' | 'site'> & { readonly fields: Fields };

const prefixed = (prefix: string, fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value]));

const thingsOfSite = ({ id, rooms, portable, policy, ...fields }: Site): Thing[] => [
  { what: 'site', id, fields: { ...fields, ...prefixed('policy', policy) } },
  ...rooms.map(({ id: room, ...rest }): Thing => ({ what: 'room', id: room, site: id, fields: rest })),
  ...portable.map(({ tag, ...fields }): Thing => ({ what: 'portable equipment', id: tag, site: id, fields })),
];

const thingsOf = (catalogue: Catalogue): Thing[] => [
  ...catalogue.equipment.map((tag): Thing => {
    const { tag: _id, ...fields } = catalogue.equipmentNames?.find((each) => each.tag === tag) ?? { tag };
    return { what: 'equipment tag', id: tag, fields };
  }),
  ...kindsOf(catalogue).map((kind): Thing => {
    const name = catalogue.kindNames?.find((each) => each.kind === kind)?.name;
    return { what: 'room kind', id: kind, fields: name === undefined ? {} : { name } };
  }),
  ...catalogue.sites.flatMap(thingsOfSite),
  ...catalogue.practitioners.map(
    ({ id, ...fields }): Thing => ({ what: 'practitioner', id: String(id), fields }),
  ),
  ...catalogue.visitTypes.map(
    ({ id, needs, ...fields }): Thing => ({
      what: 'visit type',
      id,
      fields: { ...prefixed('needs', needs), ...fields },
    }),
  ),
];

/** Every kind that a room is of, or that has a name. */
const kindsOf = ({ sites, kindNames = [] }: Catalogue): string[] => [
  ...new Set([
    ...kindNames.map(({ kind }) => kind),
    ...sites.flatMap(({ rooms }) => rooms.map(({ kind }) => kind)),
  ]),
];

const keyOf = ({ what, site, id }: Thing): string => canonicalJson([what, site ?? null, id]);

const changeOf = ({ what, id, site }: Thing, kind: CatalogueChange['kind'], fields: FieldChange[]) => ({
  what,
  id,
  ...(site !== undefined && { site }),
  kind,
  fields,
});

const fieldChanges = (before: Fields, after: Fields): FieldChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => canonicalJson(before[field] ?? null) !== canonicalJson(after[field] ?? null))
    .map((field) => ({ field, before: before[field], after: after[field] }));

/** What changes from one catalogue to the next, thing by thing, in the order of the new file; what is gone comes last. */
export const catalogueDiff = (before: Catalogue | undefined, after: Catalogue): CatalogueDiff => {
  const old = new Map((before === undefined ? [] : thingsOf(before)).map((thing) => [keyOf(thing), thing]));
  const next = thingsOf(after);
  const stays = new Set(next.map(keyOf));
  const addedOrChanged = next.flatMap((thing): CatalogueChange[] => {
    const was = old.get(keyOf(thing));
    if (was === undefined) return [changeOf(thing, 'added', [])];
    const fields = fieldChanges(was.fields, thing.fields);
    return fields.length === 0 ? [] : [changeOf(thing, 'changed', fields)];
  });
  const removed = [...old.values()].filter((thing) => !stays.has(keyOf(thing)));
  return {
    before,
    after,
    changes: [...addedOrChanged, ...removed.map((thing) => changeOf(thing, 'removed', []))],
  };
};

/** A change of one of these concerns every Room of the Site; a Room's own fields are named by the hard rules. */
const LEGALITY_OF_SITE: ReadonlySet<string> = new Set(['timeZone', 'closedDates', 'ways']);

/** Fields of a Room that matter to those it shares walls with. */
const SHARED: ReadonlySet<string> = new Set(['parts', 'blocks', 'sessions']);

const sharingIn = (catalogue: Catalogue | undefined, site: SiteId, room: RoomId): readonly RoomId[] =>
  sharingWith(room, catalogue?.sites.find(({ id }) => id === site)?.rooms ?? []);

const touches = (change: CatalogueChange, fields: ReadonlySet<string>): boolean =>
  change.kind === 'changed' && change.fields.some(({ field }) => fields.has(field));

/**
 * The rooms, by Site, about which a decision made on the old catalogue may be wrong on the new one: those that are gone, those
 * whose legality changed, and every room of a Site whose time zone, closed dates, ways or portable equipment changed. New rooms are
 * not among them: no one could have decided on one.
 */
export const affectedRooms = (diff: CatalogueDiff): ReadonlyMap<SiteId, readonly RoomId[]> => {
  const rooms = new Map<SiteId, Set<RoomId>>();
  const add = (site: SiteId, ids: readonly RoomId[]) =>
    rooms.set(site, (rooms.get(site) ?? new Set<RoomId>()).union(new Set(ids)));
  const oldRoomsOf = (site: SiteId): RoomId[] =>
    (diff.before?.sites.find(({ id }) => id === site)?.rooms ?? []).map(({ id }) => id);

  // In which building a room is matters only where it is some way from one to another.
  const hasWays = (site: SiteId): boolean =>
    [diff.before, diff.after].some((each) => each?.sites.some(({ id, ways }) => id === site && ways));
  const legalityAt = (site: SiteId): ReadonlySet<string> =>
    hasWays(site) ? FIELDS_OF_LEGALITY : FIELDS_OF_LEGALITY.difference(new Set(['building']));

  for (const change of diff.changes) {
    const { what, id, site } = change;
    if (what === 'site' && touches(change, LEGALITY_OF_SITE)) add(id, oldRoomsOf(id));
    if (site === undefined) continue;
    if (what === 'portable equipment') add(site, oldRoomsOf(site));
    if (what !== 'room') continue;
    if (change.kind === 'removed' || touches(change, legalityAt(site))) add(site, [id]);
    // A hall that comes, goes or is closed at other times is so for its parts, and a part for its hall.
    if (change.kind !== 'changed' || touches(change, SHARED)) {
      const sharing = [...sharingIn(diff.before, site, id), ...sharingIn(diff.after, site, id)];
      add(
        site,
        oldRoomsOf(site).filter((room) => sharing.includes(room)),
      );
    }
  }
  return new Map(
    [...rooms]
      .filter(([, ids]) => ids.size > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([site, ids]) => [site, [...ids].sort()]),
  );
};
