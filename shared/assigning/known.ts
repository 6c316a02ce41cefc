import type { Ledger, StaleWrite } from '../domain/ledger.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { foundBooking, withConflicts } from '../unit-of-work/day-snapshot.ts';
import type { Reading } from './read-needed.ts';
import type { Told } from './told.ts';

/** What one decision leaves known for the next. */
export type Known = Omit<Reading, 'now'>;

/** After so many losses the Day is not patched any more but read again. */
const PATCHES = 1;

/** A live booking is expected to be new: where it is not, the failed condition returns what is known of it. */
export const expected = async ({ own, replaced }: Told, ledger: Ledger): Promise<Known> => ({
  own: own.fact.status === 'ended' ? await ledger.readBooking(own.uid) : undefined,
  replaced: replaced && { unread: replaced.uid },
  ruledOut: new Set(),
});

/** All else is read anew. */
export const bookingsOf = ({ own, replaced, ruledOut }: Known): Known => ({ own, replaced, ruledOut });

/** After a lost race: what stood in the way is put into what is known. */
export const knownAfterLoss = (
  clinic: Clinic,
  before: Known,
  told: Told,
  conflicts: readonly StaleWrite[],
  losses: number,
): Known => {
  const isAnotherRoom = conflicts.some((each) => each.kind === 'check-room');
  if (isAnotherRoom) clinic.forget();
  const mayPatch = !isAnotherRoom && losses <= PATCHES;
  const lostSnapshot = mayPatch && before.snapshot ? withConflicts(before.snapshot, conflicts) : undefined;
  const own = foundBooking(conflicts, told.own.uid);
  const replaced = told.replaced && foundBooking(conflicts, told.replaced.uid);
  return {
    ...bookingsOf(before),
    ...(own && { own: own.found }),
    ...(replaced && { replaced: replaced.found }),
    ...(lostSnapshot && { lostSnapshot }),
  };
};
