import type { CSSProperties, JSX } from 'preact';
import { byFloor, countsOf, isWanted, type RoomCard, roomCards, TONES } from '../model/room-card.ts';
import { Card } from './card.tsx';
import { Filters } from './filters.tsx';
import { Button, ToneMark, useDesk } from './parts.tsx';

/** So many rooms have room for large cards. */
const FEW_ROOMS = 9;

/** A card per room, by building and floor. */
export const NowView = (): JSX.Element => {
  const { board, now, place, words, go } = useDesk();
  const cards = roomCards(board, now);
  const wanted = cards.filter(isWanted(place));
  return (
    <>
      <div class="now-head">
        <Counters cards={cards} />
        <Filters rooms={board.rooms} />
      </div>
      {wanted.length === 0 && (
        <p class="empty">
          {words.t('filter.none')}{' '}
          <Button onClick={() => go({ floor: undefined, equipment: undefined, freeNow: false })}>
            {words.t('filter.clear')}
          </Button>
        </p>
      )}
      <div class={cards.length > FEW_ROOMS ? 'floors' : 'floors few'}>
        {byFloor(wanted).map(({ building, floor, cards: ofFloor }) => (
          <section
            key={`${building} ${floor}`}
            class="floor"
            style={{ '--cards': ofFloor.length } as CSSProperties}
          >
            <h2>{words.t('building.floor', { building, floor })}</h2>
            <ul class="cards">
              {ofFloor.map((card) => (
                <Card key={card.room.id} card={card} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
};

const Counters = ({ cards }: { cards: readonly RoomCard[] }): JSX.Element => {
  const { words } = useDesk();
  const counts = countsOf(cards);
  return (
    <ul class="counters" aria-label={words.t('counters')}>
      {TONES.filter((tone) => counts[tone] > 0).map((tone) => (
        <li key={tone} class={`counter tone-${tone}`}>
          <b>{counts[tone]}</b>
          <ToneMark tone={tone} words={words} />
        </li>
      ))}
    </ul>
  );
};
