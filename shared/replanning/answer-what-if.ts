import { dayInHand, type Hand } from '../assigning/hand.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { RoomId, Site } from '../domain/catalogue.ts';
import { type Instant, type Interval, MINUTE } from '../domain/instant.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { Change } from '../domain/plan/changes.ts';
import { type Certificate, type Means, type Plan, plan } from '../domain/plan/plan.ts';
import type { PlanProblem } from '../domain/plan/problem.ts';
import { certificateSentences } from '../domain/plan/sentences.ts';
import { waitingCurve, whatItTakes, withBlock, withBookingMoved, withMails } from '../domain/plan/what-if.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { SiteState } from '../ledger/clinic.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { problemOfHand } from './problem-of-hand.ts';
import { handOf, uidsReaching } from './replan-day.ts';

/** What somebody wants to know before doing it. */
export type WhatIfQuestion =
  | { readonly what: 'block'; readonly room: RoomId; readonly start: Instant; readonly end?: Instant }
  /** The room is held so much longer by the visit in it. */
  | { readonly what: 'running-late'; readonly booking: BookingUid; readonly minutes: number }
  /** The booking gets this room, whoever must make way. */
  | { readonly what: 'move-to'; readonly booking: BookingUid; readonly room: RoomId }
  /** The booking is at another time. */
  | {
      readonly what: 'move-booking';
      readonly booking: BookingUid;
      readonly start: Instant;
      readonly end: Instant;
    };

export type WhatIfTerms = {
  readonly question: WhatIfQuestion;
  /** The Days it concerns. */
  readonly dates: readonly LocalDate[];
  /** At most so many mails. */
  readonly mails?: number;
  /** Waiting against mails allowed, too: for one Day only. */
  readonly curve?: boolean;
};

export type WhatIfAnswer = {
  /** Nothing would do: the booking cannot have that room, whatever moves. */
  readonly impossible?: boolean;
  /** Everyone whose room changes or is lost. */
  readonly affected: readonly Change[];
  /** Those of them who need not be told. */
  readonly silent: readonly BookingUid[];
  readonly mails: number;
  /** Who would be left waiting, and was not before. */
  readonly waiting: readonly BookingUid[];
  /** Moved, with no mail that could reach them in time. */
  readonly tellInPerson: readonly BookingUid[];
  readonly certificate: Certificate;
  /** The certificate in English. */
  readonly words: readonly string[];
  readonly curve?: readonly {
    readonly mails: number;
    readonly waiting: number;
    readonly waitingBound: number;
  }[];
};

/** Owed visits looked at for what can still be told. */
const MAX_OWED = 500;

/** Answers a what-if on the Days as they are now, changing nothing; with a solver among the means it is proven. */
export const answerWhatIf = async (
  {
    ledger,
    now,
    spacingMs,
  }: { readonly ledger: Ledger; readonly now: () => Instant; readonly spacingMs: number },
  state: SiteState,
  terms: WhatIfTerms,
  means: Means,
): Promise<WhatIfAnswer> => {
  const at = now();
  const owed = await ledger.readOwed(`CRED#${state.site.credential}`, { limit: MAX_OWED });
  const answers: WhatIfAnswer[] = [];
  for (const date of terms.dates) {
    const hand = await handOf({ ledger }, state, date);
    const records = await ledger.readBookings(uidsReaching(hand, date));
    const { problem } = problemOfHand(hand, records, {
      now: at,
      patchesPerMinute: MINUTE / spacingMs,
      owed: owed.filter((each) => each.start > at).map((each) => each.start),
    });
    answers.push(answerOnDay(problem, hand, terms, means));
  }
  return answers.length === 1 && answers[0] !== undefined ? answers[0] : together(answers);
};

