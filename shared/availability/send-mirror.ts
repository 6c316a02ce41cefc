import {
  type CalSchedules,
  type Hours,
  hoursOf,
  type OfferedTypeAtCal,
  type Told,
} from '../calcom/cal-schedules.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { overridesOn, type ScheduleOverride, windowsOn } from '../domain/offer/cal-schedule.ts';
import { mirrored } from '../domain/offer/mirror.ts';
import { noteContact, readPace } from '../publishing/credential-pace.ts';
import { amendMirror, type Mirror, type MirrorTrouble } from './mirrors.ts';
import { causeOf, noteTrouble } from './note-trouble.ts';
import { LOOKS_PER_MINUTE, takeLook } from './schedule-pace.ts';
import { refusalOf, termsOf } from './wanted-types.ts';

type Dependencies = {
  readonly ledger: Ledger;
  readonly cal: CalSchedules;
  readonly now: () => Instant;
  /** Later than this Cal.com is not asked any more: the function has a time-out, and the sweep does the rest. */
  readonly leaveBy?: Instant;
};

/** How often a schedule is looked at where nothing is to be written. */
export const LOOK_EVERY_MS = 5 * MINUTE;
/** So many texts of before may still come to stand there, of others that write at once or where Cal.com did not answer: all of one minute. */
const MOST_FORMER = LOOKS_PER_MINUTE;

/** What one look came to. `later`, and why: Cal.com may not be asked so soon, or gave no answer. */
export type Sent = 'written' | 'right' | 'trouble' | { readonly later: string };

/** Whether a look is due: something is to be written or may have been, or no one has looked for a while. */
export const isDue = (mirror: Mirror, now: Instant): boolean =>
  now - mirror.readAt >= LOOK_EVERY_MS ||
  (mirror.trouble === undefined && (mirror.attempts.length > 0 || isToWrite(mirror)));

/** Whether ours is known to be otherwise than it should. */
const isToWrite = ({ wanted, written, source, foreign }: Mirror): boolean => {
  const apart = (all: readonly ScheduleOverride[]): string =>
    textOf(all.filter(({ date }) => !foreign.includes(date)));
  return apart(wanted) !== apart(written.overrides) || !isSameWeek(source, written);
};

/**
 * Makes one schedule of ours at Cal.com what it should be: reads the event type, the schedule that is mirrored and ours, and writes
 * ours where it differs. What someone else has written into it stays; where someone has pointed the event type elsewhere, nothing is
 * written at all. What is about to be written is noted before it leaves, so that it is known for ours whenever it is seen.
 */
export const sendMirror = async (deps: Dependencies, mirror: Mirror): Promise<Sent> => {
  const { ledger, now, leaveBy = Infinity } = deps;
  const { eventTypeId, credential, ours: id } = mirror;
  if (!(await takeLook(ledger, credential, now()))) return { later: 'pace' };
  const cal = inTime(deps.cal, () => now() <= leaveBy);
  const inTrouble = async (trouble: MirrorTrouble): Promise<Sent> => {
    await amendMirror(ledger, eventTypeId, (found) => ({ ...found, trouble, readAt: now() }));
    return 'trouble';
  };
  const unanswered = async (told: Exclude<Told<unknown>, { kind: 'done' }>): Promise<Sent> => {
    if (told.kind === 'gone') return inTrouble('gone');
    if (told.kind === 'refused' && told.status !== 401) return inTrouble('refused');
    await noteTrouble(deps, credential, told);
    return { later: causeOf(told) };
  };
  const type = await cal.eventType(eventTypeId, credential);
  if (type.kind !== 'done') return unanswered(type);
  if (type.value.scheduleId !== id) return inTrouble('pointed-elsewhere');
  const isRefused = refusalOf(type.value) !== undefined;
  const source = await cal.schedule(mirror.former, credential);
  if (source.kind !== 'done') return unanswered(source);
  // Its owner has made ours the default: it would mirror itself, and never get back what was cut out of it.
  if (source.value.id === id) return inTrouble('gone');
  const shown = await cal.schedule(id, credential);
  if (shown.kind !== 'done') return unanswered(shown);
  await noteContact(ledger, await readPace(ledger, credential), 'read', now);

  const stands = hoursOf(shown.value);
  const known = await amendMirror(ledger, eventTypeId, (found) =>
    readAnew(found, type.value, hoursOf(source.value), isRefused),
  );
  if (known === undefined) return RACED;
  const texts = textsOfUs(known);
  if (![...texts, known.source].some((each) => isSameWeek(each, stands))) return inTrouble('hours-changed');
  const { wanted, foreign, differs, own } = besideTheirs(
    { ...known.source, overrides: known.wanted },
    stands,
    [...texts, known.source, mirror.source],
  );
  const seen = (found: Mirror, at: Hours): Mirror => {
    const former = textsOfUs(found).flatMap((text) => unlike(text, own(at)));
    const formerly = [...new Map(former.map((text) => [wholeTextOf(text), text])).values()];
    return {
      ...found,
      written: own(at),
      attempts: [],
      formerly: formerly.slice(0, MOST_FORMER),
      foreign: [...foreign],
    };
  };
  const sent = (found: Mirror, at: Hours): Mirror => {
    const { trouble: _over, ...rest } = seen(found, at);
    const times = { rightAt: now(), readAt: now() };
    return { ...rest, ...times, ...(isRefused ? { trouble: 'not-of-one-person' } : {}) };
  };
  if (!differs && isSameWeek(wanted, stands)) {
    await amendMirror(ledger, eventTypeId, (found) => sent(found, stands));
    return 'right';
  }
  // What stands there now may stay, whatever becomes of those that are sent after it.
  const noted = await amendMirror(ledger, eventTypeId, (found) => ({
    ...seen(found, stands),
    attempts: [own(wanted)],
  }));
  if (noted === undefined) return RACED;
  const written = await cal.write(id, wanted, credential);
  if (written.kind !== 'done') return unanswered(written);
  await amendMirror(ledger, eventTypeId, (found) => sent(found, hoursOf(written.value)));
  return 'written';
};

