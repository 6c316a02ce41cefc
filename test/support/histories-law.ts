import fc from 'fast-check';
import { expect } from 'vitest';
import type { BookingEvent } from '../../shared/domain/booking-event.ts';
import { sameContent } from '../../shared/domain/booking-facts.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import {
  clinics,
  deliveredAnyhow,
  HOLD_MINUTES,
  histories,
  type Step,
  stormyDays,
  uidsIn,
} from './arbitraries.ts';
import { daysLater, MONDAY } from './builders.ts';
import { type ClinicInMemory, clinicInMemory } from './clinic-in-memory.ts';
import { invariantsOf, movedWithoutNeed, notAtRest, typeOf } from './invariants.ts';
import { type LedgerContent, ledgerContent } from './ledger-content.ts';

/** A Ledger with nothing in it. */
type FreshLedger = () => Ledger | Promise<Ledger>;

const DATES = [daysLater(-1), MONDAY, daysLater(1), daysLater(2), daysLater(3)];

/**
 * What must be the same whatever the order: everything of a booking but its place; and whether it has one, but where the
 * clinic file does not know its event type: who had a room before keeps it, and gets none otherwise.
 */
const factsIn = ({ bookings }: LedgerContent, catalogue: Catalogue) =>
  bookings
    .map((record) => ({ ...record, isKnown: typeOf(record, catalogue) !== undefined }))
    .map(({ uid, fact, firstEventAt, asked, replaces, replacedBy, placement, pinned, isKnown }) => ({
      uid,
      fact,
      firstEventAt,
      asked,
      replaces,
      replacedBy,
      pinned: pinned ?? false,
      ...(isKnown || placement.kind === 'ended'
        ? { wants: placement.kind === 'roomed' || placement.kind === 'waiting' ? 'a room' : placement }
        : {}),
    }))
    .sort((a, b) => (a.uid < b.uid ? -1 : 1));

type Watched = { clinic: ClinicInMemory; recheck: () => Promise<LedgerContent> };

const watched = async (ledger: Ledger, catalogue: Catalogue, uids: readonly string[]): Promise<Watched> => {
  const clinic = await clinicInMemory(ledger, catalogue);
  return { clinic, recheck: () => ledgerContent(ledger, 'north', DATES, uids) };
};

/** One step; answers the uids that it was about. */
const take = async (clinic: ClinicInMemory, step: Step): Promise<string[]> => {
  switch (step.kind) {
    case 'delivery':
      // No one else is at work: anyone who loses a race here has lost it against itself.
      expect(await clinic.assign(step.event)).not.toEqual({ kind: 'contended' });
      return uidsIn([step.event]);
    case 'block':
      await clinic.block(step.roomId, step.block);
      return [];
    case 'unblock':
      await clinic.unblock(step.roomId, step.blockId);
      return [];
    case 'pin':
      if ((await clinic.roomOf(step.uid)) !== undefined) await clinic.pin(step.uid);
      return [];
    case 'announce':
      if ((await clinic.roomOf(step.uid)) !== undefined) await clinic.announce(step.uid);
      return [];
    case 'replan':
      await clinic.toRest();
      return [];
    case 'wait':
      clinic.clock.set(clinic.clock.now() + step.minutes * MINUTE);
      return [];
  }
};

const play = async (
  { clinic, recheck }: Watched,
  catalogue: Catalogue,
  steps: readonly Step[],
): Promise<LedgerContent> => {
  let before = await recheck();
  for (const step of steps) {
    const about = await take(clinic, step);
    const after = await recheck();
    expect([
      ...invariantsOf(after, catalogue, clinic.clock.now()),
      ...movedWithoutNeed(before, after, catalogue, clinic.clock.now(), about),
    ]).toEqual([]);
    before = after;
  }
  return before;
};

const rest = async ({ clinic, recheck }: Watched, catalogue: Catalogue): Promise<LedgerContent> => {
  const before = await recheck();
  await clinic.toRest();
  const after = await recheck();
  const now = clinic.clock.now();
  expect([
    ...invariantsOf(after, catalogue, now),
    ...movedWithoutNeed(before, after, catalogue, now),
    ...notAtRest(after, catalogue, now),
  ]).toEqual([]);
  return after;
};

const deliveries = (events: readonly BookingEvent[]): Step[] =>
  events.map((event) => ({ kind: 'delivery', event }));

/**
 * Any order and any repetition of a history ends in the same live bookings; I1 to I6 hold after every delivery; at
 * rest no one waits while a legal room is free; and once all holds have expired, likewise.
 */
export const orderDoesNotMatter = async (fresh: FreshLedger, numRuns: number): Promise<void> => {
  const days = fc
    .tuple(clinics, histories)
    .chain(([clinic, history]) =>
      fc.tuple(fc.constant(clinic), fc.constant(history), deliveredAnyhow(history)),
    );
  await fc.assert(
    fc.asyncProperty(days, async ([catalogue, history, anyhow]) => {
      const uids = uidsIn(history);
      const inOrder = await watched(await fresh(), catalogue, uids);
      const expected = factsIn(await play(inOrder, catalogue, deliveries(history)), catalogue);
      const shuffled = await watched(await fresh(), catalogue, uids);
      const found = factsIn(await play(shuffled, catalogue, deliveries(anyhow)), catalogue);
      expect(found).toEqual(expected);
      await rest(shuffled, catalogue);
      shuffled.clinic.clock.set(shuffled.clinic.clock.now() + HOLD_MINUTES * MINUTE);
      await rest(shuffled, catalogue);
    }),
    { numRuns },
  );
};

/** I1 to I6 hold after every step of a day on which staff and sweep interfere, and it comes to rest. */
export const stormsEndWell = async (fresh: FreshLedger, numRuns: number): Promise<void> => {
  await fc.assert(
    fc.asyncProperty(stormyDays, async ({ clinic: catalogue, steps }) => {
      const uids = uidsIn(steps.flatMap((step) => (step.kind === 'delivery' ? step.event : [])));
      const day = await watched(await fresh(), catalogue, uids);
      await play(day, catalogue, steps);
      const rested = await rest(day, catalogue);
      // A second rest finds nothing to do.
      await day.clinic.toRest();
      expect(sameContent(await day.recheck(), rested)).toBe(true);
    }),
    { numRuns },
  );
};
