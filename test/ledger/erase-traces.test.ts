import { expect, test } from 'vitest';
import { overrunId } from '../../shared/domain/day.ts';
import { eraseTrace, tracesOf } from '../../shared/ledger/erase-traces.ts';
import { bookingRecord, change, marker, NINE, overrun, roomDay, waiting } from '../support/ledger-records.ts';
import { withLedger } from '../support/with-ledger.ts';

const given = withLedger();
const AT = { siteId: 'erasing', date: '2027-03-01' };

test('a booking is taken out of its room’s day, whose other visits stay, and a writer who read the day before is stale', async () => {
  const { ledger, ...table } = given();
  const day = roomDay(['gone', 'gone-not'], {
    ...AT,
    roomId: '1A',
    blocks: { [overrunId('gone')]: overrun('gone') },
  });
  await ledger.commit([
    { kind: 'room-day', seen: 0, record: day },
    { kind: 'wait', ...AT, waiting: waiting('gone') },
    { kind: 'due', marker: marker(NINE, { ...AT, id: 'gone' }) },
    {
      kind: 'plan',
      ...AT,
      plan: { fingerprint: 'f', plannedAt: 1, certificate: { tellInPerson: ['gone'] } },
    },
    { kind: 'change', change: change(NINE, { ...AT, bookingUid: 'gone' }) },
    { kind: 'booking', seen: 0, record: bookingRecord('gone') },
  ]);
  const traces = await tracesOf(table, 'gone');
  expect(traces.map(({ kind }) => kind)).toEqual(['room-day', 'waiting', 'due', 'plan', 'trail', 'booking']);
  for (const trace of traces) expect(await eraseTrace(table, 'gone', trace), trace.kind).toBe(true);
  const { roomDays, waiting: still, plan } = await ledger.readDay(AT.siteId, AT.date);
  expect(roomDays.map(({ occupancies, blocks }) => [Object.keys(occupancies), Object.keys(blocks)])).toEqual([
    [['gone-not'], []],
  ]);
  expect({ still, plan }).toEqual({ still: [], plan: undefined });
  expect((await ledger.commit([{ kind: 'room-day', seen: 1, record: day }])).kind).toBe('stale');
  expect(await tracesOf(table, 'gone')).toEqual([]);
});

test('what has changed since it was found stays, for another look', async () => {
  const { ledger, ...table } = given();
  await ledger.commit([{ kind: 'booking', seen: 0, record: bookingRecord('moving') }]);
  const [found] = await tracesOf(table, 'moving');
  if (found === undefined) throw new Error('nothing was found');
  await ledger.commit([{ kind: 'booking', seen: 1, record: bookingRecord('moving') }]);
  expect(await eraseTrace(table, 'moving', found)).toBe(false);
  expect(await ledger.readBooking('moving')).toBeDefined();
});
