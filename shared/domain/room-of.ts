import type { BookingRecord } from './booking-record.ts';
import type { RoomId } from './catalogue.ts';

/** The room there is to tell of; `null` = there is none. */
export const roomOf = ({ placement }: Pick<BookingRecord, 'placement'>): RoomId | null =>
  placement.kind === 'roomed' ? placement.roomId : null;

/** Whether staff have told the patient of the room as it is now: another room is told anew. */
export const isToldInPerson = (record: Pick<BookingRecord, 'placement' | 'toldInPerson'>): boolean =>
  record.toldInPerson === roomOf(record);
