import type {
  AskedEquipment,
  BookingEvent,
  BookingFact,
  LiveFact,
  RequirementInputs,
} from './booking-event.ts';
import type { BookingRecord, Stamped } from './booking-record.ts';
import type { PractitionerId } from './catalogue.ts';

/**
 * What a booking's record says of its life. Merging is a join (associative, commutative, idempotent), so any order
 * and any repetition of deliveries ends in the same state:
 *
 *     fact      the maximum by (hold < confirmed < ended, then partial < whole, then `createdAt`, then content)
 *     links     unions
 *     asked     the newest of each that was ever said (of the address the oldest: later ones may be ours); of seats the
 *               union, since each seat asks for itself; their number once told
 *     first     the minimum
 */
export type BookingFacts = Pick<
  BookingRecord,
  'uid' | 'fact' | 'firstEventAt' | 'asked' | 'replaces' | 'replacedBy'
>;

/** Those of a booking that is not over with. */
export type LiveFacts = BookingFacts & { readonly fact: LiveFact };

const RANK = { tentative: 0, confirmed: 1, ended: 2 } as const;

/** What one event says, one BookingFacts for each uid it speaks of: a reschedule also ends the old booking. */
export const factsIn = (
  event: Pick<BookingEvent, 'fact' | 'replaces' | 'bookedAt'>,
): { own: BookingFacts; replaced?: BookingFacts } => {
  const { fact, replaces, bookedAt = Number.POSITIVE_INFINITY } = event;
  const own: BookingFacts = {
    uid: fact.uid,
    fact,
    firstEventAt: Math.min(fact.createdAt, bookedAt),
    asked: fact.status === 'ended' ? {} : askedAt(fact),
    replaces: replaces === undefined ? [] : [replaces],
    replacedBy: [],
  };
  if (replaces === undefined || replaces === fact.uid) return { own: { ...own, replaces: [] } };
  const replaced: BookingFacts = {
    uid: replaces,
    fact: { uid: replaces, status: 'ended', createdAt: fact.createdAt, reason: 'rescheduled' },
    firstEventAt: fact.createdAt,
    asked: {},
    replaces: [],
    replacedBy: [fact.uid],
  };
  return { own, replaced };
};

/** Both Lives of one uid, joined. */
export const mergeFacts = (a: BookingFacts | undefined, b: BookingFacts): BookingFacts => {
  if (a === undefined) return b;
  return {
    uid: b.uid,
    fact: laterFact(a.fact, b.fact),
    firstEventAt: Math.min(a.firstEventAt, b.firstEventAt),
    asked: {
      ...stamp('answered', newest(a.asked.answered, b.asked.answered)),
      ...stamp('metadata', newest(a.asked.metadata, b.asked.metadata)),
      ...stamp('linked', newestOf(a.asked.linked, b.asked.linked)),
      ...stamp('slug', newestOf(a.asked.slug, b.asked.slug)),
      ...stamp('eventTypeId', newestOf(eventTypeIn(a), eventTypeIn(b))),
      ...stamp('practitionerId', newestOf(practitionerIn(a), practitionerIn(b))),
      ...stamp('seats', knownSeats(a.asked.seats, b.asked.seats)),
      ...stamp('address', oldestOf(a.asked.address, b.asked.address)),
      ...stamp('seatAddress', oldestOf(a.asked.seatAddress, b.asked.seatAddress)),
    },
    replaces: union(a.replaces, b.replaces),
    replacedBy: union(a.replacedBy, b.replacedBy),
  };
};

/** What a BookingFacts stored before these were kept apart knows of them stands in its fact alone. */
const eventTypeIn = ({ fact, asked }: BookingFacts): Stamped<number> | undefined =>
  asked.eventTypeId ?? (fact.status === 'ended' ? undefined : askedAt(fact).eventTypeId);
const practitionerIn = ({ fact, asked }: BookingFacts): Stamped<PractitionerId> | undefined =>
  asked.practitionerId ?? (fact.status === 'ended' ? undefined : askedAt(fact).practitionerId);

/** Whether two Lives say the same: then a delivery was a repetition and there is nothing to write. */
export const sameFacts = (a: BookingFacts, b: BookingFacts): boolean => sameContent(factsOf(a), factsOf(b));

/** Whether two values hold the same content, whatever the order of their keys. */
export const sameContent = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return contentOf(a) === contentOf(b);
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((each, index) => sameContent(each, b[index]))
    );
  const [one, other] = [a as Fields, b as Fields];
  const said = namesIn(one);
  return (
    said.length === namesIn(other).length &&
    said.every((name) => Object.hasOwn(other, name) && sameContent(one[name], other[name]))
  );
};

type Fields = Readonly<Record<string, unknown>>;

/** A field that is undefined says nothing. */
const namesIn = (fields: Fields): string[] =>
  Object.keys(fields).filter((name) => fields[name] !== undefined);

/** The BookingFacts in a record, without the record's other fields. */
export const factsOf = (from: BookingFacts): BookingFacts => ({
  uid: from.uid,
  fact: from.fact,
  firstEventAt: from.firstEventAt,
  asked: from.asked,
  replaces: from.replaces,
  replacedBy: from.replacedBy,
});

