import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { readRoomChoices } from '../../shared/board/view/room-choices.ts';
import type { Handle } from './dispatch.ts';
import { badField } from './problem.ts';
import { siteAsked } from './request-fields.ts';

/** `GET /api/bookings/{booking}/rooms`: why this room, and why not another. */
export const getRoomChoices =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const site = siteAsked(call, await deps.clinic.catalogue());
    const choices = await readRoomChoices(deps, site, call.params.booking ?? '');
    if (choices === undefined)
      throw badField('booking', 'there is no such booking at this site, or not any more', 404);
    return { status: 200, body: choices };
  };
