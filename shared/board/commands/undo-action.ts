import type { Site, SiteEntry, SiteId } from '../../domain/catalogue.ts';
import type { Block } from '../../domain/day.ts';
import { lastPlanned } from '../../domain/horizon.ts';
import { type Instant, MINUTE } from '../../domain/instant.ts';
import { datesOf, localDateOf } from '../../domain/local-time.ts';
import { overrulingOf } from '../../domain/overrule.ts';
import { unreachable } from '../../domain/unreachable.ts';
import { LONGEST_OVERRUN_MINUTES } from '../../domain/visit-progress.ts';
import { datesConcerned } from '../rules/days-concerned.ts';
import { type Cause, type Moved, type PutBack, putBack } from '../rules/put-back.ts';
import type { UndoStep } from '../rules/undo-step.ts';
import {
  type Action,
  type ActionMemo,
  type BoardDependencies,
  type Landed,
  readAction,
} from '../run-idempotent.ts';
import { type Blocked, type BlockOutcome, blockRoom } from './block-room.ts';
import { letVisitWait } from './let-visit-wait.ts';
import { moveToSite, type SiteMoved, type SiteMoveOutcome } from './move-to-site.ts';
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
  | Exclude<Opposite, { readonly kind: 'landed' }>
  /** `elsewhere`: those who moved are at another Site. */
  | (Landed<unknown> & PutBack & { readonly elsewhere?: Site });

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
  const outcome = await opposite(deps, site, action, undo, memo.result);
  if (outcome.kind !== 'landed') return outcome;
  const causes = causesOf(site, memo, deps.now(), outcome.result);
  if (causes.length === 0) return { ...outcome, ...NO_ONE };
  const entry = undo.do === 'move-to-site' ? await siteOf(deps, undo.from) : site;
  if (entry === undefined) return { ...outcome, ...NO_ONE };
  const where = (await deps.clinic.site(entry)).site;
  const moved = { restored: [] as Moved[], stayed: [] as Moved[] };
  for (const [at, cause] of causes.entries()) {
    const some = await putBack(
      deps,
      at === 0 ? action : { ...action, id: `${action.id}_${at}` },
      where,
      cause,
    );
    moved.restored.push(...some.restored);
    moved.stayed.push(...some.stayed);
  }
  return { ...outcome, ...moved, ...(where.id !== site.id && { elsewhere: where }) };
};

const UNPIN = { do: 'unpin' } as const;
const NO_ONE: PutBack = { restored: [], stayed: [] };

/** As long as the catalogue has it. */
const siteOf = async ({ clinic }: BoardDependencies, id: SiteId): Promise<SiteEntry | undefined> =>
  (await clinic.catalogue()).sites.find((site) => site.id === id);

type Opposite =
  | BlockOutcome
  | UnblockOutcome
  | ProgressOutcome
  | PlaceOutcome
  | SiteMoveOutcome
  | { readonly kind: 'not-undoable' };

const opposite = (
  deps: BoardDependencies,
  site: SiteEntry,
  action: Action,
  undo: UndoStep,
  result: unknown,
): Promise<Opposite> => {
  const etag = etagAfter(result);
  switch (undo.do) {
    case 'unblock':
      return unblockRoom(deps, action, site, undo.roomId, undo.blockId);
    case 'block':
      return blockRoom(deps, action, site, undo.roomId, {
        ...undo.block,
        ...(undo.also && { also: undo.also }),
      });
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
    case 'move-to-site':
      return returnFromSite(deps, action, undo, result);
    case 'unseat':
      return unseatWalkIn(deps, action, site, undo.uid, etag);
    case 'swap':
      return swapVisits(deps, action, site, { ...undo, back: undo.back ?? {} }, etag);
    default:
      return unreachable(undo);
  }
};

/** Back to the Site it came from. Where it had to wait, a plan may have given it a room since: that was no one's decision. */
const returnFromSite = async (
  deps: BoardDependencies,
  action: Action,
  { uid, from, to, home }: Extract<UndoStep, { do: 'move-to-site' }>,
  result: unknown,
): Promise<SiteMoveOutcome | { readonly kind: 'not-undoable' }> => {
  const [here, there] = await Promise.all([siteOf(deps, from), siteOf(deps, to)]);
  if (here === undefined || there === undefined) return { kind: 'not-undoable' };
  const etag = (result as SiteMoved).roomId === null ? undefined : etagAfter(result);
  return moveToSite(deps, action, { uid, from: here, to: there, home }, etag);
};

/** What made others move: the room that was blocked, or that a visit was to hold for longer, a walk-in, or a visit of another Site. */
const causesOf = (site: SiteEntry, memo: ActionMemo, now: Instant, undone: unknown): Cause[] => {
  const { undo, at: since, result } = memo;
  if (undo?.do === 'unblock') {
    const { block, also = [] } = result as Blocked;
    const horizon = lastPlanned(site, now);
    return [block, ...also]
      .filter((each) => each === block || localDateOf(each.start, site.timeZone) <= horizon)
      .map((each) => ({ ...spanOf(each, site, now), rooms: [undo.roomId], since }));
  }
  const cause = causeOf(site, memo, undone);
  return cause === undefined ? [] : [cause];
};

const spanOf = (block: Block, site: SiteEntry, now: Instant): Pick<Cause, 'span' | 'dates'> => {
  const span = { start: block.start, end: block.end ?? Number.POSITIVE_INFINITY };
  const dates = block.end === undefined ? datesConcerned(site, block, now) : datesOf(span, site.timeZone);
  return { span, dates: dates.slice(0, MAX_DATES) };
};

const causeOf = (site: SiteEntry, memo: ActionMemo, undone: unknown): Cause | undefined => {
  const { undo, at: since, by } = memo;
  if (undo?.do === 'unseat' && undo.displaced !== undefined) {
    const { claims, ...span } = undo.displaced;
    return { rooms: claims, span, since, dates: datesOf(span, site.timeZone) };
  }
  if (undo?.do === 'move-to-site') {
    const { left } = undone as SiteMoved;
    if (left === undefined) return undefined;
    const { claims, ...span } = left;
    return { rooms: claims, span, since, by, dates: datesOf(span, site.timeZone) };
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
