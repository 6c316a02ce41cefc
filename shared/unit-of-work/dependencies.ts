import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { Clinic } from '../ledger/clinic.ts';
import type { Wakes } from './commit.ts';
import type { Backoff } from './commit-with-retry.ts';

/** What anyone who decides about rooms needs around it. */
export type Dependencies = Wakes &
  Backoff & {
    readonly ledger: Ledger;
    readonly clinic: Clinic;
    readonly now: () => Instant;
    readonly settleMs: number;
  };
