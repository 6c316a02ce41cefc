import { readFileSync } from 'node:fs';
import { readTimetable, type Timetable } from './read-timetable.ts';

/** The instance that a file holds. @throws RangeError where it cannot be read, or is none: names the file, and what is wrong. */
export const timetableFile = (path: string): Timetable => {
  try {
    return readTimetable(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (!isOfTheFile(cause)) throw cause;
    throw new RangeError(`${path}: ${cause.message}`, { cause });
  }
};

const isOfTheFile = (fault: unknown): fault is Error =>
  fault instanceof RangeError || (fault instanceof Error && 'syscall' in fault);
