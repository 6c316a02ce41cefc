import { createHash } from 'node:crypto';
import type { BookingUid } from '../domain/booking-event.ts';
import type { Ledger, Write } from '../domain/ledger.ts';
import type { LinkToken } from '../domain/visit-link.ts';

const SCOPE = 'visit-page';

/** Under a digest of it: how long a search takes says nothing of how much of a token was right, and no key of the table opens a page. */
const idOf = (token: LinkToken): string => createHash('sha256').update(token).digest('hex').slice(0, 40);

/** Where a link leads; `undefined` where it leads nowhere. */
export const readPageMemo = async (
  ledger: Pick<Ledger, 'readMemo'>,
  token: LinkToken,
): Promise<{ readonly uid: BookingUid; readonly ttl: number; readonly version: number } | undefined> => {
  const memo = await ledger.readMemo(SCOPE, idOf(token));
  return memo === undefined
    ? undefined
    : { uid: String(memo.value), ttl: memo.ttl ?? 0, version: memo.version };
};

/** The link leads to the booking from then on; no longer than the booking is kept. */
export const pageMemoWrite = (
  token: LinkToken,
  { uid, ttl }: { readonly uid: BookingUid; readonly ttl: number },
  seen: number,
): Write => ({ kind: 'memo', seen, record: { scope: SCOPE, id: idOf(token), value: uid, ttl } });
