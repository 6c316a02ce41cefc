import type { BoardSurroundings } from '../../shared/board/once.ts';
import { toIso } from '../../shared/domain/instant.ts';
import type { Change } from '../../shared/ledger/ledger.ts';
import type { Handle } from './dispatch.ts';
import { badField } from './problem.ts';
import { dateAsked, siteAsked } from './request-fields.ts';

/** Lines read to answer one request; a busy day has fewer. */
const LINES_READ = 2_000;
const LINES_SHOWN = 200;

/** `GET /api/trail?site=&date=&room=&booking=`: what changed a room or a booking, when, by whom, why; newest first. */
export const getTrail =
  (around: BoardSurroundings): Handle =>
  async (call) => {
    const site = siteAsked(call, await around.clinic.catalogue());
    const date = dateAsked(call, site, around.now());
    const { room, booking } = call.query;
    const { rooms } = (await around.clinic.site(site)).site;
    if (room !== undefined && !rooms.some((each) => each.id === room))
      throw badField('room', 'there is no such room at this site', 404);
    const lines = await around.ledger.readTrail(site.id, date, LINES_READ);
    const asked = lines.filter(
      (each) =>
        (room === undefined || each.roomId === room || each.fromRoomId === room) &&
        (booking === undefined || each.bookingUid === booking),
    );
    return {
      status: 200,
      body: { site: site.id, date, changes: asked.slice(0, LINES_SHOWN).map(changeView) },
    };
  };

/** One line of history, as the API tells it. */
export const changeView = ({ at, what, bookingUid, roomId, fromRoomId, by, why }: Change) => ({
  at: toIso(at),
  what,
  ...(bookingUid === undefined ? {} : { booking: bookingUid }),
  ...(roomId === undefined ? {} : { room: roomId }),
  ...(fromRoomId === undefined ? {} : { fromRoom: fromRoomId }),
  by,
  why,
});