/** Taken away meanwhile, or others were faster. */
const RACED = { later: 'raced' };

/** Asks no more once there is no time: an answer that never came, of which nothing needs to be noted. */
const inTime = (
  cal: CalSchedules,
  isTime: () => boolean,
): Pick<CalSchedules, 'eventType' | 'schedule' | 'write'> => {
  const late = { kind: 'unknown', cause: 'no-time' } as const;
  return {
    eventType: async (...asked) => (isTime() ? cal.eventType(...asked) : late),
    schedule: async (...asked) => (isTime() ? cal.schedule(...asked) : late),
    write: async (...asked) => (isTime() ? cal.write(...asked) : late),
  };
};

/**
 * With what was read just now. On a date on which the source is another than before, what was computed of the old one is void; of a
 * type that cannot be mirrored any more all is.
 */
const readAnew = (found: Mirror, type: OfferedTypeAtCal, source: Hours, isRefused: boolean): Mirror => {
  const terms = termsOf(type);
  if (isRefused) return { ...found, source, terms, wanted: source.overrides };
  const isSameTerms = JSON.stringify(terms) === JSON.stringify(found.terms);
  if (isSameTerms && JSON.stringify(source) === JSON.stringify(found.source)) return found;
  const dates = [...new Set([...found.wanted, ...source.overrides].map(({ date }) => date))].sort();
  const wanted = dates.flatMap((date) => {
    const isSame =
      isSameTerms &&
      JSON.stringify(windowsOn(source, date)) === JSON.stringify(windowsOn(found.source, date));
    return overridesOn(isSame ? found.wanted : source.overrides, date);
  });
  return { ...found, source, terms, wanted };
};

/** All that may stand in ours and is of us. */
export const textsOfUs = ({ written, attempts, formerly }: Mirror): readonly Hours[] => [
  written,
  ...attempts,
  ...formerly,
];

/** Of a text what another one has not. */
const unlike = (text: Hours, other: Hours): readonly Hours[] => {
  const dates = [...new Set(text.overrides.map(({ date }) => date))];
  const overrides = dates.flatMap((date) => {
    const there = overridesOn(text.overrides, date);
    return textOf(there) === textOf(overridesOn(other.overrides, date)) ? [] : there;
  });
  return overrides.length === 0 && isSameWeek(text, other) ? [] : [{ ...text, overrides }];
};

/** What ours is to be, where someone else may have written into it what stands there; `own`: without what is theirs. */
export const besideTheirs = (asked: Hours, stands: Hours, texts: readonly Hours[]) => {
  const { overrides, foreign, differs } = mirrored(asked, {
    terms: { length: 1 },
    dates: [],
    busy: new Set(),
    shown: stands.overrides,
    written: ofUs(stands.overrides, texts),
  });
  const wanted: Hours = { ...asked, overrides: [...overrides] };
  // What is someone else's is not to be taken for ours when it is seen again.
  const own = (at: Hours): Hours => ({
    ...at,
    overrides: at.overrides.filter(({ date }) => !foreign.includes(date)),
  });
  return { wanted, foreign, differs, own };
};

/** What stands in ours and is of us, date by date, whichever of our texts it is of. */
const ofUs = (stands: readonly ScheduleOverride[], texts: readonly Hours[]): readonly ScheduleOverride[] =>
  [...new Set(stands.map(({ date }) => date))].flatMap((date) => {
    const there = overridesOn(stands, date);
    return texts.some((text) => textOf(overridesOn(text.overrides, date)) === textOf(there)) ? there : [];
  });

const isSameWeek = (a: Hours, b: Hours): boolean => a.timeZone === b.timeZone && weekOf(a) === weekOf(b);

const wholeTextOf = (text: Hours): string =>
  [text.timeZone, weekOf(text), textOf(text.overrides)].join('\n\n');

const weekOf = ({ availability }: Hours): string =>
  availability
    .map(({ days, startTime, endTime }) => `${days.toSorted().join(',')} ${startTime} ${endTime}`)
    .sort()
    .join('\n');

const textOf = (overrides: readonly ScheduleOverride[]): string =>
  overrides
    .map(({ date, startTime, endTime }) => `${date} ${startTime} ${endTime}`)
    .sort()
    .join('\n');
