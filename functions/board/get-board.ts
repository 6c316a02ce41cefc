import { maySee } from '../../shared/access/caller.ts';
import type { BoardSurroundings } from '../../shared/board/once.ts';
import { tagOf } from '../../shared/board/rules/tag.ts';
import { type BoardView, kioskView } from '../../shared/board/view/board-view.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { visitCodesOf } from '../../shared/board/view/visit-codes.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Handle } from './dispatch.ts';
import { dateAsked, siteAsked } from './request-fields.ts';

/** `GET /api/board?site=&date=`: what the rooms are doing; 304 while nothing has changed and the minute has not passed. */
export const getBoard =
  (around: BoardSurroundings): Handle =>
  async (call) => {
    const now = around.now();
    const catalogue = await around.clinic.catalogue();
    const site = siteAsked(call, catalogue);
    const board = await readBoard(around, site, dateAsked(call, site, now), now);
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
            visitCodes: visitCodesOf(board, (await around.digests()).visit),
          };
    const etag = etagOf(view, now);
    const headers = { etag, 'cache-control': 'private, no-cache', vary: 'authorization' };
    const known = (call.headers['if-none-match'] ?? '').split(',').map((each) => each.trim());
    return known.includes(etag) ? { status: 304, headers } : { status: 200, headers, body: view };
  };

/** Weak: states change with the time of day, so the tag changes with the minute, not with the second in the body. */
const etagOf = (view: BoardView, now: number): string =>
  `W/"${tagOf([Math.floor(now / MINUTE), { ...view, now: undefined }])}"`;
