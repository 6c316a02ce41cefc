import { Fragment, type JSX } from 'preact';
import type { BlockView, RoomView } from '../../../../../shared/board/view/board-view.ts';
import { mayBlockOn } from '../model/block-times.ts';
import { freeTimes, roomCards } from '../model/room-card.ts';
import { AtOnce } from './at-once.tsx';
import { whenOf } from './card.tsx';
import { actsOf } from './card-acts.tsx';
import {
  ActButton,
  Button,
  bookingName,
  type Closing,
  Facts,
  liftedAt,
  reasonName,
  Sheet,
  shutting,
  stateName,
  ToneMark,
  throughText,
  useDesk,
} from './parts.tsx';

/** Gives the room back, where that is done. */
const Lifting = ({
  block,
  room,
  label,
}: {
  block: BlockView;
  room: RoomView;
  label: string;
}): JSX.Element | null => {
  const { board, words } = useDesk();
  const at = liftedAt(block, room, board);
  const { series } = block;
  return at === undefined ? null : (
    <>
      <ActButton
        act={{ do: 'unblock', room: at, blockId: block.id }}
        label={`${words.t('act:unblock')}: ${label}`}
      >
        {words.t('act:unblock')}
      </ActButton>
      {series !== undefined && (
        <ActButton
          act={{ do: 'unblock', room: at, blockId: series }}
          label={`${words.t('block.unblock.all')}: ${label}`}
        >
          {words.t('block.unblock.all')}
        </ActButton>
      )}
    </>
  );
};

/** All about one room: what it is, who comes, what blocks it. */
export const RoomSheet = ({ room, onClose }: { room: RoomView } & Closing): JSX.Element => {
  const desk = useDesk();
  const { board, today, todayDate, now, words, open, go } = desk;
  const card = today ? roomCards(board, now).find((each) => each.room.id === room.id) : undefined;
  const free = freeTimes(room, board.bookings);
  const visits = board.bookings.filter((each) => each.roomId === room.id);
  const span = (each: { start: string; end?: string }): string =>
    each.end === undefined
      ? words.t('card.from', { time: words.time(each.start) })
      : words.span(each.start, each.end);
  return (
    <Sheet title={words.t('room', { room: room.name })} onClose={onClose}>
      {card && (
        <p class={`sheet-state tone-${card.tone}`}>
          <ToneMark tone={card.tone} words={words} /> {whenOf(card, words, now)} {throughText(room, words)}
        </p>
      )}
      {card && <AtOnce card={card} />}
      {!today && (
        <p class="sheet-state">
          {free.length === 0
            ? words.t('room.free.never')
            : words.t('room.free', { times: words.list(free.map(span)) })}
        </p>
      )}
      <Facts
        facts={[
          [
            words.t('floor', { floor: '' }).trim(),
            words.t('building.floor', { building: room.building, floor: room.floor }),
          ],
          [words.t('room.kind'), words.named('kind', room.kind)],
          [
            words.t('room.equipment'),
            words.list(room.equipment.map((tag) => words.named('equipment', tag))) || '–',
          ],
          ...(room.sharesWith === undefined
            ? []
            : [[words.t('room.shares'), words.list(room.sharesWith.map(words.room))] as const]),
          [words.t('room.accessible'), words.t(room.accessible ? 'yes' : 'no')],
          ...(room.capacity === undefined
            ? []
            : [[words.t('room.capacity'), String(room.capacity)] as const]),
          [words.t('room.hours'), room.open.map(span).join(', ') || words.t('state:closed')],
        ]}
      />
      <h3>{words.t('room.visits')}</h3>
      {visits.length === 0 && <p class="empty">{words.t('room.visits.none')}</p>}
      <ul class="lines">
        {visits.map((each) => (
          <li key={each.uid}>
            <button type="button" class="link" onClick={() => open({ kind: 'booking', uid: each.uid })}>
              <span class="figure">{span(each)}</span> {bookingName(each, words)}
            </button>
            <span class="quiet">{stateName(each, words)}</span>
          </li>
        ))}
      </ul>
      {room.blocks.length > 0 && <h3>{words.t('room.blocks')}</h3>}
      <ul class="lines">
        {room.blocks.map((block) => (
          <li key={block.id}>
            <span>
              <span class="figure">{span(block)}</span> {reasonName(block.reason, words)}
            </span>
            {block.note && <span>{block.note}</span>}
            {block.repeats && <span class="quiet">{words.t('block.repeats')}</span>}
            {block.room !== undefined && (
              <span class="quiet">{throughText({ through: block.room }, words)}</span>
            )}
            <Lifting block={block} room={room} label={`${reasonName(block.reason, words)}, ${span(block)}`} />
          </li>
        ))}
      </ul>
      <footer class="sheet-acts">
        {card
          ? actsOf(card, desk).map(([what, button]) => <Fragment key={what}>{button}</Fragment>)
          : mayBlockOn(board.date, todayDate) && (
              <Button {...shutting(desk)} onClick={() => open({ kind: 'block', roomId: room.id })}>
                {words.t('act:block')}
              </Button>
            )}
        <Button
          {...shutting(desk)}
          onClick={() => {
            open(undefined);
            go({ view: 'trail', room: room.id, visit: undefined });
          }}
        >
          {words.t('room.trail')}
        </Button>
      </footer>
    </Sheet>
  );
};
