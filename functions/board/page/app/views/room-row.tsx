import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { TimelineRow } from '../model/timeline.ts';
import type { Words } from '../words.ts';
import { at, blockBar, partOf, visitBar } from './bars.tsx';

/** Draws rooms' days. What is as it was at the last look stays as it was drawn: most rooms are, and a day has thousands of bars. */
export const useRoomRows = (words: Words, isHeard: boolean): ((row: TimelineRow) => JSX.Element) => {
  const kept = useRef(new Map<string, { text: string; words: Words; drawn: JSX.Element }>());
  return (row) => {
    const text = JSON.stringify(row);
    const before = kept.current.get(row.room.id);
    if (before?.text === text && before.words === words) return before.drawn;
    const drawn = roomRow(row, words, isHeard);
    kept.current.set(row.room.id, { text, words, drawn });
    return drawn;
  };
};

/** So many letters or fewer stand in one line. */
export const A_LINE = 12;

/** A room's day. */
const roomRow = (
  { room, visits, blocks, closed }: TimelineRow,
  words: Words,
  isHeard: boolean,
): JSX.Element => {
  const [Name, more] = partOf(isHeard);
  return (
    <div key={room.id} class="row far" data-focus={`row ${room.id}`}>
      <Name
        {...more}
        class={room.name.length > A_LINE ? 'row-name of-two-lines' : 'row-name'}
        title={room.name}
        data-focus={`name ${room.id}`}
      >
        <span>{room.name}</span>
      </Name>
      <div class="lane">
        {closed.map((stretch) => (
          <span key={stretch.from} class="closed" style={at(stretch)} />
        ))}
        {blocks.map(({ block, stretch }) => blockBar(block, stretch, words, isHeard))}
        {visits.map((visit) => visitBar(visit, words, isHeard))}
      </div>
    </div>
  );
};
