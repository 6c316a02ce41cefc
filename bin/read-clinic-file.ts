import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseClinicFile } from '../shared/catalogue/clinic-file.ts';
import type { Catalogue } from '../shared/domain/catalogue.ts';

export const DEMO_CLINIC = fileURLToPath(new URL('../shared/catalogue/demo-clinic.yaml', import.meta.url));

/** The catalogue of a clinic file. @throws BadClinicFile with one line per mistake. */
export const readClinicFile = (path: string): Catalogue => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BadClinicFile(`${path} cannot be read`, { cause });
  }
  const parsed = parseClinicFile(text);
  if (parsed.ok) return parsed.catalogue;
  const lines = parsed.mistakes.map(
    ({ path: where, message, line }) =>
      `  ${line === undefined ? '' : `line ${line}: `}${where === '' ? '' : `${where}: `}${message}`,
  );
  throw new BadClinicFile([`${path} has ${lines.length} mistake(s):`, ...lines].join('\n'));
};

export class BadClinicFile extends Error {
  override readonly name = 'BadClinicFile';
}
