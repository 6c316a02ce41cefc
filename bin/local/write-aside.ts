import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file, for this user alone, whole or not at all: anyone who is killed while writing leaves the one that was there. */
export const writeAside = (file: string, content: string): void => {
  const aside = `${file}.${process.pid}.new`;
  writeFileSync(aside, content, { mode: 0o600 });
  renameSync(aside, file);
};
