import type { SiteEntry } from '../../shared/domain/catalogue.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { addDays, isLocalDate, type LocalDate, localDateOf } from '../../shared/domain/local-time.ts';
import type { Call } from './dispatch.ts';
import { badField } from './problem.ts';

type Span = {
  /** So many where the request does not say. */
  readonly usual: number;
  readonly most: number;
  /** None of them is more days ago. */
  readonly kept: number;
};

/** The past dates that a request is about, `from` one `to` another, yesterday where it names none. @throws Problem */
export const datesAsked = (
  { query }: Pick<Call, 'query'>,
  { timeZone }: SiteEntry,
  now: Instant,
  { usual, most, kept }: Span,
): readonly LocalDate[] => {
  const today = localDateOf(now, timeZone);
  const to = dateIn(query, 'to') ?? addDays(today, -1);
  const oldest = addDays(today, -kept);
  const from = dateIn(query, 'from') ?? laterOf(addDays(to, 1 - usual), oldest);
  const tooOld = `is more than ${kept} days ago`;
  if (from < oldest) throw badField('from', tooOld);
  if (to < oldest) throw badField('to', tooOld);
  if (from > to) throw badField('from', 'is after `to`');
  if (to > today) throw badField('to', 'is yet to come');
  const dates: LocalDate[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
  if (dates.length > most) throw badField('from', `is more than ${most} dates before the end`);
  return dates;
};

const laterOf = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);

const dateIn = (query: Call['query'], field: 'from' | 'to'): LocalDate | undefined => {
  const text = query[field];
  if (text !== undefined && !isLocalDate(text)) throw badField(field, 'is no date written YYYY-MM-DD');
  return text;
};
