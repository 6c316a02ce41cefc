import type { BookingUid } from '../domain/booking-event.ts';
import { inputsOf } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { type RoomId, type VisitTypeId, visitTypeOf } from '../domain/catalogue.ts';
import { hasLapsed } from '../domain/hard-rules.ts';
import { type Interval, MINUTE } from '../domain/instant.ts';
import { wallTimeOf } from '../domain/local-time.ts';
import { freeingSentence, roomNames, whatIfSentences } from '../domain/plan/explain/sentences.ts';
import {
  asAsked,
  losing,
  waitingCurve,
  whatItTakes,
  withBlock,
  withBookingMoved,
  withMails,
  withSwap,
} from '../domain/plan/explain/what-if.ts';
import { type Certificate, type PlanOptions, plan } from '../domain/plan/plan.ts';
import { isAnnounced } from '../domain/plan/problem/message-cost.ts';
import type { PlanProblem } from '../domain/plan/problem/problem.ts';
import { isAnnounced as wasAnnounced } from '../domain/publication.ts';
import type { SiteState } from '../domain/site-state.ts';
import { unreachable } from '../domain/unreachable.ts';
import { type DaySnapshot, dayOf, occupancyIn } from '../unit-of-work/day-snapshot.ts';
import { affectingOn, NO_ONE, NOTHING_TO_PROVE } from './affected.ts';
import { answerBetterPlan } from './answer-better-plan.ts';
import { answerSiteMove, type SiteMoveDependencies } from './answer-site-move.ts';
import { type AskedOfStaff, readProblem } from './read-problem.ts';
import type { WhatIfAnswer, WhatIfQuestion, WhatIfTerms } from './what-if.ts';

/** Answers a what-if on the Days as they are now, changing nothing; with a solver among the means it is proven. */
export const answerWhatIf = async (
  deps: SiteMoveDependencies,
  state: SiteState,
  terms: WhatIfTerms,
  planOptions: PlanOptions,
): Promise<WhatIfAnswer> => {
  const { question } = terms;
  if (question.what === 'move-to-site') return answerSiteMove(deps, question, terms, planOptions);
  if (question.what === 'better-plan') return answerBetterPlan(deps, state, question);
  const answers: WhatIfAnswer[] = [];
  for (const date of terms.dates) {
    const sent = answers.reduce((sum, { mails }) => sum + mails, 0);
    const left = terms.mails === undefined ? {} : { mails: Math.max(0, terms.mails - sent) };
    const { snapshot, problem, records } = await readProblem(deps, state, date, askedOfStaff(question));
    answers.push(answerOnDay(problem, snapshot, records, { ...terms, ...left, question }, planOptions));
  }
  return answers.length === 1 && answers[0] !== undefined
    ? answers[0]
    : together(
        answers,
        answers.flatMap(({ words }, at) => words.map((each) => `${terms.dates[at]}: ${each}`)),
      );
};

type QuestionOfOneSite = Exclude<WhatIfQuestion, { what: 'move-to-site' | 'better-plan' }>;

/** The visits that staff would put elsewhere themselves, and against which rules. */
const askedOfStaff = (question: QuestionOfOneSite): AskedOfStaff => {
  switch (question.what) {
    case 'move-to': {
      const { booking, room, overrule } = question;
      return { byStaff: [booking], ...(overrule ? { overrule: { bookings: [booking], room } } : {}) };
    }
    case 'swap-with': {
      const bookings = [question.booking, question.other];
      return { byStaff: bookings, ...(question.overrule ? { overrule: { bookings } } : {}) };
    }
    case 'unpin':
      return { unpinned: question.booking };
    case 'not-arrived':
      return { notHere: question.booking };
    default:
      return {};
  }
};

