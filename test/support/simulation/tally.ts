import type { DayReport } from './random-day.ts';

/** What many days come to. */
export type Tally = {
  days: number;
  bookings: number;
  deliveries: number;
  patches: number;
  /** Mails about nothing new where a reply came more than a minute late. */
  lateDuplicates: number;
  /** Messages that SQS delivered twice, and that came back from a dead-letter queue. */
  duplicated: number;
  redriven: number;
  /** Faults that really struck, by kind. */
  readonly faults: Record<string, number>;
};

export const emptyTally = (): Tally => ({
  days: 0,
  bookings: 0,
  deliveries: 0,
  patches: 0,
  lateDuplicates: 0,
  duplicated: 0,
  redriven: 0,
  faults: {},
});

export const addDay = (tally: Tally, day: DayReport): void => {
  tally.days += 1;
  tally.bookings += day.bookings;
  tally.deliveries += day.accepted;
  tally.patches += day.patches;
  tally.lateDuplicates += day.lateDuplicates;
  tally.duplicated += day.duplicated;
  tally.redriven += day.redriven;
  const add = (kind: string, count: number): void => {
    tally.faults[kind] = (tally.faults[kind] ?? 0) + count;
  };
  for (const [kind, count] of Object.entries(day.struck)) add(`ours: ${kind.split(' ')[0]}`, count);
  for (const [kind, count] of Object.entries(day.injected)) add(`Cal.com: ${kind}`, count);
};

/** For people: one line of sums, then the faults by how often they struck. */
export const tallyText = ({ faults, ...sums }: Tally): string =>
  [
    Object.entries(sums)
      .map(([name, count]) => `${count} ${name}`)
      .join(', '),
    ...Object.entries(faults)
      .sort(([, a], [, b]) => b - a)
      .map(([kind, count]) => `${String(count).padStart(9)}  ${kind}`),
  ].join('\n');
