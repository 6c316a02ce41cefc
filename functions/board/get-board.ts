import { type Caller, isForRoom, isScreen, maySee } from '../../shared/access/caller.ts';
import { isLookedUp } from '../../shared/board/looking-up/take-look-up.ts';
import { etagOf } from '../../shared/board/rules/etag.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { type BoardView, boardView, kioskView, type RoomView } from '../../shared/board/view/board-view.ts';
import { doorView } from '../../shared/board/view/door-view.ts';
import { KnownBoards } from '../../shared/board/view/known-boards.ts';
import { visitCodesOf } from '../../shared/board/view/visit-codes.ts';
import { toIso } from '../../shared/domain/instant.ts';
import type { Handle } from './dispatch.ts';
import { Problem } from './problem.ts';
import { dateAsked, siteAsked } from './request-fields.ts';

/** What time it is, where nothing else is to be said: a screen's own clock may be set anew meanwhile. */
const NOW_HEADER = 'x-board-now';

/**
 * `GET /api/board?site=&date=&door=`: what the rooms are doing; 304 while that is the same but for the time of day. `door`: what is to
 * be read at that room's door, no matter who asks.
 */
export const getBoard = (deps: BoardDependencies): Handle => {
  const boards = new KnownBoards(deps);
  return async (call) => {
    const now = deps.now();
    const { catalogue, material } = await boards.look();
    const site = siteAsked(call, catalogue);
    const board = boardView({ ...(await material(site, dateAsked(call, site, now))), now });
    const { caller } = call;
    const seen = catalogue.sites
      .filter(({ id }) => maySee(caller, id, catalogue.sites.length))
      .map(({ id, name }) => ({ id, name }));
    const { door } = call.query;
    const view =
      door !== undefined
        ? doorView(board, roomAtDoor(board, door, caller), caller)
        : isScreen(caller)
          ? kioskView(board, caller)
          : {
              ...board,
              ...(seen.length > 1 ? { sites: seen } : {}),
              ...(isLookedUp(deps, site) ? { patientNames: true } : {}),
              ...(catalogue.visitTypes.some(({ offer }) => offer !== undefined) ? { offers: true } : {}),
              ...(deps.calAppUrl === undefined ? {} : { calBookings: `${deps.calAppUrl}/booking/` }),
              visitCodes: visitCodesOf(board, (await deps.digests()).visit),
            };
    // Weak: `now` itself is not in it, all that changes with the time of day is.
    const etag = `W/"${etagOf({ ...view, now: undefined })}"`;
    const headers = { etag, 'cache-control': 'private, no-cache', vary: 'authorization' };
    const known = (call.headers['if-none-match'] ?? '').split(',').map((each) => each.trim());
    return known.includes(etag)
      ? { status: 304, headers: { ...headers, [NOW_HEADER]: toIso(now) } }
      : { status: 200, headers, body: view };
  };
};

/** The room of a door, by its id or by what people call it, among those that the caller may see. @throws Problem */
const roomAtDoor = ({ rooms }: BoardView, door: string, caller: Caller): RoomView => {
  const seen = isScreen(caller) ? rooms.filter((room) => isForRoom(caller, room)) : rooms;
  const room =
    seen.find(({ id }) => id === door) ?? seen.find(({ name }) => name.toLowerCase() === door.toLowerCase());
  if (room !== undefined) return room;
  throw new Problem(404, 'no-such-door', 'There is no such room at this site, or it is not yours.', {
    errors: [{ field: 'door', message: 'there is no such room, or it is not yours' }],
    rooms: seen.map(({ name }) => name),
  });
};
