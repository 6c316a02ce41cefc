import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { toIso } from '../../shared/domain/instant.ts';
import type { Change } from '../../shared/domain/ledger-records.ts';
import { keptUntil } from '../../shared/ledger/time-to-live.ts';
import type { Digests } from '../../shared/secrets/digests.ts';
import type { Handle } from './dispatch.ts';
import { badField } from './problem.ts';
import { dateAsked, siteAsked } from './request-fields.ts';

/** Lines read to answer one request; a busy day has fewer. */
const LINES_READ = 2_000;
const LINES_SHOWN = 200;

/** `GET /api/trail?site=&date=&room=&visit=`: what changed a room or a visit, by its code, when, who did it, why; newest first. */
export const getTrail =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const site = siteAsked(call, await deps.clinic.catalogue());
    const date = dateAsked(call, site, deps.now());
    const { room, visit } = call.query;
    const { visit: codeOf } = await deps.digests();
    const { rooms } = (await deps.clinic.site(site)).site;
    if (room !== undefined && !rooms.some((each) => each.id === room))
      throw badField('room', 'there is no such room at this site', 404);
    // DynamoDB takes its time with what has expired, and knows nothing of a setting that was made shorter since.
    const isKept = keptUntil(date, deps.trailKeptDays) * 1000 > deps.now();
    const lines = isKept ? await deps.ledger.readTrail(site.id, date, LINES_READ) : [];
    const asked = lines.filter(
      (each) =>
        (room === undefined || each.roomId === room || each.fromRoomId === room) &&
        (visit === undefined || (each.bookingUid !== undefined && codeOf(each.bookingUid) === visit)),
    );
    return {
      status: 200,
      body: { site: site.id, date, changes: asked.slice(0, LINES_SHOWN).map(changeView(codeOf)) },
    };
  };

/** One line of history, as the API tells it: history is read, printed and passed on, so it names a visit by its code. */
export const changeView =
  (codeOf: Digests['visit']) =>
  ({ at, what, bookingUid, roomId, fromRoomId, by, reason, note }: Change) => ({
    at: toIso(at),
    what,
    ...(bookingUid === undefined ? {} : { visit: codeOf(bookingUid) }),
    ...(roomId === undefined ? {} : { room: roomId }),
    ...(fromRoomId === undefined ? {} : { fromRoom: fromRoomId }),
    by,
    reason,
    ...(note === undefined ? {} : { note }),
  });
