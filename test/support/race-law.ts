import fc from 'fast-check';
import type { BookingEvent } from '../../shared/domain/booking-event.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { clinics, deliveredAnyhow, histories, uidsIn } from './arbitraries.ts';
import { booked, catalogue, daysLater, EARLY, MONDAY, room } from './builders.ts';
import { clinicInMemory, clockFrom } from './clinic-in-memory.ts';
import { invariantsOf, notAtRest } from './invariants.ts';
import { ledgerContent } from './ledger-content.ts';
import { inTraffic } from './ledger-twins.ts';

const DATES = [daysLater(-1), MONDAY, daysLater(1), daysLater(2), daysLater(3)];

type Race = { readonly content: Catalogue; readonly deliveries: readonly BookingEvent[] };

/** Bookings for the same half hour, more than there are rooms. */
export const rushHours: fc.Arbitrary<Race> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 5 }))
  .map(([rooms, bookings]) => ({
    content: catalogue({ rooms: ['1A', '1B', '2A'].slice(0, rooms).map((id) => room(id)) }),
    deliveries: Array.from({ length: bookings }, (_, index) => booked(`patient-${index}`)),
  }));

/** Whatever Cal.com may say, in any order. */
export const anyRaces: fc.Arbitrary<Race> = fc
  .tuple(clinics, histories)
  .chain(([content, history]) => deliveredAnyhow(history).map((deliveries) => ({ content, deliveries })));

/** Racers find the clinic as it is. */
const RACING = { imported: false };

/**
 * Some workers take deliveries from one queue while a sweep re-plans, every call to the Ledger let through in the
 * scheduler's order; what loses too many races is delivered again. Answers what is wrong while it lasts and at rest.
 */
export const raced = async (
  { content, deliveries }: Race,
  scheduler: fc.Scheduler,
  { workers, twin = (ledger) => ledger }: { workers: number; twin?: (ledger: Ledger) => Ledger },
): Promise<string[]> => {
  const ledger = memoryLedger();
  const clock = clockFrom(EARLY);
  const calm = await clinicInMemory(ledger, content, { clock });
  const uids = uidsIn(deliveries);
  const queue = [...deliveries];
  const work = async (): Promise<void> => {
    const clinic = await clinicInMemory(twin(inTraffic(ledger, scheduler)), content, { clock, ...RACING });
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
      const outcome = await clinic.assign(event);
      if (outcome.kind === 'contended') queue.push(event);
    }
  };
  const sweep = async (): Promise<void> => {
    const clinic = await clinicInMemory(twin(inTraffic(ledger, scheduler)), content, { clock, ...RACING });
    for (let runs = 0; runs < 3; runs += 1) for (const date of DATES) await clinic.replan(date);
  };
  await scheduler.waitFor(Promise.all([...Array.from({ length: workers }, work), sweep(), sweep()]));
  const recheck = () => ledgerContent(ledger, 'north', DATES, uids);
  const afterwards = invariantsOf(await recheck(), content, clock.now());
  if (afterwards.length > 0) return afterwards;
  await calm.toRest();
  const rested = await recheck();
  const now = clock.now();
  const wrong = [...invariantsOf(rested, content, now), ...notAtRest(rested, content, now)];
  // Whatever a marker was lost for would be changed by planning once more.
  for (const date of DATES) {
    await ledger.commit([dueAgain(date, clock.now())]);
    const outcome = await calm.replan(date);
    if (outcome.kind === 'planned' && outcome.changed > 0) wrong.push(`${date} was not planned in the end`);
  }
  return wrong;
};

const dueAgain = (date: string, dueAt: number): Write => ({
  kind: 'due',
  marker: { siteId: 'north', date, dueAt, id: `again@${dueAt}` },
});
