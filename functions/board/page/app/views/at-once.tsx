import type { JSX } from 'preact';
import type { RoomView } from '../../../../../shared/board/view/board-view.ts';
import type { Act } from '../acts.ts';
import { isFreeNow, type RoomCard } from '../model/room-card.ts';
import { BLOCK_MINUTES } from './block-sheet.tsx';
import { ActButton, reasonName, useDesk } from './parts.tsx';
import { SEAT_MINUTES } from './seat-sheet.tsx';

const MINUTE = 60_000;

/**
 * What is done most at a room, for so many minutes from now, in one press: where nothing points, a room's sheet is all that a press on
 * its card leads to, and a sheet more would be a press more.
 */
export const AtOnce = ({ card }: { card: RoomCard }): JSX.Element => {
  const { words, now } = useDesk();
  const { room, tone, until } = card;
  const isFree = (minutes: number): boolean => until === undefined || now + minutes * MINUTE <= until;
  return (
    <div>
      {isFreeNow(card) && room.openNow && (
        <Minutes
          legend={words.t('seat.someone')}
          minutes={SEAT_MINUTES.filter(isFree)}
          actOf={(minutes) => ({
            do: 'seat',
            room,
            minutes,
            visitType: undefined,
            practitioner: undefined,
          })}
        />
      )}
      {tone !== 'blocked' && (
        <Minutes
          legend={`${words.t('act:block')}: ${reasonName('cleaning', words)}`}
          minutes={BLOCK_MINUTES}
          actOf={(minutes) => blockFor(room, now, minutes)}
        />
      )}
    </div>
  );
};

const blockFor = (room: RoomView, now: number, minutes: number): Act => ({
  do: 'block',
  room,
  reason: 'cleaning',
  start: undefined,
  end: Math.floor(now / MINUTE + minutes) * MINUTE,
  note: undefined,
  repeats: undefined,
});

const Minutes = ({
  legend,
  minutes,
  actOf,
}: {
  legend: string;
  minutes: readonly number[];
  actOf: (minutes: number) => Act;
}): JSX.Element | null => {
  const { words } = useDesk();
  return minutes.length === 0 ? null : (
    <fieldset class="choice">
      <legend>{legend}</legend>
      <div class="choices">
        {minutes.map((each) => {
          const said = words.t('minutes', { minutes: each });
          return (
            <ActButton key={each} act={actOf(each)} label={`${legend}, ${said}`}>
              {said}
            </ActButton>
          );
        })}
      </div>
    </fieldset>
  );
};
