import type { JSX } from 'preact';
import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import type { Refusal } from '../../../../../shared/domain/hard-rules.ts';
import { useChoices } from './choices.ts';
import { bookingName, type Closing, Sheet, useDesk } from './parts.tsx';
import { reasonOf } from './reasons.ts';

/** Into which other room; those that will do come first. */
export const MoveSheet = ({ booking, onClose }: { booking: BookingView } & Closing): JSX.Element => {
  const { board, words, act, name } = useDesk();
  const choices = useChoices(booking);
  const refusalOf = (room: string): Refusal | undefined =>
    choices?.rooms.find((each) => each.room === room)?.refusal;
  const rooms = board.rooms.filter((room) => room.id !== booking.roomId);
  // Rooms that will do come first.
  rooms.sort((a, b) => Number(refusalOf(a.id) !== undefined) - Number(refusalOf(b.id) !== undefined));
  return (
    <Sheet title={words.t('move.title', { booking: bookingName(booking, words) })} onClose={onClose}>
      {rooms.length === 0 && <p class="empty">{words.t('move.none')}</p>}
      <ul class="picks">
        {rooms.map((room) => {
          const refusal = refusalOf(room.id);
          return (
            <li key={room.id}>
              <button
                type="button"
                class="pick"
                onClick={() => act({ do: 'move-to', booking, roomId: room.id })}
              >
                <b>{room.name}</b>
                <span class="quiet">
                  {refusal ? reasonOf(refusal, words, name) : choices && words.t('choice.fits')}
                </span>
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
