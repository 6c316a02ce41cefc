import { gunzipSync } from 'node:zlib';

/** A calendar as text, packed: a whole one or none. */
export type PackedCalendar = string;

/** @throws where it is no whole calendar */
export const unpackedCalendar = (packed: PackedCalendar): string => {
  const text = gunzipSync(Buffer.from(packed, 'base64')).toString();
  if (!text.startsWith('BEGIN:VCALENDAR') || !text.trimEnd().endsWith('END:VCALENDAR'))
    throw new Error('no whole calendar');
  return text;
};