const answerOnDay = (
  problem: PlanProblem,
  snapshot: DaySnapshot,
  records: readonly BookingRecord[],
  terms: WhatIfTerms & { readonly question: QuestionOfOneSite },
  planOptions: PlanOptions,
): WhatIfAnswer => {
  const { site, catalogue } = snapshot.state;
  const typeOf = (uid: BookingUid): VisitTypeId | undefined => {
    const record = records.find((each) => each.uid === uid);
    return record && visitTypeOf(catalogue, inputsOf(record))?.id;
  };
  const { question, mails } = terms;
  const within = (day: PlanProblem) => (mails === undefined ? day : withMails(day, mails));
  const affecting = affectingOn(within(problem), site, typeOf);
  if (question.what === 'move-to') {
    const now = new Map(problem.bookings.map((each) => [each.uid, each.holds?.room ?? null]));
    const way = whatItTakes(within(problem), now, question.booking, question.room, planOptions);
    const { certificate } = way;
    const words = [freeingSentence(question.room, way, roomNames(problem.rooms))];
    return way.kind === 'none'
      ? { ...NO_ONE, impossible: true, certificate, words }
      : {
          ...affecting(way.moves, way.tellInPerson),
          waiting: [],
          certificate,
          words,
        };
  }
  if (question.what === 'swap-with') {
    const swap = withSwap(within(problem), question.booking, question.other);
    const made = swap && plan(swap, planOptions);
    const isOfTheTwo = (uid: BookingUid): boolean => uid === question.booking || uid === question.other;
    const moves = (made?.changes ?? []).filter(({ uid, to }) => isOfTheTwo(uid) && to !== null).map(asAsked);
    if (made === undefined || moves.length < 2)
      return { ...NO_ONE, impossible: true, certificate: NOTHING_TO_PROVE, words: [] };
    return {
      ...affecting(moves, made.tellInPerson.filter(isOfTheTwo)),
      waiting: [],
      certificate: NOTHING_TO_PROVE,
      words: [],
    };
  }
  const leaving = (uid: BookingUid, from: RoomId, told: boolean): WhatIfAnswer => ({
    ...affecting([{ uid, from, to: null, reason: 'gave-way', told }], mails === 0 ? [uid] : []),
    waiting: [uid],
    certificate: NOTHING_TO_PROVE,
    words: [],
  });
  if (question.what === 'let-wait') {
    const left = problem.bookings.find(({ uid }) => uid === question.booking);
    const from = left?.holds?.room ?? null;
    if (left === undefined || from === null)
      return { ...NO_ONE, impossible: true, certificate: NOTHING_TO_PROVE, words: [] };
    return leaving(left.uid, from, isAnnounced(left));
  }
  if (question.what === 'not-arrived') {
    const left = records.find(({ uid }) => uid === question.booking);
    const held = left && occupancyIn(snapshot, left);
    if (left !== undefined && held !== undefined && hasLapsed(held, problem.now))
      return leaving(left.uid, held.roomId, wasAnnounced(left.publication));
  }
  const asked = askedProblem(problem, snapshot, question);
  const own = question.what === 'move-booking' ? question.booking : undefined;
  const before = problem.bookings.filter(
    ({ holds, end, uid }) => holds === undefined && end > problem.now && uid !== own,
  ).length;
  const made = plan(within(asked), planOptions);
  const curve = terms.curve
    ? waitingCurve(asked, planOptions, site.fallbackLocation !== undefined).map(
        ({ mails, waiting, waitingBound }) => ({
          mails,
          waiting: Math.max(0, waiting - before),
          waitingBound: Math.max(0, waitingBound - before),
        }),
      )
    : undefined;
  // Who waited before and has a room in this plan would have had it anyway, had there been one.
  const caused = made.changes.filter(({ uid, from }) => from !== null || own === uid);
  const waiting = losing(problem, made);
  const named = problem.bookings
    .filter(({ uid }) => waiting.includes(uid))
    .map(({ uid, start }) => [wallTimeOf(start, site.timeZone), typeOf(uid)].filter(Boolean).join(' '));
  return {
    ...affecting(caused, made.tellInPerson),
    waiting,
    certificate: made.certificate,
    words: whatIfSentences(made.certificate, named, before),
    ...(curve ? { curve } : {}),
  };
};

const askedProblem = (
  problem: PlanProblem,
  snapshot: DaySnapshot,
  question: Exclude<QuestionOfOneSite, { what: 'move-to' | 'swap-with' | 'let-wait' }>,
): PlanProblem => {
  switch (question.what) {
    case 'block':
      return [question, ...(question.also ?? [])].reduce(
        (day, { start, end = Number.MAX_SAFE_INTEGER }) => withBlock(day, question.room, { start, end }),
        problem,
      );
    case 'running-late': {
      const late = overrunOf(snapshot, question);
      return late.reduce((day, { room, time }) => withBlock(day, room, time, question.booking), problem);
    }
    case 'unpin':
    case 'not-arrived':
      return problem;
    case 'move-booking':
      return withBookingMoved(problem, question.booking, question);
    default:
      return unreachable(question);
  }
};

/** The time for which its room, and each of that room's parts, would be held longer. */
const overrunOf = (
  snapshot: DaySnapshot,
  { booking, minutes }: { booking: BookingUid; minutes: number },
): { room: RoomId; time: Interval }[] =>
  dayOf(snapshot).rooms.flatMap(({ room, occupancies }) => {
    const held = occupancies.find((each) => each.uid === booking);
    if (held === undefined) return [];
    const late = (held.progress?.overrunMinutes ?? 0) + minutes;
    return [{ room: room.id, time: { start: held.to, end: held.to + late * MINUTE } }];
  });

/** Several Days do not touch each other: what is true of all is the sum. */
const together = (answers: readonly WhatIfAnswer[], words: readonly string[]): WhatIfAnswer => {
  const sum = (of: (certificate: Certificate) => number): number =>
    answers.reduce((total, each) => total + of(each.certificate), 0);
  const fault = answers.map((each) => each.certificate.fault).find((each) => each !== undefined);
  const certificate: Certificate = {
    waiting: sum((each) => each.waiting),
    waitingBound: sum((each) => each.waitingBound),
    messages: sum((each) => each.messages),
    messagesBound: sum((each) => each.messagesBound),
    roomChanges: sum((each) => each.roomChanges),
    roomChangesBound: sum((each) => each.roomChangesBound),
    gapPrice: sum((each) => each.gapPrice),
    gapPriceBound: sum((each) => each.gapPriceBound),
    fitGap: sum((each) => each.fitGap),
    proved: answers.every((each) => each.certificate.proved),
    cut: answers.some((each) => each.certificate.cut),
    ...(fault === undefined ? {} : { fault }),
  };
  return {
    affected: answers.flatMap((each) => each.affected),
    silent: answers.flatMap((each) => each.silent),
    mails: answers.reduce((total, each) => total + each.mails, 0),
    waiting: answers.flatMap((each) => each.waiting),
    tellInPerson: answers.flatMap((each) => each.tellInPerson),
    certificate,
    words,
  };
};
