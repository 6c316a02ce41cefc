import type { WeeklyHours } from '../domain/catalogue.ts';
import { WEEKDAYS } from '../domain/local-time.ts';
import type { CatalogueChange, CatalogueDiff, FieldChange } from './catalogue-diff.ts';
import { canonicalJson } from './catalogue-version.ts';

/** The differences of two catalogues for a person to read, one line for each thing that is new, gone or different. */
export const diffInWords = (diff: CatalogueDiff): string[] => diff.changes.map(lineOf);

const lineOf = (change: CatalogueChange): string => {
  const place = change.site === undefined ? '' : ` at ${change.site}`;
  const thing = `${change.what} ${change.id}${place}`;
  if (change.kind !== 'changed') return `${thing} is ${change.kind === 'added' ? 'new' : 'removed'}`;
  return `${thing}: ${change.fields.map(fieldInWords).join('; ')}`;
};

const fieldInWords = ({ field, before, after }: FieldChange): string => {
  const words = field === 'hours' ? hoursInWords : valueInWords;
  return `${field} ${words(before)} → ${words(after)}`;
};

const valueInWords = (value: unknown): string => {
  if (value === undefined) return '(not set)';
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.map(valueInWords).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return canonicalJson(value);
  return typeof value === 'string' && /\s/.test(value) ? `"${value}"` : String(value);
};

/** Days with the same hours that follow each other stand together: `mon-fri 07:00-19:00, sat 08:00-13:00`. */
const hoursInWords = (value: unknown): string => {
  const hours = value as WeeklyHours;
  const runs: { first: string; last: string; text: string }[] = [];
  for (const day of WEEKDAYS) {
    const text = (hours[day] ?? []).map(({ from, to }) => `${from}-${to}`).join(' and ');
    const run = runs.at(-1);
    if (run?.text === text) run.last = day;
    else runs.push({ first: day, last: day, text });
  }
  const open = runs.filter(({ text }) => text !== '');
  if (open.length === 0) return 'always closed';
  return open
    .map(({ first, last, text }) => `${first === last ? first : `${first}-${last}`} ${text}`)
    .join(', ');
};
