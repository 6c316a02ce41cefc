import type { BookingUid } from '../../domain/booking-event.ts';
import type { BoardView } from './board-view.ts';

/** The visit code of every booking that a board names: what people read in place of its uid. */
export const visitCodesOf = (
  { rooms, bookings, waiting, owed, attention }: BoardView,
  codeOf: (uid: BookingUid) => string,
): Readonly<Record<BookingUid, string>> => {
  const named = [
    ...rooms.flatMap(({ booking, blocks }) => [booking, ...blocks.map((block) => block.booking)]),
    ...[...bookings, ...owed].map(({ uid }) => uid),
    ...waiting.flatMap(({ uid, reasons }) => [
      uid,
      ...Object.values(reasons).flatMap(({ heldBy }) => heldBy ?? []),
    ]),
    ...attention.flatMap(({ booking, others }) => [booking, ...others]),
  ];
  return Object.fromEntries(
    [...new Set(named)].flatMap((uid) => (uid === undefined ? [] : [[uid, codeOf(uid)]])),
  );
};
