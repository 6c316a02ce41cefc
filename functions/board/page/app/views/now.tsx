import type { CSSProperties, JSX } from 'preact';
import { byFloor, countsOf, isWanted, type RoomCard, roomCards, TONES } from '../model/room-card.ts';
import { byArrows } from './by-arrows.ts';
import { Card } from './card.tsx';
import { Filters } from './filters.tsx';
import { Button, useDesk } from './parts.tsx';

/** A row has no more cards than that. */
const MOST_IN_A_ROW = 6;

/** How many cards are in a row at the most: those of the longest floor, or of several short ones. */
const inARow = (floors: ReturnType<typeof byFloor>): number => {
  const longest = Math.max(0, ...floors.map(({ cards }) => cards.length));
  return longest * 2 <= MOST_IN_A_ROW ? MOST_IN_A_ROW : Math.min(longest, MOST_IN_A_ROW);
};

/** A card per room, by building and floor. */
export const NowView = (): JSX.Element => {
  const { board, now, place, words, go } = useDesk();
  const cards = roomCards(board, now);
  const floors = byFloor(cards.filter(isWanted(place)));
  return (
    <>
      <div class="now-head">
        <Counters cards={cards} />
        <Filters rooms={board.rooms} />
      </div>
      {floors.length === 0 && (
        <p class="empty">
          {words.t('filter.none')}{' '}
          <Button onClick={() => go({ floor: undefined, equipment: undefined, freeNow: false })}>
            {words.t('filter.clear')}
          </Button>
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows are a shorter way between its buttons */}
      <div class="floors" style={{ '--most': inARow(floors) } as CSSProperties} onKeyDown={byArrows}>
        {floors.map(({ building, floor, cards: ofFloor }) => (
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
          <b>{counts[tone]}</b> {words.t(`state:${tone}`)}
        </li>
      ))}
    </ul>
  );
};
