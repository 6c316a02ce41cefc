import type * as z from 'zod';
import { moveToSite } from '../../shared/board/commands/move-to-site.ts';
import { type MoveTo, moveVisit, type PlaceOutcome } from '../../shared/board/commands/move-visit.ts';
import { reassertOurs } from '../../shared/board/commands/reassert-ours.ts';
import {
  type Acted,
  cleaningDone,
  type ProgressOutcome,
  recordProgress,
} from '../../shared/board/commands/record-progress.ts';
import { resolveBooking } from '../../shared/board/commands/resolve-booking.ts';
import { sayArrived, sayNotArrived } from '../../shared/board/commands/say-arrived.ts';
import { swapVisits } from '../../shared/board/commands/swap-visits.ts';
import { unblockRoom } from '../../shared/board/commands/unblock-room.ts';
import { undoAction } from '../../shared/board/commands/undo-action.ts';
import type { Moved } from '../../shared/board/rules/put-back.ts';
import type { Action, BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { blockView } from '../../shared/board/view/board-view.ts';
import type { Site, SiteEntry } from '../../shared/domain/catalogue.ts';
import { toIso } from '../../shared/domain/instant.ts';
import { roomAtSite } from '../../shared/domain/room-name.ts';
import type { Answer, Handle } from './dispatch.ts';
import { actionOf, bookingRefusal } from './outcomes.ts';
import { badField, Problem } from './problem.ts';
import { actionAsked, bodyAs, ifMatch, siteAsked, siteNamed } from './request-fields.ts';
import { bookingAction, roomAction, undoBody } from './schemas.ts';

type BookingAction = z.infer<typeof bookingAction>;

/** `POST /api/bookings/{booking}/actions`: the staff's hand on one booking. */
export const postBookingAction =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const body = bodyAs(call, bookingAction);
    const catalogue = await deps.clinic.catalogue();
    const site = siteAsked(call, catalogue, body.site ?? call.query.site);
    const uid = call.params.booking ?? '';
    const action = actionAsked(call, site, ['booking', uid, call.json()], deps.newId);
    const outcome =
      body.do === 'move-to-site'
        ? await moveToSite(
            deps,
            { ...action, agreed: body.agreed ?? false },
            { uid, from: site, to: siteNamed(call, catalogue, body.to) },
            ifMatch(call),
          )
        : await act(deps, action, site, uid, body, ifMatch(call));
    if (outcome.kind === 'landed')
      return { status: 200, body: { booking: actedView(outcome.result), action: actionOf(outcome) } };
    throw await bookingRefusal(deps, site, outcome);
  };

const actedView = ({ uid, roomId, etag }: Acted) => ({ uid, roomId, etag });

const act = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: string,
  body: Exclude<BookingAction, { do: 'move-to-site' }>,
  ifMatch: string | undefined,
): Promise<PlaceOutcome | ProgressOutcome> => {
  switch (body.do) {
    case 'arrived':
      return sayArrived(deps, action, site, uid, ifMatch);
    case 'not-arrived':
      return sayNotArrived(deps, { ...action, agreed: body.agreed ?? false }, site, uid, ifMatch);
    case 'in-room':
    case 'started':
    case 'finished-early':
    case 'no-show':
      return recordProgress(deps, action, site, uid, body, ifMatch);
    case 'running-late':
      return recordProgress(deps, { ...action, agreed: body.agreed ?? false }, site, uid, body, ifMatch);
    case 'move-to':
      return moveVisit(
        deps,
        { ...action, agreed: body.agreed ?? false },
        site,
        uid,
        moveAsked(body),
        ifMatch,
      );
    case 'swap-with':
      return swapVisits(
        deps,
        { ...action, agreed: body.agreed ?? false },
        site,
        { uid, withUid: body.uid },
        ifMatch,
      );
    case 're-assert-ours':
      return reassertOurs(deps, action, site, uid, ifMatch);
    case 'unpin':
      return resolveBooking(deps, { ...action, agreed: body.agreed ?? false }, site, uid, body, ifMatch);
    default:
      return resolveBooking(deps, action, site, uid, body, ifMatch);
  }
};

const moveAsked = ({ roomId, pin, overrule }: Extract<BookingAction, { do: 'move-to' }>): MoveTo => ({
  roomId,
  ...(pin === undefined ? {} : { pinned: pin }),
  ...(overrule === undefined ? {} : { overrule }),
});

/** `POST /api/rooms/{room}/actions`: the room has been cleaned. */
export const postRoomAction =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const body = bodyAs(call, roomAction);
    const site = siteAsked(call, await deps.clinic.catalogue(), body.site ?? call.query.site);
    const room = call.params.room ?? '';
    const action = actionAsked(call, site, ['room', room, body.do], deps.newId);
    const outcome = await cleaningDone(deps, action, site, room);
    switch (outcome.kind) {
      case 'landed':
        return { status: 200, body: { booking: outcome.result, action: actionOf(outcome) } };
      case 'no-such-room':
        throw badField('room', 'there is no such room at this site', 404);
      case 'no-such-booking':
        throw new Problem(409, 'not-now', 'This room is not being made ready.', {
          reason: 'not-being-cleaned',
        });
      case 'blocked':
        return unblocked(deps, action, site, room, outcome.blockId);
      default:
        throw await bookingRefusal(deps, site, outcome);
    }
  };

/** A room blocked for cleaning is clean again: its block goes. */
const unblocked = async (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  room: string,
  blockId: string,
): Promise<Answer> => {
  const outcome = await unblockRoom(deps, action, site, room, blockId);
  if (outcome.kind === 'landed')
    return { status: 200, body: { block: blockView(outcome.result.block), action: actionOf(outcome) } };
  throw new Problem(409, 'not-now', 'This room is not being made ready.', { reason: 'not-being-cleaned' });
};

/** `POST /api/actions/{action}/undo`. */
export const postUndo =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const body = bodyAs(call, undoBody);
    const site = siteAsked(call, await deps.clinic.catalogue(), body.site ?? call.query.site);
    const outcome = await undoAction(deps, site, call.params.action ?? '', {
      by: call.caller.subject,
      agreed: body.agreed ?? false,
    });
    switch (outcome.kind) {
      case 'landed': {
        const { restored, stayed, elsewhere } = outcome;
        return {
          status: 200,
          body: {
            action: actionOf({ ...outcome, undoable: false }),
            restored: restored.map(movedView(elsewhere)),
            stayed: stayed.map(movedView(elsewhere)),
          },
        };
      }
      case 'no-such-action':
        throw badField('action', 'there is no such action, or not any more', 404);
      case 'not-undoable':
        throw new Problem(409, 'not-undoable', 'This action cannot be taken back.');
      case 'no-such-block':
        throw new Problem(409, 'not-now', 'The block is gone already.', { reason: 'no-such-block' });
      default:
        throw await bookingRefusal(deps, site, outcome);
    }
  };

/** `elsewhere`: the Site of their rooms, where it is another one. */
const movedView =
  (elsewhere: Site | undefined) =>
  ({ uid, start, home, room }: Moved) => {
    const [homeName, roomName] = [home, room].map((id) => elsewhere && roomAtSite(id, elsewhere));
    return {
      uid,
      start: toIso(start),
      home,
      room,
      ...(homeName && { homeName }),
      ...(roomName && { roomName }),
    };
  };
