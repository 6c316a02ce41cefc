import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a Day file, and makes the folders it lies in. Throws a RangeError where it cannot, or where what is there is not a file. */
export const writeDay = (file: string, text: string): void => {
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
      throw new RangeError(`day.json ${file}: not a file`);
    makeFolder(dirname(file));
    writeFileSync(file, text);
  } catch (fault) {
    // The system's own words say what is wrong with it.
    if (fault instanceof Error && 'syscall' in fault)
      throw new RangeError(`day.json ${file}: ${fault.message}`, { cause: fault });
    throw fault;
  }
};

/** One by one: Node, asked to make them all, never ends where the system lets no one make any, as in `/proc`. */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
};
