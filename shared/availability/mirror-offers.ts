import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { CalFeeds } from '../calcom/cal-feeds.ts';
import type { CalSchedules } from '../calcom/cal-schedules.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { addDays, type LocalDate, localDateOf } from '../domain/local-time.ts';
import { overridesOn } from '../domain/offer/cal-schedule.ts';
import type { Clinic } from '../ledger/clinic.ts';
import type { Ran, RunStep } from '../sweeping/steps.ts';
import type { Hidden } from './busy-starts.ts';
import { checkFeed } from './check-feed.ts';
import { readFeeds } from './feeds.ts';
import { type Mirror, readMirrors } from './mirrors.ts';
import { isDue, LOOK_EVERY_MS, type Sent, sendMirror } from './send-mirror.ts';
import { DATES_AT_ONCE, lastMirrored, type Offering, todayOf, wantOffers } from './want-offers.ts';

type MirrorDependencies = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly cal: CalSchedules;
  readonly feeds: CalFeeds;
  readonly now: () => Instant;
  readonly runStep: RunStep;
};

/** What one run came to. */
export type MirrorReport = Hidden & {
  /** Event types that have a schedule of ours, those who have a calendar of ours, and dates on which their starts were looked at. */
  readonly mirrors: number;
  readonly feeds: number;
  readonly dates: number;
  /** Schedules written at Cal.com, and such as must wait. */
  readonly written: number;
  readonly later: number;
  /** Why these must, and how many for each reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** How long ago the one that is furthest behind was last right, or all dates were last looked at. */
  readonly ageMs: number;
};

/** All dates are looked at so often, whether anyone said that they changed or not. */
export const WHOLE_EVERY_MS = 10 * MINUTE;
/** Those of today and tomorrow at each sweep. */
const NEAR_DAYS = 2;
/** Of a Day nothing new is sent after so long: its function has planned before, and has a time-out; the sweep sends the rest. */
const DAY_MS = 8_000;

const SCOPE = 'availability';
const PASS = 'pass';
const pass = z.object({
  of: z.string(),
  began: z.number(),
  next: z.string().optional(),
  /** A date could not be looked at. */
  failed: z.boolean().optional(),
  /** When all dates had been looked at last. */
  wholeAt: z.number().optional(),
});

/**
 * The sweep's part: looks at the starts of the next two days, and in turn at those of all days to come, as far as there is time; then
 * makes the schedules at Cal.com what they should be, the most urgent first. Where nothing changed, nothing is sent.
 */
export const mirrorInTurn =
  (deps: MirrorDependencies) =>
  async ({ until }: { readonly until: Instant }): Promise<MirrorReport> => {
    const offering = await readOffering(deps);
    if (isNone(offering)) return { ...NOTHING };
    deps.clinic.forget(); // a room may have been closed a second ago, or the mode switched
    const catalogue = await deps.clinic.catalogue();
    const now = deps.now();
    const today = firstToday(offering, now);
    const last = lastMirrored(catalogue, today);
    const sums = { busy: 0, lost: 0, dates: 0 };
    let hasFailed = false;
    // A Day that cannot be read keeps up those alone that are looked at with it.
    const look = async (from: LocalDate, days = 1): Promise<void> => {
      const dates = Array.from({ length: days }, (_, index) => addDays(from, index)).filter(
        (date) => date <= last,
      );
      const ran = await deps.runStep('offers', { date: from }, () => wantOffers(deps, offering, dates));
      if (ran.kind !== 'done') hasFailed = true;
      if (ran.kind !== 'done') return;
      sums.busy += ran.value.busy;
      sums.lost += ran.value.lost;
      sums.dates += dates.length;
    };
    for (let day = 0; day < NEAR_DAYS; day += 1) await look(addDays(today, day));
    const memo = await deps.ledger.readMemo(SCOPE, PASS);
    const before = pass.safeParse(memo?.value).data;
    const of = digestOf([
      catalogue.version,
      today,
      offering.mirrors.map(({ source, terms }) => [source, terms]),
      offering.feeds.map(({ types, trouble }) => [types, trouble]),
    ]);
    const isAnew = before?.of !== of || (before.next === undefined && now - before.began >= WHOLE_EVERY_MS);
    let next = isAnew ? addDays(today, NEAR_DAYS) : before.next;
    while (next !== undefined && next <= last && deps.now() < until) {
      const from: LocalDate = next;
      next = addDays(from, DATES_AT_ONCE);
      await look(from, DATES_AT_ONCE);
    }
    const isOver = next === undefined || next > last;
    const failed = hasFailed || (!isAnew && before.failed === true);
    // What is right by what was wanted long ago is not right.
    const wholeAt =
      isOver && !failed && (isAnew || before.next !== undefined) ? now : (before?.wholeAt ?? now);
    const value = {
      of,
      began: isAnew ? now : before.began,
      ...(isOver ? {} : { next }),
      ...(failed ? { failed } : {}),
      wholeAt,
    };
    if (isAnew || JSON.stringify(value) !== JSON.stringify(before))
      // Should another sweep run beside this one, it looks at the same.
      await deps.ledger.commit([
        { kind: 'memo', seen: memo?.version ?? 0, record: { scope: SCOPE, id: PASS, value } },
      ]);
    const sent = await sendDue(deps, until);
    return { ...sums, ...countsOf(offering), ...sent, ageMs: Math.max(sent.ageMs, now - wholeAt) };
  };

