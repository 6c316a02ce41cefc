import type { CalBooker } from '../calcom/cal-booker.ts';
import type { CalPeople } from '../calcom/cal-people.ts';
import type { SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { excessOf } from '../ledger/transaction-size.ts';
import type { WhatIfQuestion } from '../replanning/what-if.ts';
import type { Digests } from '../secrets/digests.ts';
import { commit } from '../unit-of-work/commit.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import type { UndoStep } from './rules/undo-step.ts';

/** What the board's actions need around them. */
export type BoardDependencies = Dependencies & {
  /** What stands for uids where people look. */
  readonly digests: () => Promise<Digests>;
  /** For how many days after a Day its trail is shown. */
  readonly trailKeptDays: number;
  /** A fresh id, `[A-Za-z0-9-]`. */
  readonly newId: () => string;
  /** Asks Cal.com who a visit is with; absent where the deployment does not let the board ask. */
  readonly people?: CalPeople;
  /** Books walk-ins at Cal.com; absent where the deployment does not let the board. */
  readonly booker?: CalBooker;
  /** Where Cal.com shows bookings to people: an origin. */
  readonly calAppUrl?: string;
  /** Asks the re-plan to prove a what-if. */
  readonly askProof: (whatIf: string) => Promise<void>;
};

/** One press of a button. */
export type Action = {
  /** Made by the client, so that pressing twice, or sending again after a lost answer, acts once. */
  readonly id: string;
  readonly siteId: SiteId;
  /** For the trail. */
  readonly by: string;
  /** Names what is asked for: the same id must not ask for something else. */
  readonly request: string;
  /** Anyone who asks for it has been shown who it moves and who hears of it; else it is not done to anyone. */
  readonly agreed?: boolean;
};

/** Others would have to move, or would be told something else: that is asked about first, by this what-if. */
export type AsksFirst = {
  readonly kind: 'asks-first';
  readonly question: WhatIfQuestion;
  /** Where it is asked, if not at the Site of the action. */
  readonly site?: SiteId;
};

/** The action took place, now or when it was first asked for. */
export type Landed<T> = {
  readonly kind: 'landed';
  readonly actionId: string;
  readonly repeated: boolean;
  readonly undoable: boolean;
  readonly result: T;
};

export type IdempotentOutcome<T> =
  | Landed<T>
  /** The id belongs to another request. */
  | { readonly kind: 'id-reused' }
  /** Others kept changing the same things: try again. */
  | { readonly kind: 'contended' }
  /** More than one transaction takes, and no part of it would do. */
  | { readonly kind: 'too-large' };

/** One try: what to commit, or why there is nothing to. */
export type Step<T, R> =
  | {
      readonly kind: 'commit';
      readonly unit: UnitOfWork;
      readonly result: T;
      readonly undo?: UndoStep;
      /** What follows the commit; it must bear being left out by a crash. */
      readonly after?: () => Promise<void>;
    }
  | { readonly kind: 'refuse'; readonly refusal: R };

/** What the Ledger remembers of an action, so that it is done once and can be undone. */
export type ActionMemo = {
  readonly by: string;
  readonly at: Instant;
  readonly request: string;
  readonly result: unknown;
  readonly undo?: UndoStep;
};

/** An action can be repeated or undone for so long. */
const KEPT_SECONDS = 7 * 24 * 60 * 60;

const scopeOf = (siteId: SiteId): string => `action ${siteId}`;

export const readAction = async (
  ledger: Ledger,
  siteId: SiteId,
  id: string,
): Promise<ActionMemo | undefined> => {
  const memo = (await ledger.readMemo(scopeOf(siteId), id))?.value as ActionMemo | undefined;
  return memo && { ...memo, result: withEtag(memo.result) };
};

/** `tag` was its name. */
const withEtag = (result: unknown): unknown => {
  if (typeof result !== 'object' || result === null || !('tag' in result)) return result;
  const { tag: etag, ...rest } = result;
  return { ...rest, etag };
};

/**
 * Does something once per action id: the memo of the action is part of its transaction. A lost race is tried again
 * from afresh reading, some times.
 */
export const runIdempotent = async <T, R>(
  deps: BoardDependencies,
  action: Action,
  attempt: () => Promise<Step<T, R>>,
): Promise<IdempotentOutcome<T> | R> =>
  commitWithRetry<IdempotentOutcome<T> | R>(deps, async () => {
    const before = await readAction(deps.ledger, action.siteId, action.id);
    if (before !== undefined)
      return before.request === action.request
        ? landed(action, before.result as T, before.undo, true)
        : { kind: 'id-reused' };
    deps.clinic.forget(); // a Room may have been closed, or the catalogue imported, a moment ago
    const step = await attempt();
    if (step.kind === 'refuse') return step.refusal;
    const now = deps.now();
    const memo: ActionMemo = {
      by: action.by,
      at: now,
      request: action.request,
      result: step.result,
      ...(step.undo === undefined ? {} : { undo: step.undo }),
    };
    step.unit.write({
      kind: 'memo',
      seen: 0,
      record: {
        scope: scopeOf(action.siteId),
        id: action.id,
        value: memo,
        ttl: Math.ceil(now / 1000) + KEPT_SECONDS,
      },
    });
    if (excessOf(step.unit.writes()) !== undefined) return { kind: 'too-large' };
    const result = await commit(deps, step.unit);
    if (result.kind === 'stale') return result;
    await step.after?.();
    return landed(action, step.result, step.undo, false);
  });

const landed = <T>({ id }: Action, result: T, undo: UndoStep | undefined, repeated: boolean): Landed<T> => ({
  kind: 'landed',
  actionId: id,
  repeated,
  undoable: undo !== undefined,
  result,
});