/** The requirement inputs of a live booking: its event type, and the newest equipment ever asked for. */
export const inputsOf = (facts: Pick<BookingFacts, 'fact' | 'asked'>): RequirementInputs => {
  const { eventTypeId = facts.asked.eventTypeId?.value, eventTypeSlug = facts.asked.slug?.value } =
    facts.fact.status === 'ended' ? {} : facts.fact.inputs;
  const { visitTypeId } = facts.fact.status === 'ended' ? {} : facts.fact.inputs;
  return {
    ...(eventTypeId === undefined ? {} : { eventTypeId }),
    ...(eventTypeSlug === undefined ? {} : { eventTypeSlug }),
    ...(visitTypeId === undefined ? {} : { visitTypeId }),
    ...(facts.asked.answered ? { answered: facts.asked.answered.value } : {}),
    ...(facts.asked.metadata ? { metadata: facts.asked.metadata.value } : {}),
    ...(facts.asked.linked ? { linked: facts.asked.linked.value } : {}),
    ...(facts.asked.seats ? { seats: facts.asked.seats.value } : {}),
  };
};

/** The host of a live booking: the one last heard of. */
export const practitionerOf = (facts: Pick<BookingFacts, 'fact' | 'asked'>): PractitionerId | undefined =>
  facts.fact.status === 'ended'
    ? undefined
    : (facts.fact.practitionerId ?? facts.asked.practitionerId?.value);

const laterFact = (a: BookingFact, b: BookingFact): BookingFact => {
  const byRank = RANK[a.status] - RANK[b.status];
  if (byRank !== 0) return byRank > 0 ? a : b;
  if (isPartial(a) !== isPartial(b)) return isPartial(b) ? a : b;
  if (a.createdAt !== b.createdAt) return a.createdAt > b.createdAt ? a : b;
  return sameContent(a, b) || contentOf(a) > contentOf(b) ? a : b;
};

const isPartial = (fact: BookingFact): boolean => fact.status !== 'ended' && fact.partial === true;

const askedAt = ({ inputs, practitionerId, address, createdAt: at }: LiveFact): BookingFacts['asked'] => ({
  ...(inputs.answered ? { answered: { value: inputs.answered, at } } : {}),
  ...(inputs.metadata ? { metadata: { value: inputs.metadata, at } } : {}),
  ...(inputs.linked === undefined ? {} : { linked: { value: inputs.linked, at } }),
  ...(inputs.eventTypeSlug === undefined ? {} : { slug: { value: inputs.eventTypeSlug, at } }),
  ...(inputs.eventTypeId === undefined ? {} : { eventTypeId: { value: inputs.eventTypeId, at } }),
  ...(practitionerId === undefined ? {} : { practitionerId: { value: practitionerId, at } }),
  ...(inputs.seats === undefined ? {} : { seats: { value: inputs.seats, at } }),
  // A reading knows no number of seats, and shows where the class itself is.
  ...(address === undefined ? {} : { [inputs.seats ? 'seatAddress' : 'address']: { value: address, at } }),
});

const newest = (
  a: Stamped<AskedEquipment> | undefined,
  b: Stamped<AskedEquipment> | undefined,
): Stamped<AskedEquipment> | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.value.ofSeat && b.value.ofSeat) return ofBothSeats(a, b);
  if (a.value.ofSeat || b.value.ofSeat) return a.value.ofSeat ? a : b;
  return newestOf(a, b);
};

/** What any seat needs the room must have, whichever seat was told of last. */
const ofBothSeats = (a: Stamped<AskedEquipment>, b: Stamped<AskedEquipment>): Stamped<AskedEquipment> => ({
  value: {
    tags: union(a.value.tags, b.value.tags),
    unreadable: a.value.unreadable || b.value.unreadable,
    ofSeat: true,
  },
  at: Math.max(a.at, b.at),
});

/** A reading knows that there are seats and not how many: a number, once told, stays. */
const knownSeats = (
  a: Stamped<number> | undefined,
  b: Stamped<number> | undefined,
): Stamped<number> | undefined => {
  if (a !== undefined && b !== undefined && (a.value === 0) !== (b.value === 0)) return a.value === 0 ? b : a;
  return newestOf(a, b);
};

const newestOf = <T>(a: Stamped<T> | undefined, b: Stamped<T> | undefined): Stamped<T> | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return sameContent(a, b) || contentOf(a) > contentOf(b) ? a : b;
};

const oldestOf = <T>(a: Stamped<T> | undefined, b: Stamped<T> | undefined): Stamped<T> | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.at !== b.at) return a.at < b.at ? a : b;
  return sameContent(a, b) || contentOf(a) < contentOf(b) ? a : b;
};

const stamp = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: T });

const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])].sort();

/** A text that is equal for equal content, whatever the order of the keys. */
export const contentOf = (value: unknown): string => JSON.stringify(inOrder(value));

const inOrder = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((name) => [name, inOrder(fields[name])]),
  );
};
