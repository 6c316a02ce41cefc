import { expect, test } from 'vitest';
import type { Outcome } from '../../shared/assigning/outcome.ts';
import type { BookingEvent } from '../../shared/domain/booking-event.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { booked, cancelled, catalogue, EARLY, MONDAY, room } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';
import { invariantsOf, notAtRest } from '../support/invariants.ts';
import { ledgerContent } from '../support/ledger-content.ts';
import { withLedger } from '../support/with-ledger.ts';

const given = withLedger();
const SUITABLE = Array.from({ length: 10 }, (_, index) => `R${index}`);
const UIDS = Array.from({ length: 200 }, (_, index) => `patient-${index}`);
const WORKERS = 20;

test('of 200 bookings at once for one half hour 10 get the 10 suitable rooms, and 10 more when these cancel', async () => {
  const { ledger } = given();
  const content = catalogue({
    rooms: [...SUITABLE.map((id) => room(id)), room('no-use', { hours: {} })],
  });
  const clinic = await clinicInMemory(ledger, content);
  const deliver = async (events: readonly BookingEvent[]): Promise<Map<string, Outcome>> => {
    const outcomes = new Map<string, Outcome>();
    const queue = [...events];
    const work = async (): Promise<void> => {
      for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
        const outcome = await clinic.assign(event);
        if (outcome.kind === 'contended') queue.push(event);
        else outcomes.set(event.fact.uid, outcome);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    return outcomes;
  };
  const recheck = async () => {
    const status = await ledgerContent(ledger, 'north', [MONDAY], UIDS);
    const now = clinic.clock.now();
    const roomed = status.bookings.flatMap(({ uid, placement }) =>
      placement.kind === 'roomed' ? [uid] : [],
    );
    const waiting = status.bookings.filter(({ placement }) => placement.kind === 'waiting');
    return {
      roomed,
      waiting: waiting.length,
      wrong: [...invariantsOf(status, content, now), ...notAtRest(status, content, now)],
    };
  };

  const outcomes = await deliver(UIDS.map((uid, index) => booked(uid, { createdAt: EARLY + index })));
  const first = await recheck();
  expect([...outcomes.values()].filter(({ kind }) => kind === 'assigned')).toHaveLength(10);
  expect({ ...first, roomed: first.roomed.length }).toEqual({ roomed: 10, waiting: 190, wrong: [] });

  await deliver(first.roomed.map((uid) => cancelled(uid, { createdAt: EARLY + MINUTE })));
  await clinic.toRest();
  const second = await recheck();
  expect({ ...second, roomed: second.roomed.length }).toEqual({ roomed: 10, waiting: 180, wrong: [] });
  expect(second.roomed.filter((uid) => first.roomed.includes(uid))).toEqual([]);
});