/** The part of a Day that has changed: what is offered on it, at once. */
export const mirrorDay =
  (deps: MirrorDependencies) =>
  async (date: LocalDate): Promise<MirrorReport> => {
    const offering = await readOffering(deps);
    const now = deps.now();
    if (isNone(offering) || date < addDays(firstToday(offering, now), -1))
      return { ...NOTHING, ...countsOf(offering) };
    deps.clinic.forget();
    const hidden = await wantOffers(deps, offering, [date]);
    return {
      ...hidden,
      ...countsOf(offering),
      dates: 1,
      ...(await sendDue({ ...deps, leaveBy: now + DAY_MS }, now + DAY_MS)),
    };
  };

const NOTHING: MirrorReport = {
  busy: 0,
  lost: 0,
  mirrors: 0,
  feeds: 0,
  dates: 0,
  written: 0,
  later: 0,
  reasons: {},
  ageMs: 0,
};

/** One that cannot be read keeps up no other. */
const readOffering = async ({ ledger, runStep }: MirrorDependencies): Promise<Offering> => {
  const faults: { readonly of: { readonly eventTypeId?: number }; readonly error: unknown }[] = [];
  const [mirrors, feeds] = await Promise.all([
    readMirrors(ledger, (eventTypeId, error) => faults.push({ of: { eventTypeId }, error })),
    readFeeds(ledger, (_ownerId, error) => faults.push({ of: {}, error })),
  ]);
  for (const { of, error } of faults) await runStep('schedule', of, () => Promise.reject(error));
  return { mirrors, feeds };
};

const isNone = ({ mirrors, feeds }: Offering): boolean => mirrors.length + feeds.length === 0;

const countsOf = ({ mirrors, feeds }: Offering): Pick<MirrorReport, 'mirrors' | 'feeds'> => ({
  mirrors: mirrors.length,
  feeds: feeds.length,
});

/** The date at the clinic that is furthest behind. */
const firstToday = ({ mirrors, feeds }: Offering, now: Instant): LocalDate =>
  [
    ...mirrors.map((mirror) => todayOf(mirror, now)),
    ...feeds.map(({ timeZone }) => localDateOf(now, timeZone)),
  ].sort()[0] ?? '';

/** Sends what is due, that of the nearest day first. */
const sendDue = async (
  deps: MirrorDependencies & { readonly leaveBy?: Instant },
  until: Instant,
): Promise<Pick<MirrorReport, 'written' | 'later' | 'reasons' | 'ageMs'>> => {
  const before = await readOffering(deps);
  const due = before.mirrors.filter((mirror) => isDue(mirror, deps.now()));
  const byUrgency = due
    .map((mirror) => ({ mirror, first: firstToChange(mirror) }))
    .sort((a, b) => (a.first === b.first ? a.mirror.readAt - b.mirror.readAt : a.first < b.first ? -1 : 1));
  const reasons: Record<string, number> = {};
  const sums = { written: 0, later: 0, reasons };
  const putOff = (why: string): void => {
    sums.later += 1;
    reasons[why] = (reasons[why] ?? 0) + 1;
  };
  const ended = (ran: Ran<Sent>): void => {
    if (ran.kind !== 'done') putOff(ran.kind);
    else if (ran.value === 'written') sums.written += 1;
    else if (typeof ran.value === 'object') putOff(ran.value.later);
  };
  const sendAll = async (own: readonly { readonly mirror: Mirror }[]): Promise<void> => {
    for (const [index, { mirror }] of own.entries()) {
      // The most urgent of each key is sent whatever the time: else, where all is slow, nothing ever would be.
      if (index > 0 && deps.now() >= until) {
        putOff('no-time');
        continue;
      }
      const { credential, eventTypeId } = mirror;
      ended(await deps.runStep('schedule', { credential, eventTypeId }, () => sendMirror(deps, mirror)));
    }
  };
  // Keys wait for no other.
  await Promise.all([...Map.groupBy(byUrgency, ({ mirror }) => mirror.credential).values()].map(sendAll));
  for (const feed of before.feeds) {
    if (deps.now() - feed.readAt < LOOK_EVERY_MS || deps.now() >= until) continue;
    const { credential } = feed;
    ended(await deps.runStep('schedule', { credential }, () => checkFeed(deps, feed)));
  }
  return { ...sums, ageMs: ageOf(await readOffering(deps), deps.now()) };
};

/** What someone pointed elsewhere, or took away, is theirs, and is not behind. */
const ageOf = ({ mirrors, feeds }: Offering, now: Instant): number =>
  Math.max(
    0,
    ...[...mirrors, ...feeds].flatMap(({ trouble, rightAt }) =>
      trouble === 'pointed-elsewhere' || trouble === 'disconnected' ? [] : [now - rightAt],
    ),
  );

/** The first date on which Cal.com is to offer other starts; after all dates where there is none. */
const firstToChange = ({ wanted, written, foreign }: Mirror): LocalDate =>
  [...new Set([...wanted, ...written.overrides].map(({ date }) => date))]
    .filter((date) => !foreign.includes(date))
    .sort()
    .find(
      (date) =>
        JSON.stringify(overridesOn(wanted, date)) !== JSON.stringify(overridesOn(written.overrides, date)),
    ) ?? '9999-12-31';

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
