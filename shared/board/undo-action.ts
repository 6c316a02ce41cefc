import type { SiteEntry } from '../domain/catalogue.ts';
import { unreachable } from '../domain/unreachable.ts';
import { type BlockOutcome, blockRoom } from './block-room.ts';
import { type Action, type BoardSurroundings, readAction } from './once.ts';
import { moveTo, type PlaceOutcome, swapWith } from './place-visit.ts';
import { settleBooking } from './settle-booking.ts';
import { restoreCourse } from './tell-course.ts';
import { type UnblockOutcome, unblockRoom } from './unblock-room.ts';

export type UndoOutcome =
  | { readonly kind: 'no-such-action' }
  | { readonly kind: 'not-undoable' }
  | BlockOutcome
  | UnblockOutcome
  | PlaceOutcome;

/**
 * Takes an action back by doing its opposite, if what it acted upon is still as it left it. Whom a re-plan has moved
 * in the meantime stays where they have been told to go.
 */
export const undoAction = async (
  around: BoardSurroundings,
  site: SiteEntry,
  id: string,
  by: string,
): Promise<UndoOutcome> => {
  const memo = await readAction(around.ledger, site.id, id);
  if (memo === undefined) return { kind: 'no-such-action' };
  const { undo } = memo;
  if (undo === undefined) return { kind: 'not-undoable' };
  // The undoing is an action too, and undoing twice is undoing once.
  const action: Action = { id: `undo_${id}`, siteId: site.id, by, request: `undo ${id}` };
  const tag = tagAfter(memo.result);
  switch (undo.do) {
    case 'unblock':
      return unblockRoom(around, action, site, undo.roomId, undo.blockId);
    case 'block':
      return blockRoom(around, action, site, undo.roomId, undo.block);
    case 'pin':
      return settleBooking(around, action, site, undo.uid, { do: undo.pinned ? 'pin' : 'unpin' }, tag);
    case 'progress':
      return restoreCourse(around, action, site, undo, tag);
    case 'move':
      return moveTo(around, action, site, undo.uid, undo, tag);
    case 'swap':
      return swapWith(around, action, site, undo.uid, undo.withUid, tag);
    default:
      return unreachable(undo);
  }
};

/** The tag that an action on a booking left it with. */
const tagAfter = (result: unknown): string | undefined =>
  typeof result === 'object' && result !== null && 'tag' in result && typeof result.tag === 'string'
    ? result.tag
    : undefined;
