import { type CredentialName, type SiteId, sitesByCredential } from '../domain/catalogue.ts';
import { lastPlanned } from '../domain/horizon.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { DueMarker, OwedEntry } from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { openParked } from '../publishing/parked.ts';
import { LONGEST_WAKE_MS } from '../queue/longest-wake.ts';
import { isPutOff } from '../replanning/put-off-day.ts';
import type { ReplanOutcome } from '../replanning/replan-day.ts';
import { sideBySide } from './side-by-side.ts';
import type { RunStep } from './steps.ts';
import { isOf, type SweepGroup } from './sweep-group.ts';

export type SweepDependencies = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly now: () => Instant;
  /** From a decision to the wake that it asks for. */
  readonly settleMs: number;
  /** Between two PATCHes of one credential. */
  readonly spacingMs: number;
  /** From one sweep to the next. */
  readonly everyMs: number;
  readonly runStep: RunStep;
  readonly replan: (siteId: SiteId, date: LocalDate) => Promise<ReplanOutcome>;
  readonly wakeReplan: (siteId: SiteId, date: LocalDate) => Promise<void>;
  readonly wakePublisher: (credential: CredentialName, delayMs: number) => Promise<void>;
};

/**
 * What one sweep found; `parked`: publications that were given up and still want someone; `owed`: LocationUpdates that are due, as far
 * as it looked; `oldestOwedMs`: how long the longest-owed of them has been due.
 */
type SweepReport = {
  readonly replanned: number;
  readonly fannedOut: number;
  readonly wakes: number;
  readonly parked: number;
  readonly owed: number;
  readonly oldestOwedMs: number;
};

/** Disturbed Days that one sweep plans itself, of all Sites together; more go to the replan queue, one message each. */
const INLINE_DAYS = 3;
/** Sites that are looked at side by side: each waits for two answers of the Ledger. */
export const SITES_AT_ONCE = 10;
/** Owed entries looked at for each wake-up there may be: of many that are due later the soonest stand anywhere. */
const LOOKED_AT_PER_WAKE = 5;
/** From a wake until the room is told, and gone from what is owed, in milliseconds: as a rule no longer. */
const TOLD_WITHIN_MS = 5_000;
/** So many wakes for one moment each find a slot, without a sweep: see `takeWake`. Of more some may be dropped. */
const WAKES_THAT_SUFFICE = 2;
/** What starts within so many milliseconds is woken for in any case. */
const SOON_MS = 30 * MINUTE;

type DueDay = {
  readonly siteId: SiteId;
  readonly date: LocalDate;
  readonly dueAt: Instant;
  /** It could not be planned before. */
  readonly failedBefore: boolean;
};

/**
 * The scheduled re-run of a group's Sites and keys: plans each disturbed Day within the Site's horizon, wakes the publisher while something is
 * owed. An undisturbed Site costs one small read. Doubled or overlapping sweeps are harmless. Each step stands alone: one
 * that throws is done again, and holds up no other. The Days come last: nothing waits for their planning.
 */
export const sweep =
  (deps: SweepDependencies) =>
  async (group: SweepGroup): Promise<SweepReport> => {
    const now = deps.now();
    const { runStep } = deps;
    const catalogue = await deps.clinic.catalogue();
    const sites = catalogue.sites.filter(({ id }) => isOf(group, id));
    const due: DueDay[] = [];
    let parked = 0;
    await sideBySide(sites, SITES_AT_ONCE, async (site) => {
      const of = { siteId: site.id };
      // Who left a marker this very moment has woken the re-plan: the next sweep is the one that may be needed.
      const markers = await runStep('due-days', of, () =>
        deps.ledger.readDue(site.id, now, { mayLag: true }),
      );
      if (markers.kind === 'done') due.push(...daysOf(markers.value, lastPlanned(site, now)));
      const open = await runStep('parked', of, () => openParked(deps.ledger, site.id, now));
      if (open.kind === 'done') parked += open.value;
    });
    let wakes = 0;
    let owedNow = 0;
    let oldestOwedMs = 0;
    // Side by side: with many keys the last would be woken seconds after its slot is free.
    const wakeFor = (credential: CredentialName) =>
      runStep('wakes', { credential }, async () => {
        const { everyMs, spacingMs } = deps;
        const aheadMs = aheadOf(deps);
        const owed = await deps.ledger.readOwed(
          { kind: 'queued', credential },
          {
            limit: LOOKED_AT_PER_WAKE * Math.ceil(everyMs / spacingMs),
            // The next sweep leaves out what is due while it begins.
            dueBy: now + everyMs + aheadMs,
          },
        );
        owedNow += owed.filter(({ notBefore }) => notBefore <= now).length;
        for (const each of owed) oldestOwedMs = Math.max(oldestOwedMs, now - each.notBefore);
        const asleep = withoutWoken(owed, { now, everyMs, aheadMs });
        for (const delayMs of wakesFor(asleep, { now, everyMs, spacingMs })) {
          await deps.wakePublisher(credential, delayMs);
          wakes += 1;
        }
      });
    const keys = [...sitesByCredential(catalogue).keys()].filter((each) => isOf(group, each));
    await Promise.all(keys.map(wakeFor));
    return { ...(await planDays(deps, due)), wakes, parked, owed: owedNow, oldestOwedMs };
  };

