/**
 * How often each kind of fault really struck, by its name. Names begin with whose fault it is: `ours: throw`,
 * `Cal.com: patch:html`, `planner: …`. Counted where it strikes, never where it is switched on.
 */
export type FaultCounts = Readonly<Record<string, number>>;

export const EVICTION_STORM = 'patients: eviction storm';
export const HOUR_NOT_NOTED = 'ours: an hour with deliveries is not noted';
export const UNMAPPED_BOOKING = 'clinic file: an event type is missing';

/**
 * Faults that the simulated world itself injects, one row per kind: what strikes a port call is in `strikes.ts`, what
 * Cal.com does in `sandbox/faults.ts`. Each row is a line of `simulate`'s count, zero included; where it strikes, the
 * world calls `strike` with its name.
 */
export const WORLD_FAULTS = [
  /** A message that was dealt with comes once more. */
  'SQS: delivered twice',
  /** One confirmed visit takes a room from more requests than one transaction can name. */
  EVICTION_STORM,
  /** For the whole day no key may change the bookings of one event type. */
  'Cal.com: event type forbidden',
  /** For the whole day a list takes so long for each row that many at once time out. */
  'Cal.com: slow list',
  /** A page that is longer than is read of any answer: for the whole day its rows are long. */
  'Cal.com: page too long',
  /** A booking that no list can show, until all is calm. */
  'Cal.com: unlistable row',
  /** A booking whose row alone is longer than is read of any answer, until all is calm. */
  'Cal.com: row too long',
  /** A booking of an event type that the clinic file does not know yet. */
  UNMAPPED_BOOKING,
  /** An import of the clinic file that died on its way, and was begun again. */
  'ours: an import died',
  /** The Ledger fails as an hour in which deliveries come is noted, before or after it has written that down. */
  HOUR_NOT_NOTED,
  /** Planning one Day throws. */
  'planner: throws',
  'planner: solver throws',
  'planner: solver answers nonsense',
  /** One step of a sweep, or of reconciliation, throws before it has done anything. */
  'sweep: a step throws',
] as const satisfies readonly string[];

export type WorldFault = (typeof WORLD_FAULTS)[number];

export const ourFault = (strike: string): string => `ours: ${strike}`;
export const calFault = (fault: string): string => `Cal.com: ${fault}`;

/** The counts of several sources as one. */
export const sumOfFaults = (counts: readonly FaultCounts[]): FaultCounts => {
  const sum: Record<string, number> = {};
  for (const each of counts)
    for (const [kind, count] of Object.entries(each)) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
};

/** The same counts under other names; kinds that come to one name are added up. */
export const renamed = (counts: FaultCounts, name: (kind: string) => string): FaultCounts =>
  sumOfFaults(Object.entries(counts).map(([kind, count]) => ({ [name(kind)]: count })));
