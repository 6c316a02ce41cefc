import type { BookingUid } from '../domain/booking-event.ts';
import { inputsOf } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { type RoomId, type Site, type VisitTypeId, visitTypeOf } from '../domain/catalogue.ts';
import { type Instant, type Interval, MINUTE } from '../domain/instant.ts';
import { type LocalDate, wallTimeOf } from '../domain/local-time.ts';
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
import { type Change, mailsOf } from '../domain/plan/model/changes.ts';
import { type Certificate, type PlanOptions, plan } from '../domain/plan/plan.ts';
import { isAnnounced } from '../domain/plan/problem/message-cost.ts';
import type { PlanProblem } from '../domain/plan/problem/problem.ts';
import type { SiteState } from '../domain/site-state.ts';
import { unreachable } from '../domain/unreachable.ts';
import { type DaySnapshot, dayOf } from '../unit-of-work/day-snapshot.ts';
import { type AskedOfStaff, readProblem } from './read-problem.ts';

/** What staff want to know before they do it. */
export type WhatIfQuestion =
  | { readonly what: 'block'; readonly room: RoomId; readonly start: Instant; readonly end?: Instant }
  /** The room is held so much longer by the visit in it. */
  | { readonly what: 'running-late'; readonly booking: BookingUid; readonly minutes: number }
  /** The booking gets this room, no matter who must make way. */
  | {
      readonly what: 'move-to';
      readonly booking: BookingUid;
      readonly room: RoomId;
      /** Whatever rules say that the room does not suit it. */
      readonly overrule?: boolean | undefined;
    }
  /** The booking gives its room up and waits, and no one else moves. */
  | { readonly what: 'let-wait'; readonly booking: BookingUid }
  /** The two exchange their rooms, and no one else moves. */
  | {
      readonly what: 'swap-with';
      readonly booking: BookingUid;
      readonly other: BookingUid;
      /** Whatever rules say that the rooms do not suit them. */
      readonly overrule?: boolean | undefined;
    }
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
  /** At most so many mails on all Days together; who would get one more is told by staff. */
  readonly mails?: number;
  /** Waiting against mails allowed, too: for one Day only. */
  readonly curve?: boolean;
};

/** One whose room changes, what sort of visit it is and when they are to be there. */
type AffectedVisit = Change & { readonly start: Instant; readonly visitType?: VisitTypeId };

export type WhatIfAnswer = {
  /** No way was found for the booking to have that room; there is none, if the certificate says `proved`. */
  readonly impossible?: boolean;
  /** Everyone whose room changes or is lost by it. */
  readonly affected: readonly AffectedVisit[];
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

/** Answers a what-if on the Days as they are now, changing nothing; with a solver among the means it is proven. */
export const answerWhatIf = async (
  deps: Parameters<typeof readProblem>[0],
  state: SiteState,
  terms: WhatIfTerms,
  planOptions: PlanOptions,
): Promise<WhatIfAnswer> => {
  const answers: WhatIfAnswer[] = [];
  for (const date of terms.dates) {
    const sent = answers.reduce((sum, { mails }) => sum + mails, 0);
    const left = terms.mails === undefined ? {} : { mails: Math.max(0, terms.mails - sent) };
    const { snapshot, problem, records } = await readProblem(deps, state, date, askedOfStaff(terms.question));
    answers.push(answerOnDay(problem, snapshot, records, { ...terms, ...left }, planOptions));
  }
  return answers.length === 1 && answers[0] !== undefined
    ? answers[0]
    : together(
        answers,
        answers.flatMap(({ words }, at) => words.map((each) => `${terms.dates[at]}: ${each}`)),
      );
};

/** The visits that staff would put elsewhere themselves, and against which rules. */
const askedOfStaff = (question: WhatIfQuestion): AskedOfStaff => {
  switch (question.what) {
    case 'move-to': {
      const { booking, room, overrule } = question;
      return { byStaff: [booking], ...(overrule ? { overrule: { bookings: [booking], room } } : {}) };
    }
    case 'swap-with': {
      const bookings = [question.booking, question.other];
      return { byStaff: bookings, ...(question.overrule ? { overrule: { bookings } } : {}) };
    }
    default:
      return {};
  }
};

const answerOnDay = (
  problem: PlanProblem,
  snapshot: DaySnapshot,
  records: readonly BookingRecord[],
  terms: WhatIfTerms,
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
  if (question.what === 'let-wait') {
    const left = problem.bookings.find(({ uid }) => uid === question.booking);
    const from = left?.holds?.room ?? null;
    if (left === undefined || from === null)
      return { ...NO_ONE, impossible: true, certificate: NOTHING_TO_PROVE, words: [] };
    const { uid } = left;
    const change: Change = { uid, from, to: null, reason: 'gave-way', told: isAnnounced(left) };
    return {
      ...affecting([change], mails === 0 ? [uid] : []),
      waiting: [uid],
      certificate: NOTHING_TO_PROVE,
      words: [],
    };
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

/** Whether two may exchange their rooms, and who is told of it, is plain. */
const NOTHING_TO_PROVE: Certificate = {
  waiting: 0,
  waitingBound: 0,
  messages: 0,
  messagesBound: 0,
  roomChanges: 0,
  roomChangesBound: 0,
  gapPrice: 0,
  gapPriceBound: 0,
  fitGap: 0,
  proved: true,
  cut: false,
};

const NO_ONE = { affected: [], silent: [], mails: 0, waiting: [], tellInPerson: [] } as const;

const askedProblem = (
  problem: PlanProblem,
  snapshot: DaySnapshot,
  question: Exclude<WhatIfQuestion, { what: 'move-to' | 'swap-with' | 'let-wait' }>,
): PlanProblem => {
  switch (question.what) {
    case 'block':
      return withBlock(problem, question.room, {
        start: question.start,
        end: question.end ?? Number.MAX_SAFE_INTEGER,
      });
    case 'running-late': {
      const late = overrunOf(snapshot, question);
      return late.reduce((day, { room, time }) => withBlock(day, room, time, question.booking), problem);
    }
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

const affectingOn =
  (problem: PlanProblem, site: Site, typeOf: (uid: BookingUid) => VisitTypeId | undefined) =>
  (
    changes: readonly Change[],
    /** Whom no mail reaches at the pace it goes, or for whom none is left. */
    tooMany: readonly BookingUid[] = [],
  ) => ({
    affected: changes.map((each) => {
      const visitType = typeOf(each.uid);
      return {
        ...each,
        start: problem.bookings.find(({ uid }) => uid === each.uid)?.start ?? 0,
        ...(visitType === undefined ? {} : { visitType }),
      };
    }),
    silent: changes.filter((each) => !each.told).map((each) => each.uid),
    // One who loses the room is told so only where the Site has a text for it.
    mails: mailsOf(changes, { ...problem.policy, fallback: site.fallbackLocation !== undefined }),
    // Who is on the way reads no mail.
    tellInPerson: changes
      .filter(({ uid, told }) => told && (tooMany.includes(uid) || startsSoon(uid, problem, site)))
      .map(({ uid }) => uid),
  });

const startsSoon = (uid: BookingUid, { bookings, now }: PlanProblem, { policy }: Site): boolean =>
  bookings.some((each) => each.uid === uid && each.start < now + policy.freezeMinutes * MINUTE);

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
