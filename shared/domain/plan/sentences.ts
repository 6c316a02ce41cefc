import type { Change } from './changes.ts';
import type { WhyNot, WhyThis } from './explain.ts';
import type { Certificate } from './plan.ts';

/** A certificate in words, one sentence per promise. */
export function certificateSentences(c: Certificate): readonly string[] {
  const sentences = [
    c.waiting === 0
      ? 'Everyone has a room.'
      : `${people(c.waiting, 'booking')} left without a room; ${bound(c.waiting, c.waitingBound)}.`,
    c.messages === 0
      ? 'Nobody needs to be told anything.'
      : `${people(c.messages, 'patient')} told of a change; ${bound(c.messages, c.messagesBound)}.`,
  ];
  if (c.fitGap > 0) sentences.push(`The rooms could suit better by at most ${c.fitGap} points.`);
  if (c.cut) sentences.push('The search was cut short by the clock.');
  return sentences;
}

function people(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} is` : `${count} ${noun}s are`;
}

function bound(value: number, least: number): string {
  return value === least ? 'fewer is impossible' : `at least ${least} in any plan`;
}

const REASONS: Record<Change['why'], string> = {
  placed: 'had no room',
  'room-unusable': 'its room cannot be used',
  'makes-room': 'makes room for others',
  'gave-way': 'gave way so that more fit in',
  'better-fit': 'suits better, and nobody was told of the old room',
  'no-room': 'its room cannot be used and no other is free',
};

export function changeSentence(change: Change): string {
  const move = `${change.uid}: ${change.from ?? 'no room'} → ${change.to ?? 'waits'}`;
  return `${move} (${REASONS[change.why]}${change.told ? '; to be told' : ''})`;
}

export function whyNotSentence(room: string, why: WhyNot | undefined): string {
  if (why === undefined) return `Room ${room} could be had at once.`;
  switch (why.rule) {
    case 'unknown-room':
      return `There is no room ${room}.`;
    case 'not-eligible':
      return `Room ${room} does not have what this visit needs.`;
    case 'closed':
      return `Room ${why.room} is closed then${why.because ? ` (${why.because})` : ''}.`;
    case 'occupied':
      return `Room ${why.room} is held by ${why.by.join(', ')} then.`;
    case 'portable-in-use':
      return `Every ${why.tag} is in use then (${why.by.join(', ')}).`;
    default:
      return why satisfies never;
  }
}

export function whyThisSentence(room: string, why: WhyThis): string {
  switch (why.because) {
    case 'stays':
      return `Room ${room}, as before.`;
    case 'only-choice':
      return `Room ${room} is the only one free for this visit.`;
    case 'better-fit':
      return `Room ${room} rather than ${why.runnerUp}: it suits better.`;
    case 'more-slack-or-order':
      return `Room ${room} rather than ${why.runnerUp}: it leaves the rest of the plan better off.`;
    default:
      return why satisfies never;
  }
}
