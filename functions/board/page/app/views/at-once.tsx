import type { JSX } from 'preact';
import { type AtOnceOffer, atOnceAt } from '../model/at-once.ts';
import type { RoomCard } from '../model/room-card.ts';
import type { Words } from '../words.ts';
import { ActButton, reasonName, useDesk } from './parts.tsx';

/**
 * What is done most at a room, for so many minutes from now, in one press: where nothing points, a room's sheet is all that a press on
 * its card leads to, and a sheet more would be a press more.
 */
export const AtOnce = ({ card }: { card: RoomCard }): JSX.Element => {
  const { words, now } = useDesk();
  return (
    <div>
      {atOnceAt(card, now)
        .filter(({ minutes }) => minutes.length > 0)
        .map((offer) => (
          <Minutes key={offer.what} offer={offer} legend={legendOf(offer.what, words)} />
        ))}
    </div>
  );
};

const legendOf = (what: AtOnceOffer['what'], words: Words): string => {
  switch (what) {
    case 'late':
      return words.t('act:late');
    case 'seat':
      return words.t('seat.someone');
    case 'cleaning':
      return `${words.t('act:block')}: ${reasonName('cleaning', words)}`;
  }
};

const Minutes = ({
  legend,
  offer: { minutes, actOf },
}: {
  legend: string;
  offer: AtOnceOffer;
}): JSX.Element => {
  const { words } = useDesk();
  return (
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
