import type { SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { OneMore } from '../domain/utilisation/one-more.ts';

/** What one more would have brought, as the Ledger keeps it: asked by the board, planned by the re-plan. */
export type OneMoreMemo = {
  readonly siteId: SiteId;
  readonly at: Instant;
  /** Dates of one weekday. */
  readonly dates: readonly LocalDate[];
  /** Absent until it is planned. */
  readonly found?: readonly OneMore[];
  /** The time was up before all was tried: it may be more. */
  readonly isCut?: true;
};

/** It is not asked for later than this. */
const KEPT_SECONDS = 60 * 60;

const SCOPE = 'one-more';

/** The question of an id, while it is remembered. */
export const readOneMore = async (
  ledger: Ledger,
  id: string,
  now: Instant,
): Promise<{ readonly version: number; readonly memo: OneMoreMemo } | undefined> => {
  const record = await ledger.readMemo(SCOPE, id);
  // Expired items linger in the table for days.
  if (record === undefined || (record.ttl !== undefined && record.ttl * 1000 <= now)) return undefined;
  return { version: record.version, memo: record.value as OneMoreMemo };
};

export const writeOneMore = (ledger: Ledger, id: string, seen: number, memo: OneMoreMemo) =>
  ledger.commit([
    {
      kind: 'memo',
      seen,
      record: { scope: SCOPE, id, value: memo, ttl: Math.ceil(memo.at / 1000) + KEPT_SECONDS },
    },
  ]);
