import { carryOut } from '../assigning/carry-out.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import { DayTable } from '../domain/day-table.ts';
import { commitOrder } from '../domain/plan/commit-order.ts';
import type { Change } from '../domain/plan/model/changes.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { decisionOf, type Planned } from '../domain/planned.ts';
import { excessOf } from '../ledger/transaction-size.ts';
import { commit } from '../unit-of-work/commit.ts';
import { afterCommit, type DaySnapshot, dayOf } from '../unit-of-work/day-snapshot.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import type { problemOfSnapshot } from './problem-of-snapshot.ts';

/** A plan as transactions, in the order in which they can be committed, and the snapshot after the last of them. */
export type PlanUnits = { readonly units: readonly UnitOfWork[]; readonly snapshot: DaySnapshot };

/**
 * A plan as units of work, step by step: a move, or a cycle of bookings that exchange rooms. `stuck`: the first booking that
 * cannot be set down where it is planned, or whose cycle is too long for one transaction.
 */
export const unitsOfPlan = (
  deps: Pick<Dependencies, 'now' | 'settleMs'>,
  before: DaySnapshot,
  steps: readonly (readonly Change[])[],
  planned: ReadonlyMap<BookingUid, Planned>,
): PlanUnits | { readonly stuck: BookingUid } => {
  const now = deps.now();
  const units: UnitOfWork[] = [];
  let snapshot = before;
  for (const step of steps) {
    const table = new DayTable(dayOf(snapshot), now);
    for (const { uid } of step) table.lift(uid);
    const unit = new UnitOfWork(snapshot, now, 'sweep', { standsOnLeft: true });
    for (const { uid, to, reason } of step) {
      const known = planned.get(uid);
      const decision = known && decisionOf(to, reason, known.booking, table);
      if (known === undefined || decision === undefined) return { stuck: uid };
      const { facts, record, booking, unknownEquipment } = known;
      const terms = { now, settleMs: deps.settleMs };
      carryOut(unit, {
        facts,
        before: record,
        booking,
        decision,
        terms,
        unknownEquipment,
      });
    }
    const writes = unit.writes();
    // Who had to leave an unusable room is the last to be denied another one.
    const spared = step.find(({ reason }) => reason !== 'room-unusable') ?? step[0];
    if (excessOf(writes) !== undefined && spared !== undefined) return { stuck: spared.uid };
    units.push(unit);
    snapshot = afterCommit(snapshot, writes);
  }
  return { units, snapshot };
};

/** What becomes of a Day. */
export type Made = Pick<Plan, 'changes' | 'certificate' | 'flagged' | 'tellInPerson'>;

/** A better plan in the same way, with what is made of it; `undefined` where it cannot be carried out any more. */
export const unitsOfBetter = (
  deps: Pick<Dependencies, 'now' | 'settleMs'>,
  snapshot: DaySnapshot,
  { problem, planned }: ReturnType<typeof problemOfSnapshot>,
  made: Made,
): (PlanUnits & { readonly made: Made }) | undefined => {
  const units = unitsOfPlan(deps, snapshot, commitOrder(problem, made.changes), planned);
  return 'stuck' in units ? undefined : { ...units, made };
};

/** Whether all of it was committed; where another writer was faster, the rest of the plan is worth nothing. */
export const commitPlan = async (deps: Dependencies, units: readonly UnitOfWork[]): Promise<boolean> => {
  for (const unit of units) if ((await commit(deps, unit)).kind === 'stale') return false;
  return true;
};