const answerOnDay = (problem: PlanProblem, hand: Hand, terms: WhatIfTerms, means: Means): WhatIfAnswer => {
  const { site } = hand.state;
  const before = plan(problem, means);
  const { question } = terms;
  if (question.what === 'move-to') {
    const found = whatItTakes(problem, before, question.booking, question.room, means);
    return found === undefined
      ? { ...answerOf(before, before, site), impossible: true }
      : ofMoves(found.moves, found.proved, before, site);
  }
  const asked = askedProblem(problem, hand, question);
  const limited = terms.mails === undefined ? asked : withMails(asked, terms.mails);
  const answer = answerOf(plan(limited, means), before, site);
  if (!terms.curve) return answer;
  const curve = waitingCurve(asked, means).map(({ mails, waiting, waitingBound }) => ({
    mails,
    waiting,
    waitingBound,
  }));
  return { ...answer, curve };
};

const askedProblem = (
  problem: PlanProblem,
  hand: Hand,
  question: Exclude<WhatIfQuestion, { what: 'move-to' }>,
): PlanProblem => {
  switch (question.what) {
    case 'block':
      return withBlock(problem, question.room, {
        start: question.start,
        end: question.end ?? Number.MAX_SAFE_INTEGER,
      });
    case 'running-late': {
      const late = overrunOf(hand, question);
      return late === undefined ? problem : withBlock(problem, late.room, late.time, question.booking);
    }
    case 'move-booking':
      return withBookingMoved(problem, question.booking, question);
    default:
      return unreachable(question);
  }
};

/** The time for which a room would be held longer. */
const overrunOf = (
  hand: Hand,
  { booking, minutes }: { booking: BookingUid; minutes: number },
): { room: RoomId; time: Interval } | undefined => {
  for (const { room, occupancies } of dayInHand(hand).rooms) {
    const held = occupancies.find((each) => each.uid === booking && each.roomId === room.id);
    if (held === undefined) continue;
    const late = (held.progress?.overrunMinutes ?? 0) + minutes;
    return { room: room.id, time: { start: held.to, end: held.to + late * MINUTE } };
  }
  return undefined;
};

const answerOf = (made: Plan, before: Plan, site: Site): WhatIfAnswer => {
  const { certificate, changes } = made;
  const waiting = [...made.assignments].flatMap(([uid, room]) =>
    room === null && before.assignments.get(uid) !== null ? [uid] : [],
  );
  return {
    affected: changes,
    silent: changes.filter((each) => !each.told).map((each) => each.uid),
    mails: mailsOf(changes, site),
    waiting,
    tellInPerson: made.tellInPerson,
    certificate,
    words: certificateSentences(certificate),
  };
};

const ofMoves = (moves: readonly Change[], proved: boolean, before: Plan, site: Site): WhatIfAnswer => {
  const told = moves.filter((each) => each.told).length;
  const certificate = { ...before.certificate, messages: told, messagesBound: proved ? told : 0, proved };
  return {
    affected: moves,
    silent: moves.filter((each) => !each.told).map((each) => each.uid),
    mails: mailsOf(moves, site),
    waiting: [],
    tellInPerson: [],
    certificate,
    words: certificateSentences(certificate),
  };
};

/** One who loses the room is told so only where the Site has a text for it. */
const mailsOf = (changes: readonly Change[], site: Site): number =>
  changes.filter((each) => each.told && (each.to !== null || site.fallbackLocation !== undefined)).length;

/** Several Days do not touch each other: what is true of all is the sum. */
const together = (answers: readonly WhatIfAnswer[]): WhatIfAnswer => {
  const sum = (of: (certificate: Certificate) => number): number =>
    answers.reduce((total, each) => total + of(each.certificate), 0);
  const certificate: Certificate = {
    waiting: sum((each) => each.waiting),
    waitingBound: sum((each) => each.waitingBound),
    messages: sum((each) => each.messages),
    messagesBound: sum((each) => each.messagesBound),
    fitGap: sum((each) => each.fitGap),
    proved: answers.every((each) => each.certificate.proved),
    cut: answers.some((each) => each.certificate.cut),
  };
  return {
    affected: answers.flatMap((each) => each.affected),
    silent: answers.flatMap((each) => each.silent),
    mails: answers.reduce((total, each) => total + each.mails, 0),
    waiting: answers.flatMap((each) => each.waiting),
    tellInPerson: answers.flatMap((each) => each.tellInPerson),
    certificate,
    words: certificateSentences(certificate),
  };
};
