import { type Admission, admit, isForWant, type LiveBooking, standsAt } from './admit.ts';
import type { LiveFact } from './booking-event.ts';
import { inputsOf, practitionerOf } from './booking-facts.ts';
import type { BookingRecord } from './booking-record.ts';
import type { CatalogueIndex } from './catalogue.ts';
import { type Instant, MINUTE } from './instant.ts';

/** Behind all that the clinic has given a priority. */
const LEAST_URGENT = 9;

/**
 * A visit whose event type the clinic file does not know (any more, or in this delivery), in the Room it has: as much time
 * before and after as it had, and nothing more that is known of its needs. `undefined`: it has none.
 */
export const inItsRoom = (
  facts: LiveBooking,
  before: BookingRecord | undefined,
  catalogue: CatalogueIndex,
): Admitted | undefined =>
  before?.placement.kind === 'roomed' ? needingWhatItHas(facts, before, catalogue) : undefined;

/**
 * A visit that has its place, as staff may act on it: what the clinic file does not say of its needs keeps it out of no room
 * that they choose.
 */
export const admitForStaff = (
  record: BookingRecord & { readonly fact: LiveFact },
  catalogue: CatalogueIndex,
  now: Instant,
): Admission => {
  const read = admit(record, catalogue, now);
  if (!isForWant(read) || standsAt(record) === undefined) return read;
  return needingWhatItHas(record, record, catalogue) ?? read;
};

type Admitted = Extract<Admission, { kind: 'admitted' }>;

const needingWhatItHas = (
  facts: LiveBooking,
  before: BookingRecord,
  catalogue: CatalogueIndex,
): Admitted | undefined => {
  const site = catalogue.sites.find(({ id }) => id === before.siteId);
  const { placement } = before;
  if (site === undefined || before.fact.status === 'ended') return undefined;
  const held = placement.kind === 'roomed' ? placement : undefined;
  const { uid, fact, firstEventAt } = facts;
  const practitionerId = practitionerOf(facts);
  return {
    kind: 'admitted',
    site,
    unknownEquipment: before.unknownEquipment,
    booking: {
      uid,
      start: fact.start,
      end: fact.end,
      ...(practitionerId === undefined ? {} : { practitionerId }),
      status: fact.status,
      ...(fact.status === 'tentative'
        ? { expiresAt: fact.createdAt + site.policy.holdMinutes * MINUTE }
        : {}),
      inputs: inputsOf(facts),
      requirement: {
        visitTypeId: 'unknown',
        equipment: [],
        accessible: false,
        setupMinutes: held === undefined ? 0 : (before.fact.start - held.from) / MINUTE,
        turnaroundMinutes: held === undefined ? 0 : (held.to - before.fact.end) / MINUTE,
      },
      priority: LEAST_URGENT,
      firstEventAt,
      ...(held === undefined ? {} : { currentRoom: held.roomId }),
    },
  };
};
