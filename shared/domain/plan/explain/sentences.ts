import type { Change } from '../model/changes.ts';
import type { Certificate } from '../plan.ts';
import type { Fixed } from '../problem/mobility.ts';
import type { PlanRoom } from '../problem/problem.ts';
import type { PlanFault } from '../proof/ask-solver.ts';
import type { Preferred, WhyNot, WhyThis } from './explain.ts';
import type { Freeing } from './what-if.ts';

/** What a room is called, by its id. */
export type RoomNames = (room: string) => string;

/** As the problem calls them; a room it does not know by its id. */
export const roomNames = (rooms: readonly Pick<PlanRoom, 'id' | 'name'>[]): RoomNames => {
  const names = new Map(rooms.map(({ id, name }) => [id, name ?? id]));
  return (id) => names.get(id) ?? id;
};

/** A certificate in words, one sentence per promise. */
export const certificateSentences = (c: Certificate): readonly string[] => [
  c.waiting === 0
    ? 'Everyone has a room.'
    : `${people(c.waiting, 'booking')} left without a room; ${bound(c.waiting, c.waitingBound)}.`,
  ...sentencesBesideWaiting(c),
];

/** A certificate in words, of a Day on which so many waited `before`: who waits anyway is not counted again. */
export const whatIfSentences = (
  c: Certificate,
  /** Those who wait now and did not, each by time and type. */
  more: readonly string[],
  before: number,
): readonly string[] => [
  more.length === 0
    ? 'No one more has to wait.'
    : `${more.length} more ${more.length === 1 ? 'waits' : 'wait'} (${more.join(', ')}); ${bound(c.waiting - before, Math.max(0, c.waitingBound - before))}.`,
  ...sentencesBesideWaiting(c),
];

const sentencesBesideWaiting = (c: Certificate): readonly string[] => {
  const sentences = [
    c.messages === 0
      ? 'No one needs to be told anything.'
      : `${people(c.messages, 'patient')} told of a change; ${bound(c.messages, c.messagesBound)}.`,
  ];
  if (c.roomChanges > 0)
    sentences.push(
      `Practitioners work in ${c.roomChanges === 1 ? '1 room' : `${c.roomChanges} rooms`} beyond their own; ${bound(c.roomChanges, c.roomChangesBound)}.`,
    );
  if (c.gapPrice > 0)
    sentences.push(
      `Visits that follow others too soon cost ${c.gapPrice} points; ${c.gapPrice === c.gapPriceBound ? 'less is impossible' : `at least ${c.gapPriceBound} in any plan`}.`,
    );
  if (c.fitGap > 0) sentences.push(`The rooms could suit better by at most ${c.fitGap} points.`);
  if (c.fault !== undefined) sentences.push(`${FAULTS[c.fault]}: this is the best plan found without it.`);
  if (c.cut) sentences.push('The search was cut short by the clock.');
  return sentences;
};

const FAULTS: Record<PlanFault, string> = {
  load: 'The solver could not be loaded',
  relaxation: 'The solver failed when it was to bound the plan',
  proof: 'The solver failed when it was to prove the plan',
  neighbourhood: 'The solver failed when it was to better a part of the plan',
  continuity: 'The solver failed when it was to keep practitioners in their rooms',
  gaps: 'The solver failed when it was to leave time between visits',
  'fit-relaxation': 'The solver failed when it was to bound how well the rooms suit',
  fit: 'The solver failed when it was to find better suiting rooms',
  'fit-by-hours': 'The solver failed when it was to find better suiting rooms hour by hour',
  search: 'The search with the solver failed',
};

const people = (count: number, noun: string): string => {
  return count === 1 ? `1 ${noun} is` : `${count} ${noun}s are`;
};

const bound = (value: number, least: number): string => {
  return value === least ? 'fewer is impossible' : `at least ${least} in any plan`;
};

const REASONS: Record<Change['reason'], string> = {
  placed: 'had no room',
  'room-unusable': 'its room cannot be used',
  'makes-room': 'makes room for others',
  'gave-way': 'gave way so that more fit in',
  'better-fit': 'suits better, and no one was told of the old room',
  'no-room': 'its room cannot be used and no other is free',
  'as-asked': 'moved as asked',
};

