import { maySee } from '../../shared/access/caller.ts';
import { isLookedUp } from '../../shared/board/looking-up/take-look-up.ts';
import { etagOf } from '../../shared/board/rules/etag.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { boardView, kioskView } from '../../shared/board/view/board-view.ts';
import { KnownBoards } from '../../shared/board/view/known-boards.ts';
import { visitCodesOf } from '../../shared/board/view/visit-codes.ts';
import type { Handle } from './dispatch.ts';
import { dateAsked, siteAsked } from './request-fields.ts';

/** `GET /api/board?site=&date=`: what the rooms are doing; 304 while that is the same but for the time of day. */
export const getBoard = (deps: BoardDependencies): Handle => {
  const boards = new KnownBoards(deps);
  return async (call) => {
    const now = deps.now();
    const { catalogue, material } = await boards.look(now);
    const site = siteAsked(call, catalogue);
    const board = boardView({ ...(await material(site, dateAsked(call, site, now))), now });
    const { caller } = call;
    const seen = catalogue.sites
      .filter(({ id }) => maySee(caller, id, catalogue.sites.length))
      .map(({ id, name }) => ({ id, name }));
    const view =
      caller.role === 'kiosk'
        ? kioskView(board, caller.floors ?? [])
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
    return known.includes(etag) ? { status: 304, headers } : { status: 200, headers, body: view };
  };
};
