import { createHash } from 'node:crypto';
import { READMITTED } from '../assigning/told.ts';
import { admit, isForWant } from '../domain/admit.ts';
import { MINUTE } from '../domain/instant.ts';
import { FILE_AGE_MS } from '../ledger/clinic.ts';
import type { ReconcileDependencies } from './compare-booking.ts';
import { type EventTypesOf, learnManagedChildren } from './learn-managed-children.ts';

/** Who decides on an older clinic file does so for no longer than this after an import, and its entry lags in the index. */
const LATECOMERS_MS = FILE_AGE_MS + 5 * MINUTE;
/** Bookings looked at in one run; what is left comes in the next. */
const MOST = 500;

const SCOPE = 'readmission';

/**
 * After an import, and where Cal.com has told whose child an event type is: every booking to come that no one knew what to do with before
 * and someone does now goes through the bookings queue again. Answers how many. Costs one small read while the file stays as it is.
 */
export const readmitUnmapped = async (deps: Readmitting): Promise<number> => {
  const [learning] = await Promise.allSettled([learnManagedChildren(deps)]);
  // Where Cal.com does not say whose child it is, what a new clinic file knows is taken in all the same.
  const readmitted = await readmit(deps, learning.status === 'fulfilled' && learning.value);
  if (learning.status === 'rejected') throw learning.reason;
  return readmitted;
};

type Readmitting = Pick<ReconcileDependencies, 'ledger' | 'clinic' | 'enqueue' | 'now'> & {
  readonly eventTypes: EventTypesOf;
};

const readmit = async ({ ledger, clinic, enqueue, now }: Readmitting, learnt: boolean): Promise<number> => {
  const catalogue = await clinic.catalogue();
  const memo = await ledger.readMemo(SCOPE, 'done', { mayLag: true });
  const at = now();
  const before = memo?.value as { version: string; since: number; done: boolean } | undefined;
  const isNews = learnt || before?.version !== catalogue.version;
  const since = isNews ? at : (before?.since ?? at);
  if (!isNews && before?.done) return 0;
  const entries = await ledger.readOwed({ kind: 'unmapped' }, { limit: MOST, startsAfter: at });
  let readmitted = 0;
  for (const record of await ledger.readBookings(entries.map(({ uid }) => uid))) {
    const { fact, placement } = record;
    if (fact.status === 'ended' || placement.kind !== 'ignored' || !isForWant(placement)) continue;
    const admission = admit({ ...record, fact }, catalogue, at);
    // Another want is news too: staff are to read what is missing now.
    if (admission.kind === 'ignored' && admission.reason === placement.reason) continue;
    await enqueue({
      deliveryId: createHash('sha256').update(`${record.uid} under ${catalogue.version}`).digest('hex'),
      trigger: READMITTED,
      receivedAt: at,
      fact,
    });
    readmitted += 1;
  }
  const done = at - since >= LATECOMERS_MS && entries.length < MOST;
  const value = { version: catalogue.version, since, done };
  await ledger.commit([
    { kind: 'memo', seen: memo?.version ?? 0, record: { scope: SCOPE, id: 'done', value } },
  ]);
  return readmitted;
};
