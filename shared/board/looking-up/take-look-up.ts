import type { SiteEntry } from '../../domain/catalogue.ts';
import type { Instant } from '../../domain/instant.ts';
import { type Contended, commitWithRetry } from '../../unit-of-work/commit-with-retry.ts';
import type { BoardSurroundings } from '../once.ts';
import { allowanceAfter, WINDOW_MS } from './look-up-allowance.ts';

const SCOPE = 'look-ups';

export type LookUpRefusal =
  /** The Site, or the deployment, lets nobody be looked up. */
  | { readonly kind: 'names-off' }
  | { readonly kind: 'too-many'; readonly until: Instant }
  /** Somebody signed in alike looked up at the same moment, again and again. */
  | Contended;

/** Whether people may be looked up at a Site. */
export const isLookedUp = (
  { people }: Pick<BoardSurroundings, 'people'>,
  { patientNames }: Pick<SiteEntry, 'patientNames'>,
): boolean => people !== undefined && patientNames === 'on-request';

/** Takes one of a person's look-ups, counted in the Ledger: as many functions as run, it is one count. */
export const takeLookUp = (around: BoardSurroundings, by: string): Promise<'taken' | LookUpRefusal> =>
  commitWithRetry<'taken' | LookUpRefusal>(around, async () => {
    const memo = await around.ledger.readMemo(SCOPE, by);
    const at = around.now();
    const allowance = allowanceAfter((memo?.value as Instant[] | undefined) ?? [], at);
    if (allowance.kind === 'too-many') return allowance;
    const record = { scope: SCOPE, id: by, value: allowance.made, ttl: Math.ceil((at + WINDOW_MS) / 1000) };
    const result = await around.ledger.commit([{ kind: 'memo', seen: memo?.version ?? 0, record }]);
    return result.kind === 'stale' ? result : 'taken';
  });
