import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recheckMarker } from '../../shared/assigning/rechecks.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import { DayTable } from '../../shared/domain/day-table.ts';
import { choiceOf } from '../../shared/domain/decide.ts';
import { refusalOf } from '../../shared/domain/hard-rules.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { datesOf } from '../../shared/domain/local-time.ts';
import { MOST_WRITES, mostClaims, mostDates, writesOfMove } from '../../shared/domain/write-count.ts';
import { excessOf, LIMITS, sizeOf } from '../../shared/ledger/transaction-size.ts';
import type { DaySnapshot } from '../../shared/unit-of-work/day-snapshot.ts';
import { seatBooking } from '../../shared/unit-of-work/seat-booking.ts';
import { UnitOfWork } from '../../shared/unit-of-work/unit-of-work.ts';
import { at, booking, catalogue, dayOf, EARLY, onlySite, room, visitType } from '../support/builders.ts';
import { bookingRecord } from '../support/ledger-records.ts';

const HOUR = 60 * MINUTE;

/** A hall of so many rooms that needs so many portable units, and another like it, where people walk from one to another. */
const clinicOf = (parts: number, portable: number) => {
  const rooms = (hall: string) => Array.from({ length: parts }, (_, nth) => room(`${hall}${nth}`));
  const ids = (hall: string) => rooms(hall).map(({ id }) => id);
  const tags = Array.from({ length: portable }, (_, nth) => `tag-${nth}`);
  return catalogue({
    rooms: [
      ...rooms('a'),
      ...rooms('b'),
      room('hall-a', { parts: ids('a') }),
      room('hall-b', { parts: ids('b') }),
    ],
    portable: tags.map((tag) => ({ tag, units: [`${tag}-1`, `${tag}-2`] })),
    site: {
      ways: [{ between: ['Annexe', 'North wing'], minutes: 5 }],
      policy: { horizonDays: 1, freezeMinutes: 30, holdMinutes: 60, maxAnnouncedChanges: 1 },
    },
    visitTypes: [
      visitType({ needs: { equipment: tags, accessible: false }, setupMinutes: 30, turnaroundMinutes: 30 }),
    ],
  });
};

const moves = fc.record({
  parts: fc.integer({ min: 2, max: 20 }),
  portable: fc.nat({ max: 3 }),
  // Beyond the horizon each Day is marked for when it comes within, too; within it the first one for those who walk.
  start: fc.integer({ min: 24 * 60, max: 120 * 60 }).map((minute) => at('00:00') + minute * MINUTE),
  hours: fc.integer({ min: 1, max: 8 * 24 }),
});

test('a visit is promised a room only if one transaction can write it, and move it to another like it', () => {
  fc.assert(
    fc.property(moves, ({ parts, portable, start, hours }) => {
      const clinic = clinicOf(parts, portable);
      const site = onlySite(clinic);
      const visit = booking(clinic, {
        uid: 'ada',
        start,
        end: start + hours * HOUR,
        status: 'tentative',
        expiresAt: EARLY + HOUR,
      });
      const dates = datesOf({ start: start - HOUR, end: visit.end + HOUR }, site.timeZone);
      const table = new DayTable(dayOf(clinic, { dates }), EARLY);
      const candidate = (id: string) => table.candidate(visit, table.room(id) ?? expect.fail());
      const [from, to] = [candidate('hall-a'), candidate('hall-b')].map((each) =>
        choiceOf(each, [], 'by-staff'),
      );
      if (from === undefined || to === undefined) return expect.fail();
      const snapshot: DaySnapshot = {
        state: { catalogue: clinic, site, record: undefined, rooms: new Map(), publishing: 'on' },
        days: new Map(dates.map((date) => [date, { siteId: site.id, date, roomDays: [], waiting: [] }])),
      };
      const unit = new UnitOfWork(snapshot, EARLY, 'sweep', { standsOnLeft: true });
      const fact = { ...visit, status: 'tentative', createdAt: 1, venue: 'on-site' } as const;
      const before: BookingRecord = {
        ...bookingRecord('ada', {
          fact,
          siteId: site.id,
          progress: { overrunMinutes: 60 },
          placement: {
            kind: 'roomed',
            roomId: from.roomId,
            claims: from.claims,
            dates: datesOf({ start: from.from, end: from.to }, site.timeZone),
            from: from.from,
            to: from.to,
            decidedAt: EARLY,
            catalogueVersion: 'v1',
          },
        }),
        version: 1,
      };
      seatBooking(unit, {
        facts: { ...before, fact },
        before,
        booking: visit,
        decision: { kind: 'move', ...to },
        unknownEquipment: [],
        terms: { now: EARLY, settleMs: 0 },
      });
      unit.write({ kind: 'due', marker: recheckMarker('ada', 'says-less', EARLY) });
      unit.write({ kind: 'memo', seen: 0, record: { scope: 'action', id: 'press', value: {} } });
      const writes = unit.writes();
      // Those lines of history that a full transaction goes without take what is left.
      const needed = writes.filter((each) => each.kind !== 'change' || each.change.what !== 'changed');
      expect(needed.length).toBeLessThanOrEqual(
        writesOfMove(to.claims.length, mostDates(candidate('hall-b').span)),
      );
      const refusal = refusalOf(candidate('hall-b'))?.rejection;
      if (refusal !== 'too-large') expect(excessOf(writes)).toBeUndefined();
      expect(sizeOf(writes).writes).toBe(writes.length);
    }),
  );
});

test('a visit of a week fits into a room with two parts, and one within a day into a hall of ten', () => {
  const writable = (claims: number, hours: number) =>
    writesOfMove(claims, mostDates({ start: 0, end: hours * HOUR })) <= MOST_WRITES;
  expect(writable(3, 7 * 24 + 2)).toBe(true);
  expect(writable(4, 7 * 24 + 2)).toBe(false);
  expect(mostClaims()).toBe(12);
  expect(MOST_WRITES).toBe(LIMITS.writes);
});

test('no stretch of time touches more local dates than are counted for it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
      fc.integer({ min: 1, max: 9 * 24 * HOUR }),
      fc.constantFrom('Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Pacific/Apia'),
      (start, length, timeZone) => {
        const span = { start, end: start + length };
        expect(datesOf(span, timeZone).length).toBeLessThanOrEqual(mostDates(span));
      },
    ),
  );
});