export const changeSentence = ({ uid, from, to, ...change }: Change, named: RoomNames): string => {
  const move = `${uid}: ${from === null ? 'no room' : named(from)} → ${to === null ? 'waits' : named(to)}`;
  return `${move} (${REASONS[change.reason]}${change.told ? '; to be told' : ''})`;
};

const HELD_FAST: Record<Fixed | 'over', string> = {
  pinned: 'staff pinned this visit to its room',
  arrived: 'the patient is here: only staff move this visit',
  started: 'this visit has begun',
  frozen: 'this visit begins too soon to be moved',
  'changed-before': 'this patient was told of another room before',
  over: 'this visit is over',
};

export const whyNotSentence = (
  id: string,
  reason: WhyNot | undefined,
  named: RoomNames,
  /** The equipment that the visit needs and that the room has not, where anyone knows. */
  lacks: readonly string[] = [],
): string => {
  const room = named(id);
  if (reason === undefined) return `Room ${room} could be had at once.`;
  switch (reason.rule) {
    case 'unknown':
      return `There is no room ${room}, or no such visit.`;
    case 'not-eligible':
      return lacks.length > 0
        ? `Room ${room} has no ${lacks.join(' and no ')}.`
        : `Room ${room} is not one that this visit may have.`;
    case 'closed':
      return `Room ${named(reason.room)} is closed then${reason.reason ? ` (${reason.reason})` : ''}.`;
    case 'occupied':
      return `Room ${named(reason.room)} is held by ${reason.by.join(', ')} then.`;
    case 'too-far':
      return `From room ${room} there is no time for the way to or from ${reason.by.join(', ')}.`;
    case 'portable-in-use':
      return `Every ${reason.tag} is in use then${reason.by.length > 0 ? ` (${reason.by.join(', ')})` : ''}.`;
    case 'held-fast':
      return `Room ${room} is free, but ${HELD_FAST[reason.reason]}.`;
    case 'cannot-be-told':
      return reason.reason === 'mails'
        ? `Room ${room} is free, but no mail is left to tell of it.`
        : `Room ${room} is free, but no mail would arrive before the visit.`;
    default:
      return reason satisfies never;
  }
};

const PREFERRED: Record<Preferred, string> = {
  'less-discomfort': 'it is the shorter way from the room that was announced',
  'own-rooms': 'its practitioner works there this half-day',
  'longer-gaps': 'no visit follows another as soon there',
  'better-fit': 'it suits better',
  'more-slack': 'it leaves more time between visits',
  order: 'they are alike, and it stands first',
};

export const whyThisSentence = (id: string, reason: WhyThis, named: RoomNames): string => {
  const room = named(id);
  switch (reason.reason) {
    case 'stays':
      return `Room ${room}, as before.`;
    case 'held-fast':
      return `Room ${room}: ${HELD_FAST[reason.fixed]}.`;
    case 'only-choice':
      return `Room ${room} is the only one free for this visit.`;
    case 'search-ended':
      return `Room ${room}; ${named(reason.runnerUp)} would be a little better, but the search ended before.`;
    default:
      return `Room ${room} rather than ${named(reason.runnerUp)}: ${PREFERRED[reason.reason]}.`;
  }
};

/** What it would take for a booking to have a room. */
export const freeingSentence = (id: string, freeing: Freeing, named: RoomNames): string => {
  const room = named(id);
  const { proved } = freeing.certificate;
  if (freeing.kind === 'none')
    return proved
      ? `Nothing frees room ${room}: someone would be left without a room.`
      : `No way was found to free room ${room}.`;
  const { moves, told } = freeing;
  if (moves.length === 0) return `Room ${room} is its room already.`;
  const count = moves.length === 1 ? '1 move' : `${moves.length} moves`;
  const publication = told === 0 ? 'no one is told' : `${people(told, 'patient')} told`;
  return `Room ${room} takes ${count}; ${publication}${told > 0 && proved ? '; fewer is impossible' : ''}.`;
};
