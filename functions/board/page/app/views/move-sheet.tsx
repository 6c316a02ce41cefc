import type { JSX } from 'preact';
import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import { moveOf, type RoomChoice } from '../acts.ts';
import { choiceText, isShut, rankOf, useAskedChoices } from './choices.ts';
import { bookingName, type Closing, Sheet, useDesk } from './parts.tsx';

/** Into which other room; those that will do come first, then those that only a rule speaks against. */
export const MoveSheet = ({ booking, onClose }: { booking: BookingView } & Closing): JSX.Element => {
  const { board, words, act, name } = useDesk();
  const { answer: choices, failed } = useAskedChoices(booking);
  const asking = choices === undefined && !failed;
  const choiceOf = (room: string): RoomChoice | undefined =>
    choices?.rooms.find((each) => each.room === room);
  const rooms = board.rooms.filter((room) => room.id !== booking.roomId);
  rooms.sort((a, b) => rankOf(choiceOf(a.id)) - rankOf(choiceOf(b.id)));
  return (
    <Sheet title={words.t('move.title', { booking: bookingName(booking, words) })} onClose={onClose}>
      {rooms.length === 0 && <p class="empty">{words.t('move.none')}</p>}
      {/* In another order then, they would slip away under the finger. Without an answer the API itself says what is in the way. */}
      {asking && <p class="empty">{words.t('move.asking')}</p>}
      <ul class="picks">
        {(asking ? [] : rooms).map((room) => {
          const choice = choiceOf(room.id);
          return (
            <li key={room.id}>
              <button
                type="button"
                class="pick"
                disabled={isShut(choice, room)}
                onClick={() => act(moveOf(booking, room.id, choice))}
              >
                <b>{room.name}</b>
                <span class="quiet">{choice && choiceText(choice, room, words, name)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
};

/** Who with to exchange rooms. */
export const SwapSheet = ({ booking, onClose }: { booking: BookingView } & Closing): JSX.Element => {
  const { board, words, act } = useDesk();
  const others = board.bookings.filter(
    (each) =>
      each.roomId !== null &&
      each.roomId !== booking.roomId &&
      each.start < booking.end &&
      booking.start < each.end,
  );
  return (
    <Sheet title={words.t('swap.title', { booking: bookingName(booking, words) })} onClose={onClose}>
      {others.length === 0 && <p class="empty">{words.t('swap.none')}</p>}
      <ul class="picks">
        {others.map((other) => (
          <li key={other.uid}>
            <button type="button" class="pick" onClick={() => act({ do: 'swap-with', booking, other })}>
              <b>{words.room(other.roomId ?? '–')}</b>
              <span>
                {words.span(other.start, other.end)} {bookingName(other, words)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
};
