import type { SiteId } from '../domain/catalogue.ts';
import { MINUTE } from '../domain/instant.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { Change } from '../domain/plan/model/changes.ts';
import type { Plan } from '../domain/plan/plan.ts';
import type { PlanProblem } from '../domain/plan/problem/problem.ts';
import { bestPlan } from './best-plan.ts';
import { type BetterPlan, betterPlanWrite, CARRIED_OUT_WITHIN_MS, readBetterPlan } from './better-plan.ts';
import { unitsOfBetter } from './commit-plan.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type AsTold, isNews, problemAsTold } from './problem-as-told.ts';
import { problemOfSnapshot } from './problem-of-snapshot.ts';
import { readPublicationTerms } from './read-problem.ts';
import type { ReplanDependencies, ReplanOutcome } from './replan-day.ts';
import { snapshotOfDay, uidsReaching } from './snapshot-of-day.ts';

export type SeekDependencies = ReplanDependencies & {
  readonly newId: () => string;
  /** The search ends after so many seconds, whatever work is left. */
  readonly secondsToSeek: number;
};

/** `none`: the Day stands by the best plan that was found. `changed`: it is another one by now. */
export type BetterPlanSought = 'offered' | 'none' | 'changed';

/** How long staff have to take it, once it is found. */
const OFFERED_MS = 5 * MINUTE;

/** Could a plan be better than the one a Day was just planned by? Not where that is proved, and all who are to be told are its own. */
export const mayBeBettered = (outcome: ReplanOutcome): boolean => {
  if (outcome.kind !== 'planned' || outcome.untold === 0) return false;
  const { proved, messages } = outcome.certificate;
  return !proved || messages < outcome.untold;
};

/**
 * Looks for a plan that tells fewer than the one a Day stands by, or leaves fewer waiting, with more effort than anyone waits for;
 * what it finds is offered to staff. Changes no room, and mails no one.
 */
export const seekBetterPlan =
  (deps: SeekDependencies) =>
  async (siteId: SiteId, date: LocalDate): Promise<BetterPlanSought> => {
    const site = (await deps.clinic.catalogue()).sites.find((each) => each.id === siteId);
    if (site === undefined) return 'changed';
    const state = await deps.clinic.site(site);
    const snapshot = await snapshotOfDay(deps.ledger, state, date);
    const at = deps.now();
    const fingerprint = fingerprintOf(snapshot, at);
    if (snapshot.days.get(date)?.plan?.fingerprint !== fingerprint) return 'changed';
    const records = await deps.ledger.readBookings(uidsReaching(snapshot, date));
    const terms = await readPublicationTerms(deps.ledger, state, at, deps.spacingMs);
    const asItIs = problemOfSnapshot(snapshot, records, terms);
    const end = at + deps.secondsToSeek * 1000;
    const carriedOut = end + OFFERED_MS + CARRIED_OUT_WITHIN_MS;
    const asTold = problemAsTold(asItIs.problem, records, state.site, carriedOut);
    const made = await bestPlan(deps, asTold.problem, end);
    const found = betterThanPresent(asTold, made);
    if (found === undefined) return 'none';
    const { certificate, tellInPerson } = made;
    const better = {
      ...found,
      id: deps.newId(),
      fingerprint,
      at,
      until: deps.now() + OFFERED_MS,
      certificate,
      tellInPerson,
    };
    // What could not be carried out is not offered.
    if (unitsOfBetter(deps, snapshot, asItIs, { ...better, flagged: [] }) === undefined) return 'none';
    const now = await snapshotOfDay(deps.ledger, await deps.clinic.site(site), date);
    if (fingerprintOf(now, deps.now()) !== fingerprint) return 'changed';
    const { seen, better: there } = await readBetterPlan(deps.ledger, siteId, date);
    // It is about to be carried out.
    if (there?.taken && there.fingerprint === fingerprint) return 'changed';
    const result = await deps.ledger.commit([betterPlanWrite(siteId, date, seen, better)]);
    return result.kind === 'committed' ? 'offered' : 'changed';
  };

type Found = Pick<BetterPlan, 'changes' | 'fewerTold' | 'fewerWaiting'>;

const betterThanPresent = ({ problem, present }: AsTold, made: Plan): Found | undefined => {
  const roomThen = (uid: string) => made.assignments.get(uid) ?? null;
  const roomNow = (uid: string) => present.get(uid) ?? null;
  const [then, now] = [costOf(problem, roomThen), costOf(problem, roomNow)];
  const ahead = now.waiting.map((waiting, rank) => waiting - (then.waiting[rank] ?? 0));
  const fewerTold = now.told - then.told;
  if ((ahead.find((each) => each !== 0) ?? fewerTold) <= 0) return undefined;
  const changes = problem.bookings.flatMap((booking): Change[] => {
    const [from, to] = [roomNow(booking.uid), roomThen(booking.uid)];
    if (from === to) return [];
    const reason = to === null ? 'gave-way' : from === null ? 'placed' : 'makes-room';
    return [{ uid: booking.uid, from, to, reason, told: isNews(booking, to) }];
  });
  return { changes, fewerTold, fewerWaiting: ahead.reduce((sum, each) => sum + each, 0) };
};

/** Who waits, the highest class first, and how many are told. */
const costOf = ({ bookings, now }: PlanProblem, roomOf: (uid: string) => string | null) => {
  const toCome = bookings.filter(({ end }) => end > now);
  const classes = [...new Set(toCome.map(({ priority }) => priority))].sort((a, b) => b - a);
  return {
    waiting: classes.map(
      (each) => toCome.filter(({ uid, priority }) => priority === each && roomOf(uid) === null).length,
    ),
    told: toCome.filter((booking) => isNews(booking, roomOf(booking.uid))).length,
  };
};
