import type { JSX } from 'preact';
import type { Stayed } from '../requests.ts';
import { Button, type Closing, Sheet, useDesk } from './parts.tsx';
import { Soon } from './soon.tsx';

/** Who stays where they have been told to go though what moved them is undone; each can be sent back, with its mail. */
export const StayedSheet = ({ moves, onClose }: { moves: readonly Stayed[] } & Closing): JSX.Element => {
  const { board, words, name, act } = useDesk();
  return (
    <Sheet title={words.counted('stayed.title', moves.length)} onClose={onClose}>
      <ul class="lines" data-stayed={moves.length}>
        {moves.map(({ uid, start, room, home, homeName, roomName }) => {
          const booking = board.bookings.find((each) => each.uid === uid) ?? { uid };
          const who = `${words.when(Date.parse(start), board.date)} ${name(uid)}`;
          return (
            <li key={uid}>
              <span>
                {room === null
                  ? words.t('stayed.waits', { booking: who })
                  : words.t('stayed.line', { booking: who, room: roomName ?? words.room(room) })}
                <Soon start={start} />
              </span>
              {homeName === undefined ? (
                <Button
                  label={words.t('stayed.back.label', { booking: who, room: words.room(home) })}
                  onClick={() => act({ do: 'move-to', booking, roomId: home })}
                >
                  {words.t('stayed.back', { room: words.room(home) })}
                </Button>
              ) : (
                <span class="quiet">{words.t('stayed.elsewhere', { room: homeName })}</span>
              )}
            </li>
          );
        })}
      </ul>
      <footer class="sheet-acts">
        <Button class="primary" onClick={onClose}>
          {words.t('stayed.keep')}
        </Button>
      </footer>
    </Sheet>
  );
};
