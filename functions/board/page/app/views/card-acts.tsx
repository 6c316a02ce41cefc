import type { JSX } from 'preact';
import { type Due, dueOf } from '../model/due.ts';
import { isFreeNow, mayHaveArrived, nextSteps, type RoomCard, stepsOnCard } from '../model/room-card.ts';
import { ActButton, Button, liftedAt, shutting, useDesk, visitName } from './parts.tsx';

/**
 * What is likely to be done at a room, in one press. The act that is due is always there; the rest shows where one points at the
 * card or comes to it with a key. Where nothing points, it is in the room's sheet, which `…` opens.
 */
export const CardActs = ({ card }: { card: RoomCard }): JSX.Element => {
  const desk = useDesk();
  const { words, now, open } = desk;
  const { room } = card;
  const due = dueOf(card, now);
  const acts = actsOf(card, desk);
  const first = acts.filter(([what]) => what === due);
  const rest = acts.filter(([what]) => what !== due);
  return (
    <div class="card-acts">
      {first.map(([what, button]) => (
        <span key={what} class="due">
          {button}
        </span>
      ))}
      {rest.map(([what, button]) => (
        <span key={what}>{button}</span>
      ))}
      <span class="more">
        <Button
          label={words.t('act.in', { act: words.t('act:more'), room: room.name })}
          onClick={() => open({ kind: 'room', roomId: room.id })}
        >
          …
        </Button>
      </span>
    </div>
  );
};

type What = Due | 'seat' | 'late' | 'block';

/** All that can be done at a room now, each by what it is, the likeliest first. */
export const actsOf = (card: RoomCard, desk: ReturnType<typeof useDesk>): [What, JSX.Element][] => {
  const { board, words, now, open } = desk;
  const { room, tone, current, next } = card;
  const steps = current && (tone === 'in-use' || tone === 'assigned') ? nextSteps(current, now) : [];
  const block = room.blocks.find(({ id }) => id === room.blockId);
  const lifted = block && liftedAt(block, room, board);
  const at = (act: string): string => words.t('act.in', { act, room: room.name });
  const acts: [What, JSX.Element][] = [];
  if (current !== undefined)
    for (const step of stepsOnCard(steps))
      acts.push([
        step,
        <ActButton act={{ do: step, booking: current }} label={at(words.t(`act:${step}`))}>
          {words.t(`act:${step}`)}
        </ActButton>,
      ]);
  if (tone === 'turnaround' && room.through === undefined)
    acts.push([
      'cleaning-done',
      <ActButton act={{ do: 'cleaning-done', room }} label={at(words.t('act:cleaning-done'))}>
        {words.t('act:cleaning-done')}
      </ActButton>,
    ]);
  if (tone === 'in-use' && current !== undefined)
    acts.push([
      'late',
      <Button
        {...shutting(desk)}
        label={at(words.t('act:late'))}
        onClick={() => open({ kind: 'late', uid: current.uid })}
      >
        {words.t('act:late')}
      </Button>,
    ]);
  if (next !== undefined && tone !== 'assigned' && mayHaveArrived(next, now))
    acts.push([
      'next-arrived',
      <ActButton
        act={{ do: 'arrived', booking: next }}
        label={words.t('card.next.act', {
          time: words.time(next.start),
          act: words.t('act:arrived'),
          booking: visitName(next, words),
          room: room.name,
        })}
      >
        {words.time(next.start)} {words.t('act:arrived')}
      </ActButton>,
    ]);
  if (isFreeNow(card) && room.openNow)
    acts.push([
      'seat',
      <Button
        {...shutting(desk)}
        label={at(words.t('act:seat'))}
        onClick={() => open({ kind: 'seat', roomId: room.id })}
      >
        {words.t('act:seat')}
      </Button>,
    ]);
  acts.push(
    tone === 'blocked' && block && lifted
      ? [
          'unblock',
          <ActButton
            act={{ do: 'unblock', room: lifted, blockId: block.id }}
            label={at(words.t('act:unblock'))}
          >
            {words.t('act:unblock')}
          </ActButton>,
        ]
      : [
          'block',
          <Button
            {...shutting(desk)}
            label={at(words.t('act:block'))}
            onClick={() => open({ kind: 'block', roomId: room.id })}
          >
            {words.t('act:block')}
          </Button>,
        ],
  );
  return acts;
};
