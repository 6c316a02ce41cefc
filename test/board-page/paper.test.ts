import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockOnPaper, type PaperKind, paperSheets } from '../../functions/board/page/app/model/paper.ts';
import { messagesIn, wordsIn } from '../../functions/board/page/app/words.ts';
import { boardShown, roomShown, visitShown } from '../support/board-shown.ts';
import { runs } from '../support/runs.ts';

const KINDS: readonly PaperKind[] = ['floor', 'practitioner'];
const at = (hour: number): string => `2026-11-17T${String(hour).padStart(2, '0')}:00:00.000Z`;

const board = boardShown({
  rooms: [
    roomShown('1A', {
      blocks: [
        { id: 'c', start: at(12), end: at(13), reason: 'cleaning' },
        { id: 'o', start: at(9), end: at(10), reason: 'overrun', booking: 'a' },
      ],
    }),
    roomShown('1B'),
    roomShown('2A', { floor: '2' }),
  ],
  bookings: [
    visitShown('a', '1A', at(8), at(9), { practitioner: 'Dr. Weiss' }),
    visitShown('b', '2A', at(10), at(11), { practitioner: 'Dr. Adler' }),
    visitShown('c', '1A', at(14), at(15)),
    visitShown('w', null, at(16), at(17), { practitioner: 'Dr. Weiss' }),
  ],
});
const said = (kind: PaperKind) =>
  paperSheets(board, kind).map(({ of, rows, unused }) => [
    of,
    rows.map((row) => ('booking' in row ? row.booking.uid : row.block.reason)),
    unused.map(({ id }) => id),
  ]);

test('a floor’s sheet has its visits and blocks by time, and the rooms with nothing in them; those who wait are on top', () => {
  expect(said('floor')).toEqual([
    [{ building: 'North wing', floor: '1' }, ['w', 'a', 'cleaning', 'c'], ['1B']],
    [{ building: 'North wing', floor: '2' }, ['b'], []],
  ]);
});

test('a practitioner’s sheet begins with those of theirs who wait; those of no name are on one of their own, blocks on the last', () => {
  expect(said('practitioner')).toEqual([
    [{ practitioner: 'Dr. Adler' }, ['b'], []],
    [{ practitioner: 'Dr. Weiss' }, ['w', 'a'], []],
    [{ practitioner: undefined }, ['c'], []],
    ['blocks', ['cleaning'], []],
  ]);
});

test('a day with nothing has a sheet all the same, which says of what day that is true, and of which rooms', () => {
  const nothing = boardShown({ rooms: [roomShown('1A'), roomShown('2A', { floor: '2' })], bookings: [] });
  expect(paperSheets(nothing, 'practitioner')).toEqual([{ of: 'nothing', rows: [], unused: nothing.rooms }]);
  expect(paperSheets(nothing, 'floor').map(({ unused }) => unused.map(({ id }) => id))).toEqual([
    ['1A'],
    ['2A'],
  ]);
});

test('a block says on paper why, what is noted of the room, and that it comes again', async () => {
  const words = wordsIn('en', await messagesIn('en'), 'UTC', {});
  const block = { id: 'n', start: at(12), end: at(13), reason: 'maintenance' as const };
  expect(blockOnPaper({ ...block, note: 'Lamp, key at the desk', repeats: true }, words)).toEqual({
    what: 'Blocked · Maintenance · Lamp, key at the desk',
    status: words.t('block.repeats'),
  });
  expect(blockOnPaper(block, words)).toEqual({ what: 'Blocked · Maintenance', status: '' });
});

test('every visit of a Day stands on paper once, no matter what its sheets are for', () => {
  const rooms = ['1A', '1B', '2A', '2B', '3A'].map((id) => roomShown(id, { floor: id.slice(0, 1) }));
  const visit = fc.record({
    room: fc.constantFrom(null, 'gone', ...rooms.map(({ id }) => id)),
    hour: fc.integer({ min: 6, max: 20 }),
    practitioner: fc.constantFrom(undefined, 'Dr. Adler', 'Dr. Weiss'),
  });
  fc.assert(
    fc.property(fc.array(visit), fc.subarray(rooms), (given, open) => {
      const bookings = given.map(({ room, hour, practitioner }, index) =>
        visitShown(String(index), room, at(hour), at(hour + 1), practitioner ? { practitioner } : {}),
      );
      for (const kind of KINDS) {
        const rows = paperSheets(boardShown({ rooms: open, bookings }), kind).flatMap((sheet) => sheet.rows);
        const printed = rows.flatMap((row) => ('booking' in row ? row.booking.uid : []));
        expect(printed.toSorted()).toEqual(bookings.map(({ uid }) => uid).toSorted());
      }
    }),
    { numRuns: runs(100) },
  );
});
