import { isForRoom, isScreen } from '../../shared/access/caller.ts';
import { actAtDoor } from '../../shared/board/commands/act-at-door.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import type { Handle } from './dispatch.ts';
import { actionOf, asksFirst, commonRefusal } from './outcomes.ts';
import { badField, Problem } from './problem.ts';
import { actionAsked, bodyAs, siteAsked } from './request-fields.ts';
import { doorBody } from './schemas.ts';

/** `POST /api/rooms/{room}/door`: what anyone says who stands at its door; a door's own account is for its rooms alone. */
export const postDoor =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const said = bodyAs(call, doorBody);
    const entry = siteAsked(call, await deps.clinic.catalogue(), said.site ?? call.query.site);
    const { site } = await deps.clinic.site(entry);
    const room = site.rooms.find(({ id }) => id === call.params.room);
    if (isScreen(call.caller) && (room === undefined || !isForRoom(call.caller, room)))
      throw new Problem(403, 'room', 'This door is of another room.', {
        errors: [{ field: 'room', message: 'is not yours' }],
      });
    if (room === undefined) throw badField('room', 'there is no such room at this site', 404);
    const action = {
      ...actionAsked(call, entry, ['door', room.id, call.json()], deps.newId),
      agreed: 'agreed' in said && said.agreed === true,
    };
    const outcome = await actAtDoor(deps, action, entry, room.id, said);
    switch (outcome.kind) {
      case 'landed':
        return { status: 200, body: { action: actionOf({ ...outcome, undoable: false }) } };
      case 'no-such-room':
        throw badField('room', 'there is no such room at this site', 404);
      case 'no-free-room':
      case 'no-such-visit-type':
        throw new Problem(409, 'not-now', 'The room cannot be had now.', { reason: outcome.kind });
      case 'not-now':
        throw new Problem(409, 'not-now', 'That cannot be done now.', { reason: outcome.reason });
      case 'room-refused':
        // Which visits are in the way is not for a door.
        throw new Problem(409, 'room-refused', 'The room cannot be had now.', {
          room: room.id,
          rejection: outcome.refusal.rejection,
          errors: [{ field: 'room', message: outcome.refusal.rejection }],
        });
      case 'asks-first':
        throw asksFirst(outcome, entry);
      default:
        throw commonRefusal(outcome.kind);
    }
  };
