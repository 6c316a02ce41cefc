import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import type { SiteEntry } from '../../shared/domain/catalogue.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { addDays, isLocalDate, type LocalDate, localDateOf } from '../../shared/domain/local-time.ts';
import { roomName } from '../../shared/domain/room-name.ts';
import { DAY_KEPT_DAYS } from '../../shared/ledger/time-to-live.ts';
import { readUtilisation } from '../../shared/reporting/read-utilisation.ts';
import type { Call, Handle } from './dispatch.ts';
import { badField } from './problem.ts';
import { siteAsked } from './request-fields.ts';

/** Four weeks, so that each weekday counts alike. */
const DATES = 28;
/** Each date is read by itself: more would keep anyone waiting too long. */
const MOST_DATES = 31;

/** `GET /api/utilisation?site=&from=&to=`: how rooms were used on past dates, by room, equipment, visit type, weekday and hour. */
export const getUtilisation =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const site = siteAsked(call, await deps.clinic.catalogue());
    const dates = datesAsked(call, site, deps.now());
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
        rooms: rooms.map(({ hours: _own, ...each }) => ({
          name: names.get(each.room) ?? each.room,
          ...each,
        })),
      },
    };
  };

/** @throws Problem */
const datesAsked = ({ query }: Call, site: SiteEntry, now: Instant): readonly LocalDate[] => {
  const today = localDateOf(now, site.timeZone);
  const to = dateIn(query, 'to') ?? addDays(today, -1);
  const oldest = addDays(today, -DAY_KEPT_DAYS);
  const from = dateIn(query, 'from') ?? laterOf(addDays(to, 1 - DATES), oldest);
  const tooOld = `is more than ${DAY_KEPT_DAYS} days ago`;
  if (from < oldest) throw badField('from', tooOld);
  if (to < oldest) throw badField('to', tooOld);
  if (from > to) throw badField('from', 'is after `to`');
  if (to > today) throw badField('to', 'is yet to come');
  const dates: LocalDate[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
  if (dates.length > MOST_DATES) throw badField('from', `is more than ${MOST_DATES} dates before the end`);
  return dates;
};

const laterOf = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);

const dateIn = (query: Call['query'], field: 'from' | 'to'): LocalDate | undefined => {
  const text = query[field];
  if (text !== undefined && !isLocalDate(text)) throw badField(field, 'is no date written YYYY-MM-DD');
  return text;
};
