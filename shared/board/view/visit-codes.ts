import type { BookingUid } from '../../domain/booking-event.ts';
import type { BoardView, BookingView, RoomView, WaitingView } from './board-view.ts';

/** What of a board names bookings; of one that is past no one says why anyone waited. */
type Named = Pick<BoardView, 'owed' | 'attention'> & {
  readonly rooms: readonly Pick<RoomView, 'booking' | 'blocks'>[];
  readonly bookings: readonly Pick<BookingView, 'uid'>[];
  readonly waiting: readonly (Pick<WaitingView, 'uid'> & Partial<Pick<WaitingView, 'reasons'>>)[];
};

/** The visit code of every booking that a board names: what people read in place of its uid. */
export const visitCodesOf = (
  { rooms, bookings, waiting, owed, attention }: Named,
  codeOf: (uid: BookingUid) => string,
): Readonly<Record<BookingUid, string>> => {
  const named = [
    ...rooms.flatMap(({ booking, blocks }) => [booking, ...blocks.map((block) => block.booking)]),
    ...[...bookings, ...owed].map(({ uid }) => uid),
    ...waiting.flatMap(({ uid, reasons }) => [
      uid,
      ...Object.values(reasons ?? {}).flatMap(({ heldBy }) => heldBy ?? []),
    ]),
    ...attention.flatMap(({ booking, others }) => [booking, ...others]),
  ];
  return Object.fromEntries(
    [...new Set(named)].flatMap((uid) => (uid === undefined ? [] : [[uid, codeOf(uid)]])),
  );
};
