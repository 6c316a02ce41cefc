import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { roomName } from '../../shared/domain/room-name.ts';
import { DAY_KEPT_DAYS } from '../../shared/ledger/time-to-live.ts';
import { readUtilisation } from '../../shared/reporting/read-utilisation.ts';
import { datesAsked } from './dates-asked.ts';
import type { Handle } from './dispatch.ts';
import { siteAsked } from './request-fields.ts';

/** Four weeks, so that each weekday counts alike; each date is read by itself: more would keep anyone waiting too long. */
export const SPAN_USED = { usual: 28, most: 31, kept: DAY_KEPT_DAYS } as const;

/** `GET /api/utilisation?site=&from=&to=`: how rooms were used on past dates, by room, equipment, visit type, weekday and hour. */
export const getUtilisation =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const site = siteAsked(call, await deps.clinic.catalogue());
    const dates = datesAsked(call, site, deps.now(), SPAN_USED);
    const { rooms, ...found } = await readUtilisation(deps, site, dates);
    const described = (await deps.clinic.site(site)).site;
    const names = new Map(described.rooms.map((room) => [room.id, roomName(room)]));
    return {
      status: 200,
      body: {
        site: site.id,
        from: dates[0],
        to: dates.at(-1),
        ...found,
        rooms: rooms.map((each) => ({ name: names.get(each.room) ?? each.room, ...each })),
      },
    };
  };
