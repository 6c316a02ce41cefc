import type { BookingRecord } from './booking-record.ts';
import type { Site } from './catalogue.ts';
import { isLinkFirst } from './location-text.ts';
import { lastText } from './publication.ts';
import { tokenIn } from './visit-link.ts';

/** Whether what the patient reads is their link: its page says itself which room it is now, and that there is none. */
export const hasItsLink = (
  { publication, link }: Pick<BookingRecord, 'publication' | 'link'>,
  { announcing }: Pick<Site, 'announcing'>,
): boolean =>
  isLinkFirst(announcing) &&
  link !== undefined &&
  tokenIn(lastText(publication) ?? '', announcing.link) === link;
