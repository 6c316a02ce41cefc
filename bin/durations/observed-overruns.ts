import { type CatalogueIndex, type VisitTypeId, visitTypeOf } from '../../shared/domain/catalogue.ts';
import type { Occupancy } from '../../shared/domain/day.ts';
import { hasArrived } from '../../shared/domain/encounter.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { DayRecord } from '../../shared/domain/ledger-records.ts';
import type { Overrun } from '../../shared/domain/overrun.ts';

/** Of fewer visits one of twenty says nothing of the 95 % quantile. */
export const FEWEST = 20;
/** The most that a clinic file takes. */
const MOST_MINUTES = 240;

/** What was seen of the visits of one type. */
export type Observed = {
  readonly visitTypeId: VisitTypeId;
  /** Visits of which staff said when they ended. */
  readonly seen: number;
  /** Visits that took place as far as anyone knows, and of which no one said so. */
  readonly unsaid: number;
  /** What the clinic file says now. */
  readonly inForce?: Overrun;
  /** Absent where too few were seen. */
  readonly proposed?: Overrun;
};

/**
 * How long after their booked end visits ended, by their type, as staff said: whether they began late or lasted long is the same to
 * who is next. That Cal.com calls a meeting ended is no word about the visit: it says so at the booked time.
 */
export const observedOverruns = (
  days: readonly Pick<DayRecord, 'roomDays'>[],
  catalogue: Pick<CatalogueIndex, 'visitTypes' | 'managedParents'>,
  now: number,
): readonly Observed[] => {
  // A visit stands in each of its dates, and under all that it claims.
  const visits = new Map<string, Occupancy>();
  for (const { roomDays } of days)
    for (const { occupancies } of roomDays)
      for (const each of Object.values(occupancies)) if (each.end <= now) visits.set(each.uid, each);
  const minutes = new Map<VisitTypeId, number[]>();
  const unsaid = new Map<VisitTypeId, number>();
  for (const visit of visits.values()) {
    const type = visitTypeOf(catalogue, visit.inputs)?.id;
    if (type === undefined || visit.progress?.absent) continue;
    const late = minutesLate(visit);
    if (late === undefined) unsaid.set(type, (unsaid.get(type) ?? 0) + 1);
    else minutes.set(type, [...(minutes.get(type) ?? []), late]);
  }
  return catalogue.visitTypes.map(({ id, overrun }) => {
    const seen = (minutes.get(id) ?? []).sort((a, b) => a - b);
    return {
      visitTypeId: id,
      seen: seen.length,
      unsaid: unsaid.get(id) ?? 0,
      ...(overrun === undefined ? {} : { inForce: overrun }),
      ...(seen.length < FEWEST
        ? {}
        : { proposed: { p50: quantile(seen, 0.5), p80: quantile(seen, 0.8), p95: quantile(seen, 0.95) } }),
    };
  });
};

/** `undefined` where no one said when it ended. */
const minutesLate = ({ progress, end }: Occupancy): number | undefined => {
  const { finishedAt, overrunMinutes } = progress ?? {};
  if (finishedAt !== undefined && hasArrived(progress))
    return Math.min(MOST_MINUTES, Math.max(0, Math.ceil((finishedAt - end) / MINUTE)));
  return finishedAt === undefined ? overrunMinutes : undefined;
};

/** The least that so large a part of them stays at or below. */
const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.ceil(part * sorted.length - 1e-9) - 1] ?? 0;
