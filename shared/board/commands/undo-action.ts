import type { SiteEntry } from '../../domain/catalogue.ts';
import type { Block } from '../../domain/day.ts';
import { type Instant, MINUTE } from '../../domain/instant.ts';
import { datesOf } from '../../domain/local-time.ts';
import { overrulingOf } from '../../domain/overrule.ts';
import { unreachable } from '../../domain/unreachable.ts';
import { LONGEST_OVERRUN_MINUTES } from '../../domain/visit-progress.ts';
import { datesConcerned } from '../rules/days-concerned.ts';
import { type Cause, type PutBack, putBack } from '../rules/put-back.ts';
import type { UndoStep } from '../rules/undo-step.ts';
import {
  type Action,
  type ActionMemo,
  type BoardDependencies,
  type Landed,
  readAction,
} from '../run-idempotent.ts';
import { type BlockOutcome, blockRoom } from './block-room.ts';
import { letVisitWait } from './let-visit-wait.ts';
import { moveVisit, type PlaceOutcome } from './move-visit.ts';
import { type ProgressOutcome, restoreProgress } from './record-progress.ts';
import { resolveBooking } from './resolve-booking.ts';
import { unseatWalkIn } from './seat-walk-in.ts';
import { swapVisits } from './swap-visits.ts';
import { type UnblockOutcome, unblockRoom } from './unblock-room.ts';

/** Days whose history is looked into for which a closure has moved. */
const MAX_DATES = 31;

type UndoOutcome =
  | { readonly kind: 'no-such-action' }
  | { readonly kind: 'not-undoable' }
  | Exclude<BlockOutcome | UnblockOutcome | ProgressOutcome | PlaceOutcome, { readonly kind: 'landed' }>
  | (Landed<unknown> & PutBack);

/**
 * Takes an action back by doing its opposite, if what it acted upon is still as it left it. Who the plan has moved out
 * of its way meanwhile is put back where no one has told them yet; the others stay where they have been told to go, and
 * are named. Anyone who would have to be told anew by the undoing itself is asked about first.
 */
export const undoAction = async (
  deps: BoardDependencies,
  site: SiteEntry,
  id: string,
  { by, agreed = false }: Pick<Action, 'by' | 'agreed'>,
): Promise<UndoOutcome> => {
  const memo = await readAction(deps.ledger, site.id, id);
  if (memo === undefined) return { kind: 'no-such-action' };
  const { undo } = memo;
  if (undo === undefined) return { kind: 'not-undoable' };
  // The undoing is an action too, and undoing twice is undoing once.
  const action: Action = { id: `undo_${id}`, siteId: site.id, by, request: `undo ${id}`, agreed };
  const outcome = await opposite(deps, site, action, undo, etagAfter(memo.result));
  if (outcome.kind !== 'landed') return outcome;
  const cause = causeOf(site, memo, deps.now());
  const moved =
    cause === undefined ? NO_ONE : await putBack(deps, action, (await deps.clinic.site(site)).site, cause);
  return { ...outcome, ...moved };
};

const UNPIN = { do: 'unpin' } as const;
const NO_ONE: PutBack = { restored: [], stayed: [] };

const opposite = (
  deps: BoardDependencies,
  site: SiteEntry,
  action: Action,
  undo: UndoStep,
  etag: string | undefined,
): Promise<BlockOutcome | UnblockOutcome | ProgressOutcome | PlaceOutcome> => {
  switch (undo.do) {
    case 'unblock':
      return unblockRoom(deps, action, site, undo.roomId, undo.blockId);
    case 'block':
      return blockRoom(deps, action, site, undo.roomId, undo.block);
    case 'pin': {
      const { overruled } = undo;
      const press = undo.pinned ? { do: 'pin' as const, ...(overruled ? { overruled } : {}) } : UNPIN;
      return resolveBooking(deps, action, site, undo.uid, press, etag);
    }
    case 'plan-again':
    case 'not-arrived':
      return resolveBooking(deps, action, site, undo.uid, { do: undo.do }, etag);
    case 'tell-otherwise':
      return resolveBooking(deps, action, site, undo.uid, undo, etag);
    case 'progress':
      return restoreProgress(deps, action, site, undo, etag);
    case 'let-wait':
      return letVisitWait(deps, action, site, undo.uid, etag);
    case 'move': {
      const overrule = overrulingOf(undo.overruled);
      return moveVisit(deps, action, site, undo.uid, { ...undo, ...(overrule ? { overrule } : {}) }, etag);
    }
    case 'unseat':
      return unseatWalkIn(deps, action, site, undo.uid, etag);
    case 'swap':
      return swapVisits(deps, action, site, { ...undo, back: undo.back ?? {} }, etag);
    default:
      return unreachable(undo);
  }
};

/** What made others move: the room that was blocked, or that a visit was to hold for longer, or a walk-in. */
const causeOf = (site: SiteEntry, memo: ActionMemo, now: Instant): Cause | undefined => {
  const { undo, at: since, result } = memo;
  if (undo?.do === 'unblock') {
    const { block } = result as { readonly block: Block };
    const span = { start: block.start, end: block.end ?? Number.POSITIVE_INFINITY };
    const dates =
      block.end === undefined
        ? datesConcerned(site, block, now)
        : datesOf({ ...block, end: block.end }, site.timeZone);
    return { rooms: [undo.roomId], span, since, dates: dates.slice(0, MAX_DATES) };
  }
  if (undo?.do === 'unseat' && undo.displaced !== undefined) {
    const { claims, ...span } = undo.displaced;
    return { rooms: claims, span, since, dates: datesOf(span, site.timeZone) };
  }
  if (undo?.do !== 'progress' || undo.claims === undefined) return undefined;
  const span = { start: undo.to, end: undo.to + LONGEST_OVERRUN_MINUTES * MINUTE };
  return { rooms: undo.claims, span, since, dates: datesOf(span, site.timeZone) };
};

/** The etag that an action on a booking left it with. */
const etagAfter = (result: unknown): string | undefined =>
  typeof result === 'object' && result !== null && 'etag' in result && typeof result.etag === 'string'
    ? result.etag
    : undefined;
