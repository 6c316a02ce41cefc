import { parseArgs } from 'node:util';
import { dayOfTimetable } from './day-file/day-of-timetable.ts';
import { generateDay, usualBookings } from './day-file/generate-day.ts';
import { timetableFile } from './day-file/timetable-file.ts';
import { writeDay } from './day-file/write-day.ts';

const USAGE = `npm run generate -- [day.json] --family wide|harsh [--rooms 60] [--bookings 1200] [--load 85] [--seed 7] [--lose 3]
  [--sessions 2] [--evening] [--saturday] [--roaming 20]
npm run generate -- [day.json] --timetable instance.xml
Writes a made-up clinic day as a Day file, or prints it where no file is named. With --lose, everyone has and knows a room,
and so many rooms then fail for three hours. --sessions 2: a morning and an afternoon with a break of two hours; --evening: a further
session, late; --saturday: half the hours, on a Saturday. --roaming: so many percent of the visits are another practitioner's, so that
not everyone can stay in one room. --timetable: the busiest day of an instance of the International Timetabling Competition 2019 instead
of a made-up one (bin/day-file/timetables.md).`;

const wrong = (reason: string): never => {
  console.error(reason);
  process.exit(2);
};

const write = (file: string | undefined, day: string, rooms: number, bookings: number): void => {
  if (file === undefined) {
    console.log(day);
    return;
  }
  writeDay(file, `${day}\n`);
  console.log(`${file}: ${rooms} rooms, ${bookings} bookings.\nPlan it: npm run plan -- ${file}`);
};

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      family: { type: 'string' },
      rooms: { type: 'string', default: '60' },
      bookings: { type: 'string' },
      load: { type: 'string', default: '85' },
      seed: { type: 'string', default: '1' },
      lose: { type: 'string', default: '0' },
      sessions: { type: 'string', default: '1' },
      evening: { type: 'boolean', default: false },
      saturday: { type: 'boolean', default: false },
      timetable: { type: 'string' },
      roaming: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  const { family } = values;
  const [file, ...surplus] = positionals;
  const rooms = Number(values.rooms);
  const { evening, saturday } = values;
  const sessions = values.sessions === '2' ? 2 : 1;
  const times = { sessions, evening, saturday } as const;
  const bookings = Number(values.bookings ?? usualBookings({ rooms, ...times }));
  const [load, seed, lose] = [Number(values.load), Number(values.seed), Number(values.lose)];
  const roaming = Number(values.roaming);
  const isWhole = [rooms, bookings, load, seed, lose, roaming].every((n) => Number.isInteger(n) && n >= 0);
  if (values.help) console.log(USAGE);
  else if (values.timetable !== undefined && surplus.length === 0) {
    const day = dayOfTimetable(timetableFile(values.timetable));
    write(file, JSON.stringify(day, null, 1), day.rooms.length, day.bookings.length);
  } else if (
    (family !== 'wide' && family !== 'harsh') ||
    !isWhole ||
    surplus.length > 0 ||
    !/^[12]$/.test(values.sessions)
  )
    wrong(USAGE);
  else {
    const day = JSON.stringify(
      generateDay({ family, rooms, bookings, load, seed, lose, ...times, ...(roaming > 0 && { roaming }) }),
      null,
      1,
    );
    write(file, day, rooms, bookings);
  }
} catch (fault) {
  if (fault instanceof RangeError) wrong(fault.message);
  // The system's own words, which name the file that could not be read.
  if (fault instanceof Error && 'syscall' in fault) wrong(fault.message);
  if (fault instanceof TypeError && 'code' in fault) wrong(`${fault.message}\n\n${USAGE}`);
  throw fault;
}
