import { parseArgs } from 'node:util';
import { generateDay } from '../shared/day-file/generate-day.ts';

const USAGE = `npm run generate -- --family wide|harsh [--rooms 60] [--bookings 1200] [--load 85] [--seed 7] [--lose 3]
Prints a made-up clinic day as a Day file. With --lose, everyone has and knows a room, and so many rooms then fail
for three hours.`;

const { values } = parseArgs({
  options: {
    family: { type: 'string' },
    rooms: { type: 'string', default: '60' },
    bookings: { type: 'string' },
    load: { type: 'string', default: '85' },
    seed: { type: 'string', default: '1' },
    lose: { type: 'string', default: '0' },
  },
});
const { family } = values;
const [rooms, load, seed, lose] = [values.rooms, values.load, values.seed, values.lose].map(Number);
const bookings = Number(values.bookings ?? 20 * (rooms ?? 0));
const numbers = [rooms, bookings, load, seed, lose];
if (
  (family !== 'wide' && family !== 'harsh') ||
  numbers.some((n) => n === undefined || !Number.isInteger(n) || n < 0)
) {
  console.error(USAGE);
  process.exit(2);
}
const [r = 0, b = 0, l = 0, s = 0, x = 0] = numbers;
try {
  console.log(
    JSON.stringify(generateDay({ family, rooms: r, bookings: b, load: l, seed: s, lose: x }), null, 1),
  );
} catch (fault) {
  console.error(fault instanceof RangeError ? fault.message : fault);
  process.exit(2);
}
