import type { JSX } from 'preact';
import type { TimelineRow } from '../model/timeline.ts';
import type { Words } from '../words.ts';
import { at, blockBar, visitBar } from './bars.tsx';

/** A room's day. */
export const roomRow = ({ room, visits, blocks, closed }: TimelineRow, words: Words): JSX.Element => (
  <div key={room.id} class="row far" data-focus={`row ${room.id}`}>
    <button type="button" tabIndex={-1} class="row-name" title={room.name} data-focus={`name ${room.id}`}>
      {room.name}
    </button>
    <div class="lane">
      {closed.map((stretch) => (
        <span key={stretch.from} class="closed" style={at(stretch)} />
      ))}
      {blocks.map(({ block, stretch }) => blockBar(block, stretch, words))}
      {visits.map((visit) => visitBar(visit, words))}
    </div>
  </div>
);
