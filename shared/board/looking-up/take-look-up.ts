import type { SiteEntry } from '../../domain/catalogue.ts';
import type { Instant } from '../../domain/instant.ts';
import { type Contended, commitWithRetry } from '../../unit-of-work/commit-with-retry.ts';
import type { BoardDependencies } from '../run-idempotent.ts';
import { allowanceAfter, WINDOW_MS } from './look-up-allowance.ts';

const SCOPE = 'look-ups';

export type LookUpRefusal =
  /** The Site, or the deployment, lets no one be looked up. */
  | { readonly kind: 'names-off' }
  | { readonly kind: 'too-many'; readonly until: Instant }
  /** Someone signed in alike looked up at the same moment, again and again. */
  | Contended;

/** Whether people may be looked up at a Site. */
export const isLookedUp = (
  { people }: Pick<BoardDependencies, 'people'>,
  { patientNames }: Pick<SiteEntry, 'patientNames'>,
): boolean => people !== undefined && patientNames === 'on-request';

/** Takes one of a person's look-ups, counted in the Ledger: as many functions as run, it is one count. */
export const takeLookUp = (deps: BoardDependencies, by: string): Promise<'taken' | LookUpRefusal> =>
  commitWithRetry<'taken' | LookUpRefusal>(deps, async () => {
    const memo = await deps.ledger.readMemo(SCOPE, by);
    const at = deps.now();
    const allowance = allowanceAfter((memo?.value as Instant[] | undefined) ?? [], at);
    if (allowance.kind === 'too-many') return allowance;
    const record = { scope: SCOPE, id: by, value: allowance.made, ttl: Math.ceil((at + WINDOW_MS) / 1000) };
    const result = await deps.ledger.commit([{ kind: 'memo', seen: memo?.version ?? 0, record }]);
    return result.kind === 'stale' ? result : 'taken';
  });