/**
 * So many milliseconds ahead, what is owed was woken for before: by its decision, or by the sweep before, which wakes for nothing that
 * is due a spacing or more after this one, nor by a wake that comes too late to be sent.
 */
const aheadOf = ({ settleMs, everyMs, spacingMs }: SweepDependencies): number =>
  Math.max(0, Math.min(settleMs, spacingMs - 1, LONGEST_WAKE_MS - everyMs));

/**
 * What is owed without that a wake is on its way to it. What is due about now was decided a moment ago, or stood there at the sweep
 * before: either has woken the publisher, and a second wake would lose the slot to the first, come back, and find nothing to do. Where
 * the first got lost the next sweep sends another. Many at a time have wakes that may be dropped.
 */
const withoutWoken = (
  owed: readonly OwedEntry[],
  { now, everyMs, aheadMs }: { now: Instant; everyMs: number; aheadMs: number },
): readonly OwedEntry[] => {
  // Of sweeps that follow one another faster, as in a local system, each would put off what the one before it has put off.
  const toldWithinMs = Math.min(TOLD_WITHIN_MS, everyMs / 12);
  const woken = owed.filter(
    ({ notBefore, start }) =>
      notBefore > now - toldWithinMs && notBefore <= now + aheadMs && start > now + SOON_MS,
  );
  return woken.length > WAKES_THAT_SUFFICE ? owed : owed.filter((each) => !woken.includes(each));
};

/**
 * When the publisher is to be woken until the next sweep: once for each that is owed, when it is due, no faster than may be sent;
 * and once more, since the next sweep may come late and its first wake would lose a slot.
 */
const wakesFor = (
  owed: readonly OwedEntry[],
  { now, everyMs, spacingMs }: { now: Instant; everyMs: number; spacingMs: number },
): number[] => {
  const delays: number[] = [];
  for (const { notBefore } of owed.toSorted((a, b) => a.notBefore - b.notBefore)) {
    const free = (delays.at(-1) ?? -spacingMs) + spacingMs;
    const delay = Math.max(free, notBefore - now);
    if (delay < everyMs + spacingMs) delays.push(delay);
  }
  return delays;
};

/** The disturbed Days among a Site's markers. */
const daysOf = (markers: readonly DueMarker[], last: LocalDate): readonly DueDay[] =>
  [...Map.groupBy(markers, ({ date }) => date)]
    // What failed is tried again, however far ahead.
    .filter(([date, own]) => date <= last || own.some(isPutOff))
    .map(([date, own]) => ({
      siteId: own[0]?.siteId ?? '',
      date,
      dueAt: Math.min(...own.map((each) => each.dueAt)),
      failedBefore: own.some(isPutOff),
    }));

/** The nearest few here, all others by the replan queue: also the one that fails here, and any that did before. */
const planDays = async (
  { runStep, replan, wakeReplan }: SweepDependencies,
  due: readonly DueDay[],
): Promise<Pick<SweepReport, 'replanned' | 'fannedOut'>> => {
  const [suspicious, sound] = [due.filter((day) => day.failedBefore), due.filter((day) => !day.failedBefore)];
  sound.sort((a, b) => (a.date === b.date ? a.dueAt - b.dueAt : a.date < b.date ? -1 : 1));
  const here = sound.slice(0, INLINE_DAYS);
  let fannedOut = 0;
  let replanned = 0;
  const handOver = async ({ siteId, date }: DueDay): Promise<void> => {
    const ran = await runStep('hand-over', { siteId, date }, () => wakeReplan(siteId, date));
    if (ran.kind === 'done') fannedOut += 1;
  };
  for (const day of [...sound.slice(INLINE_DAYS), ...suspicious]) await handOver(day);
  for (const day of here) {
    const { siteId, date } = day;
    const ran = await runStep('day', { siteId, date }, () => replan(siteId, date));
    if (ran.kind === 'done') replanned += 1;
    else await handOver(day);
  }
  return { replanned, fannedOut };
};
