import type { SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { WhatIfAnswer, WhatIfTerms } from './what-if.ts';

/** A what-if as the Ledger keeps it: asked and answered quickly by the board, proven by the re-plan. */
export type WhatIfMemo = {
  readonly siteId: SiteId;
  readonly at: Instant;
  readonly terms: WhatIfTerms;
  /** Further Days that it concerns, and that are not looked into. */
  readonly moreDates?: number;
  /** By the heuristics alone. */
  readonly quick: WhatIfAnswer;
  readonly proven?: WhatIfAnswer;
};

/** It is not asked for later than this. */
const KEPT_SECONDS = 60 * 60;

const SCOPE = 'what-if';

/** The what-if of an id, while it is remembered. */
export const readWhatIf = async (
  ledger: Ledger,
  id: string,
  now: Instant,
): Promise<{ readonly version: number; readonly memo: WhatIfMemo } | undefined> => {
  const record = await ledger.readMemo(SCOPE, id);
  // Expired items linger in the table for days.
  if (record === undefined || (record.ttl !== undefined && record.ttl * 1000 <= now)) return undefined;
  return { version: record.version, memo: record.value as WhatIfMemo };
};

export const writeWhatIf = (ledger: Ledger, id: string, seen: number, memo: WhatIfMemo) =>
  ledger.commit([
    {
      kind: 'memo',
      seen,
      record: { scope: SCOPE, id, value: memo, ttl: Math.ceil(memo.at / 1000) + KEPT_SECONDS },
    },
  ]);
