import { type FaultCounts, sumOfFaults } from './fault-counts.ts';
import { type DayReport, RANDOM_FAULTS } from './random-day.ts';
import type { StepCounts } from './visit-steps.ts';
import { CLINIC_KINDS } from './world-catalogue.ts';

/** What many days come to. */
type Tally = {
  days: number;
  /** Days on which Cal.com applied things more than a minute late. */
  lateDays: number;
  bookings: number;
  deliveries: number;
  patches: number;
  /** Mails about nothing new where a reply came more than a minute late. */
  lateDuplicates: number;
  /** Messages that came back from a dead-letter queue. */
  redriven: number;
  /** Who was seated without a booking. */
  walkIns: number;
  /** Put into a room against a rule, and resolved by staff while they waited. */
  overruled: number;
  arranged: number;
  /** Booked as they were offered, only with a room, and of these such as wait in the end. */
  offered: DayReport['offered'];
  /** What staff said of patients. */
  steps: StepCounts;
  /** Days by what the clinic was, zero included. */
  readonly kinds: Record<string, number>;
  /** Faults that really struck, by kind. Every kind that could have is among them, zero included. */
  faults: FaultCounts;
  /** Broken promises by invariant. */
  readonly broken: Record<string, number>;
};

export const emptyTally = (): Tally => ({
  days: 0,
  lateDays: 0,
  bookings: 0,
  deliveries: 0,
  patches: 0,
  lateDuplicates: 0,
  redriven: 0,
  walkIns: 0,
  overruled: 0,
  arranged: 0,
  offered: { booked: 0, waiting: 0 },
  steps: { arrivals: 0, noShows: 0, lates: 0 },
  kinds: Object.fromEntries(CLINIC_KINDS.map((kind) => [kind, 0])),
  faults: Object.fromEntries(RANDOM_FAULTS.map((kind) => [kind, 0])),
  broken: {},
});

export const addDay = (tally: Tally, day: DayReport): void => {
  tally.days += 1;
  if (day.late) tally.lateDays += 1;
  tally.bookings += day.bookings;
  tally.deliveries += day.accepted;
  tally.patches += day.patches;
  tally.lateDuplicates += day.lateDuplicates;
  tally.redriven += day.redriven;
  tally.walkIns += day.walkIns;
  tally.overruled += day.overruled;
  tally.arranged += day.arranged;
  tally.offered = {
    booked: tally.offered.booked + day.offered.booked,
    waiting: tally.offered.waiting + day.offered.waiting,
  };
  tally.steps = {
    arrivals: tally.steps.arrivals + day.steps.arrivals,
    noShows: tally.steps.noShows + day.steps.noShows,
    lates: tally.steps.lates + day.steps.lates,
  };
  for (const kind of day.kinds) tally.kinds[kind] = (tally.kinds[kind] ?? 0) + 1;
  for (const violation of day.violations) {
    const promise = /^(I\d+|liveness)/.exec(violation)?.[0] ?? 'others';
    tally.broken[promise] = (tally.broken[promise] ?? 0) + 1;
  }
  tally.faults = sumOfFaults([tally.faults, day.faults]);
};

/** What a clinic fears most, and the invariants that forbid it. */
const FEARED = { I1: 'overlaps', I10: 'lost', I8: 'wrong or second mails', I9: 'PATCHes over the limit' };

/** For people: what there was, the second mails that no promise covers, then the faults by how often they struck. */
export const tallyText = (tally: Tally): string =>
  [
    `${tally.days} days, ${tally.bookings} bookings, ${tally.walkIns} walk-ins, ${tally.overruled} put against a rule, ${tally.arranged} arranged by hand, ${tally.deliveries} deliveries accepted, ${tally.patches} PATCHes`,
    `${tally.steps.arrivals} arrivals, ${tally.steps.noShows} no-shows and ${tally.steps.lates} visits running late, as staff said`,
    `${tally.offered.booked} visits booked where only starts with a room are offered, of which ${tally.offered.waiting} wait: someone was faster, or the room was lost`,
    `${tally.redriven} messages redriven from a dead-letter queue`,
    `${tally.lateDuplicates} second mails where Cal.com applied a PATCH more than 60 s late (${tally.lateDays} days allowed that)`,
    `Clinics: ${Object.entries(tally.kinds)
      .map(([kind, days]) => `${days} with ${kind}`)
      .join(', ')}`,
    `Broken: ${brokenText(tally.broken)}`,
    'Faults that really struck:',
    ...Object.entries(tally.faults)
      .sort(([, a], [, b]) => b - a)
      .map(([kind, count]) => `${String(count).padStart(9)}  ${kind}`),
  ].join('\n');

const brokenText = (broken: Tally['broken']): string => {
  const feared = Object.entries(FEARED).map(([promise, words]) => `${broken[promise] ?? 0} ${words}`);
  const others = Object.entries(broken).filter(([promise]) => !(promise in FEARED));
  return [...feared, ...others.map(([promise, count]) => `${count} of ${promise}`)].join(', ');
};
