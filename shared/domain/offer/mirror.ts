import { type Instant, MINUTE } from '../instant.ts';
import { addDays, dayInterval, type LocalDate } from '../local-time.ts';
import {
  type CalSchedule,
  overridesFor,
  overridesOn,
  type ScheduleOverride,
  windowsOn,
} from './cal-schedule.ts';
import { cutWindows } from './cut-windows.ts';
import { possibleStarts, type StartTerms } from './possible-starts.ts';

/** 23:59 would be midnight. */
const SHUT_BEFORE = 2 * MINUTE;

/** What our schedule at Cal.com must hold, so that it is the source's without the starts that have no room. */
type Mirrored = {
  /** All of them: Cal.com takes a list in place of the whole one before. */
  readonly overrides: readonly ScheduleOverride[];
  /** Dates on which someone has written an override of their own into ours: it stands as it is, for staff to look at. */
  readonly foreign: readonly LocalDate[];
  /** Starts with a room that are cut all the same, since one beside them has none. */
  readonly lost: readonly Instant[];
  /** Whether it is another list than Cal.com has. */
  readonly differs: boolean;
};

/** The starts of these dates that are to be asked about: all that Cal.com could make. */
export const startsToAsk = (
  source: CalSchedule,
  terms: StartTerms,
  dates: readonly LocalDate[],
): readonly Instant[] => dates.flatMap((date) => startsOn(source, terms, date));

/** Those that begin on a date; their visits may end on the next, where that is open from midnight on. */
const startsOn = (source: CalSchedule, terms: StartTerms, date: LocalDate): readonly Instant[] => {
  const midnight = dayInterval(date, source.timeZone).end;
  const [early] = windowsOn(source, addDays(date, 1));
  const windows = windowsOn(source, date).map((window) =>
    window.end === midnight && early?.start === midnight ? { ...window, end: early.end } : window,
  );
  return possibleStarts(windows, terms, source.timeZone).filter((start) => start < midnight);
};

/**
 * Mirrors a schedule, less the starts without a room on the dates in hand. `shown`: what Cal.com has in ours now; `written`: what we
 * wrote last. What is neither of us nor of the source is someone's, and stays.
 */
export const mirrored = (
  source: CalSchedule,
  {
    terms,
    dates,
    busy,
    shown,
    written,
  }: {
    readonly terms: StartTerms;
    readonly dates: readonly LocalDate[];
    readonly busy: ReadonlySet<Instant>;
    readonly shown: readonly ScheduleOverride[];
    readonly written: readonly ScheduleOverride[];
  },
): Mirrored => {
  const foreign = datesOf(shown).filter(
    (date) =>
      !isSame(overridesOn(shown, date), overridesOn(written, date)) &&
      !isSame(overridesOn(shown, date), overridesOn(source.overrides, date)),
  );
  const lost: Instant[] = [];
  const cut = (date: LocalDate): readonly ScheduleOverride[] => {
    const starts = startsOn(source, terms, date);
    if (!starts.some((start) => busy.has(start))) return overridesOn(source.overrides, date);
    const midnight = dayInterval(date, source.timeZone).end;
    const overMidnight = starts.filter((start) => start + terms.length * MINUTE > midnight);
    // Where one of those has no room, the date is shut before midnight, so that it does not run on into the next.
    const end = overMidnight.some((start) => busy.has(start)) ? midnight - SHUT_BEFORE : midnight;
    const windows = windowsOn(source, date).map((window) => ({ ...window, end: Math.min(window.end, end) }));
    const left = cutWindows(windows, possibleStarts(windows, terms, source.timeZone), busy, terms.length);
    const isPossible = (start: Instant): boolean =>
      left.windows.some(
        (window) =>
          window.start <= start &&
          (start + terms.length * MINUTE <= window.end || (window.end === midnight && start < midnight)),
      );
    lost.push(...starts.filter((start) => !busy.has(start) && !isPossible(start)));
    return overridesFor(date, left.windows, source.timeZone);
  };
  const all = [...new Set([...foreign, ...dates, ...datesOf(source.overrides)])].sort();
  const overrides = all.flatMap((date) => {
    if (foreign.includes(date)) return overridesOn(shown, date);
    return dates.includes(date) ? cut(date) : overridesOn(source.overrides, date);
  });
  const differs = [...new Set([...all, ...datesOf(shown)])].some(
    (date) => !isSame(overridesOn(shown, date), overridesOn(overrides, date)),
  );
  return { overrides, foreign, lost, differs };
};

const datesOf = (overrides: readonly ScheduleOverride[]): readonly LocalDate[] => [
  ...new Set(overrides.map(({ date }) => date)),
];

const isSame = (a: readonly ScheduleOverride[], b: readonly ScheduleOverride[]): boolean =>
  a.length === b.length &&
  a.every(
    ({ startTime, endTime }, index) => startTime === b[index]?.startTime && endTime === b[index]?.endTime,
  );
