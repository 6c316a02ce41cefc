import type { Interval } from '../../shared/domain/instant.ts';
import { instantAt, isTimeZone } from '../../shared/domain/local-time.ts';

/** What came of fetching a feed; it throws where the answer was dropped or cut off. */
export type ReadFeed = (url: string) => Promise<{ readonly status: number; readonly body: string }>;

/** `all`: every time is busy. */
type FeedBusy = readonly Interval[] | 'all';

/**
 * What a calendar feed keeps busy. An answer that is no calendar counts as an empty one, so that what it should have blocked can be
 * booked; one that is a broken calendar shuts everything. A transparent or cancelled event blocks as any other does, one without
 * an end blocks nothing.
 */
export const busyOfFeed = async (url: string, read: ReadFeed): Promise<FeedBusy> => {
  let answer: Awaited<ReturnType<ReadFeed>>;
  try {
    answer = await read(url);
  } catch {
    return [];
  }
  const body = answer.body.trim();
  if (answer.status !== 200) return [];
  if (body !== '' && !body.startsWith('BEGIN:VCALENDAR')) return [];
  if (!body.endsWith('END:VCALENDAR')) return 'all';
  const busy: Interval[] = [];
  for (const [, event = ''] of body.matchAll(/BEGIN:VEVENT([\s\S]*?)END:VEVENT/g)) {
    const [start, end] = [timeOf(event, 'DTSTART'), timeOf(event, 'DTEND')];
    if (start === undefined || start === 'bad' || end === 'bad') return 'all';
    if (end !== undefined && start < end) busy.push({ start, end });
  }
  return busy;
};

/** `undefined`: the event has no such line. */
const timeOf = (event: string, name: string): number | 'bad' | undefined => {
  const line = new RegExp(`^${name}([^:\\n]*):(.*)$`, 'm').exec(event);
  if (line === null) return undefined;
  const [, parameters = '', value = ''] = line;
  const parts = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(value.trim());
  if (parts === null) return 'bad';
  const [, year, month, day, hour = '00', minute = '00', , utc] = parts;
  const zone = /TZID=([^;:]+)/.exec(parameters)?.[1] ?? 'UTC';
  const timeZone = utc === 'Z' || !isTimeZone(zone) ? 'UTC' : zone;
  try {
    return instantAt(`${year}-${month}-${day}`, `${hour}:${minute}`, timeZone);
  } catch {
    return 'bad';
  }
};
