import type { RoomView } from '../../../../../shared/board/view/board-view.ts';
import { addDays, dateIn, instantOn, wallTime } from '../dates.ts';

/** From when until when, by the Site's wall; `until` absent: until someone unblocks it. */
export type BlockTimes = {
  readonly date: string;
  readonly from: string;
  readonly lastDate: string;
  readonly until: string | undefined;
};

const QUARTER = 15 * 60_000;
const DAY_ENDS = '24:00';

/** The quarters of a day as the wall shows them, `00:00` to `23:45`, and whatever else is chosen. */
export const quartersWith = (...more: readonly (string | undefined)[]): string[] => {
  const times = Array.from({ length: 96 }, (_, at) => new Date(at * QUARTER).toISOString().slice(11, 16));
  return [...new Set([...times, ...more.filter((each) => each !== undefined)])].sort();
};

/** Whether a room may be blocked from another day's board: on every day to come, open on it or not. */
export const mayBlockOn = (date: string, todayDate: string): boolean => date > todayDate;

/** What is offered first: the stretch that was pressed, else the day as the room is open, as much of it as is to come. */
export const timesFor = (
  room: Pick<RoomView, 'open'>,
  date: string,
  timeZone: string,
  now: number,
  { start, end }: { readonly start?: number | undefined; readonly end?: number | undefined } = {},
): BlockTimes => {
  const [opens, closes] = [room.open[0]?.start, room.open.at(-1)?.end];
  const begins = start ?? (opens === undefined ? instantOn(date, '08:00', timeZone) : Date.parse(opens));
  // Whatever was pressed that is half over begins with the quarter that it is.
  const first = start === undefined ? Math.ceil(now / QUARTER) : Math.floor(now / QUARTER);
  const from = Math.max(begins, first * QUARTER);
  const day = dateIn(timeZone).format(from);
  const closing = closes === undefined ? instantOn(day, '18:00', timeZone) : Date.parse(closes);
  const ends = end !== undefined && end > from ? end : closing > from ? closing : undefined;
  // The midnight after a day is the end of it.
  const until = ends === undefined ? DAY_ENDS : wallTime(ends, timeZone);
  const lastDate = ends === undefined ? day : dateIn(timeZone).format(until === '00:00' ? ends - 1 : ends);
  return { date: day, from: wallTime(from, timeZone), lastDate, until: until === '00:00' ? DAY_ENDS : until };
};

/** The instants of them; `undefined` where that is no time, or over before it begins. */
export const spanOfTimes = (
  { date, from, lastDate, until }: BlockTimes,
  timeZone: string,
): { readonly start: number; readonly end: number | undefined } | undefined => {
  if (date === '' || (until !== undefined && lastDate === '')) return undefined;
  const start = instantOn(date, from, timeZone);
  const end = until === undefined ? undefined : instantOn(lastDate, until, timeZone);
  return end !== undefined && end <= start ? undefined : { start, end };
};

/** The last of its dates that is offered first: a working week, or four weeks; none while the first is being typed. */
export const lastRepeat = (date: string, every: 'day' | 'week'): string =>
  date === '' ? '' : addDays(date, every === 'day' ? 4 : 28);
