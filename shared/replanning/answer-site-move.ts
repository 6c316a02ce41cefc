import { type SiteMove, siteMove } from '../assigning/site-move.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import { inputsOf } from '../domain/booking-facts.ts';
import type { BookingRecord, LiveRecord } from '../domain/booking-record.ts';
import { visitTypeOf } from '../domain/catalogue.ts';
import { localDateOf, wallTimeOf } from '../domain/local-time.ts';
import { whatIfSentences } from '../domain/plan/explain/sentences.ts';
import { losing, withMails } from '../domain/plan/explain/what-if.ts';
import type { Change } from '../domain/plan/model/changes.ts';
import { type Plan, type PlanOptions, plan } from '../domain/plan/plan.ts';
import type { PlanProblem } from '../domain/plan/problem/problem.ts';
import { isAnnounced, isAtRest } from '../domain/publication.ts';
import { roomAtSite } from '../domain/room-name.ts';
import { isToldInPerson, roomOf } from '../domain/room-of.ts';
import type { SiteState } from '../domain/site-state.ts';
import { afterCommit } from '../unit-of-work/day-snapshot.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { affectingOn, NO_ONE, NOTHING_TO_PROVE } from './affected.ts';
import { problemOfSnapshot } from './problem-of-snapshot.ts';
import { readPublicationTerms } from './read-problem.ts';
import { snapshotOfDay, uidsReaching } from './snapshot-of-day.ts';
import type { WhatIfAnswer, WhatIfQuestion, WhatIfTerms } from './what-if.ts';

export type SiteMoveDependencies = Pick<Dependencies, 'ledger' | 'now' | 'settleMs' | 'clinic'> & {
  readonly spacingMs: number;
};

/**
 * Answers what a move to another Site would do: the very decision that would be carried out, on paper, and where it leaves someone
 * waiting there, the plan that the other Site's Day would be given then.
 */
export const answerSiteMove = async (
  deps: SiteMoveDependencies,
  question: Extract<WhatIfQuestion, { what: 'move-to-site' }>,
  { mails }: Pick<WhatIfTerms, 'mails'>,
  planOptions: PlanOptions,
): Promise<WhatIfAnswer> => {
  const before = await deps.ledger.readBooking(question.booking);
  const { sites } = await deps.clinic.catalogue();
  const [here, there] = [before?.siteId, question.to].map((id) => sites.find((site) => site.id === id));
  if (before === undefined || before.fact.status === 'ended' || !here || !there) return IMPOSSIBLE;
  const [from, to] = await Promise.all([deps.clinic.site(here), deps.clinic.site(there)]);
  const { home, overrule = false } = question;
  const live = { ...before, fact: before.fact };
  const move = await siteMove(
    deps,
    live,
    to,
    'what-if',
    home === undefined ? undefined : { roomId: home, overrule },
  );
  if ('refused' in move) return IMPOSSIBLE;
  const { problem, records } = await problemAfter(deps, to, live, move);
  const isMailed = knows(live) && !isAtRest(move.record.publication);
  const day = mails === undefined ? problem : withMails(problem, Math.max(0, mails - Number(isMailed)));
  const made = isWaitedFor(move) ? plan(day, planOptions) : undefined;
  return answered(from, to, day, records, { live, move, isMailed, made });
};

/** Where everyone has a room, no one but the visit itself moves. */
const isWaitedFor = ({ decision, evicted }: SiteMove): boolean =>
  decision.kind === 'wait' || evicted.length > 0;

/** The other Site's Day as it would be. */
const problemAfter = async (
  { ledger, now, spacingMs }: SiteMoveDependencies,
  to: SiteState,
  { fact }: LiveRecord,
  { unit }: SiteMove,
): Promise<{ readonly problem: PlanProblem; readonly records: readonly BookingRecord[] }> => {
  const date = localDateOf(fact.start, to.site.timeZone);
  const snapshot = afterCommit(await snapshotOfDay(ledger, to, date), unit.writes());
  const stored = await ledger.readBookings(uidsReaching(snapshot, date));
  const records = stored.map((each) => ({ ...(unit.recordOf(each.uid) ?? each), version: each.version }));
  const terms = await readPublicationTerms(ledger, to, now(), spacingMs);
  return { problem: problemOfSnapshot(snapshot, records, terms).problem, records };
};

const answered = (
  from: SiteState,
  { site, catalogue }: SiteState,
  day: PlanProblem,
  records: readonly BookingRecord[],
  {
    live,
    move: { decision, evicted },
    isMailed,
    made,
  }: { live: LiveRecord; move: SiteMove; isMailed: boolean; made: Plan | undefined },
): WhatIfAnswer => {
  const { uid } = live;
  const planned = (of: BookingUid) => made?.assignments.get(of) ?? null;
  const own: Change = {
    uid,
    from: roomOf(live),
    to: decision.kind === 'wait' ? planned(uid) : decision.roomId,
    reason: 'as-asked',
    told: knows(live),
  };
  const gaveWay = evicted.map((hold): Change => {
    const told = isAnnounced(hold.publication);
    return { uid: hold.uid, from: roomOf(hold), to: planned(hold.uid), reason: 'gave-way', told };
  });
  const decided = [own, ...gaveWay].map((each) => each.uid);
  const others = (made?.changes ?? []).filter((each) => each.from !== null && !decided.includes(each.uid));
  const typeOf = (of: BookingUid) => {
    const record = records.find((each) => each.uid === of);
    return record && visitTypeOf(catalogue, inputsOf(record))?.id;
  };
  const affecting = affectingOn(day, site, typeOf);
  const moved = affecting([own], own.told && !isMailed ? [uid] : []);
  const touched = affecting([...gaveWay, ...others], made?.tellInPerson);
  const waiting = [
    ...[own, ...gaveWay].flatMap((each) => (each.to === null ? each.uid : [])),
    ...(made ? losing(day, made) : []),
  ];
  return {
    affected: [...moved.affected, ...touched.affected].map((each) => {
      const fromName = roomAtSite(each.from, each.uid === uid ? from.site : site);
      const toName = roomAtSite(each.to, site);
      return { ...each, ...(fromName && { fromName }), ...(toName && { toName }) };
    }),
    silent: [...moved.silent, ...touched.silent],
    mails: Number(isMailed) + touched.mails,
    waiting,
    tellInPerson: [...moved.tellInPerson, ...touched.tellInPerson],
    certificate: made?.certificate ?? NOTHING_TO_PROVE,
    words: made ? wordsOf(made, day, { waiting, decided, typeOf, timeZone: site.timeZone }) : [],
  };
};

const wordsOf = (
  { certificate }: Plan,
  { bookings, now }: PlanProblem,
  {
    waiting,
    decided,
    typeOf,
    timeZone,
  }: {
    waiting: readonly BookingUid[];
    decided: readonly BookingUid[];
    typeOf: (uid: BookingUid) => string | undefined;
    timeZone: string;
  },
): readonly string[] => {
  const named = bookings
    .filter(({ uid }) => waiting.includes(uid))
    .map(({ uid, start }) => [wallTimeOf(start, timeZone), typeOf(uid)].filter(Boolean).join(' '));
  const before = bookings.filter(
    ({ uid, holds, end }) => holds === undefined && end > now && !decided.includes(uid),
  );
  return whatIfSentences(certificate, named, before.length);
};

/** Whether the patient has been told of a room, or that there is none yet. */
const knows = (record: BookingRecord): boolean => isAnnounced(record.publication) || isToldInPerson(record);

const IMPOSSIBLE: WhatIfAnswer = { ...NO_ONE, impossible: true, certificate: NOTHING_TO_PROVE, words: [] };
