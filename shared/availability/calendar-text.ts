import { gunzipSync, gzipSync } from 'node:zlib';
import { ICalCalendar } from 'ical-generator';
import { type Instant, type Interval, toIso } from '../domain/instant.ts';

/** A calendar as text, packed: a whole one or none. */
export type PackedCalendar = string;

/**
 * The calendar that Cal.com reads: plain events in UTC, each with an end, none of them repeated. What they are about is no one's
 * business.
 */
export const packedCalendar = (busy: readonly Interval[], now: Instant): PackedCalendar => {
  const calendar = new ICalCalendar({ prodId: '//Room assigner//Rooms//EN', name: 'Rooms' });
  for (const { start, end } of busy)
    calendar.createEvent({
      id: `${toIso(start)}@rooms`,
      start: new Date(start),
      end: new Date(end),
      stamp: new Date(now),
      summary: 'No room',
    });
  return gzipSync(calendar.toString()).toString('base64');
};

/** @throws where it is no whole calendar */
export const unpackedCalendar = (packed: PackedCalendar): string => {
  const text = gunzipSync(Buffer.from(packed, 'base64')).toString();
  if (!text.startsWith('BEGIN:VCALENDAR') || !text.trimEnd().endsWith('END:VCALENDAR'))
    throw new Error('no whole calendar');
  return text;
};
