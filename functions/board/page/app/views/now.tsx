import type { CSSProperties, JSX } from 'preact';
import type { RoomView } from '../../../../../shared/board/board-view.ts';
import { byFloor, countsOf, isWanted, type RoomCard, roomCards, TONES } from '../model/room-card.ts';
import type { Words } from '../words.ts';
import { Icon } from './icons.tsx';
import { ActButton, bookingName, reasonName, TellingMark, ToneMark, useDesk } from './parts.tsx';

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
          <button
            type="button"
            class="button"
            onClick={() => go({ floor: undefined, equipment: undefined, freeNow: false })}
          >
            {words.t('filter.clear')}
          </button>
        </p>
      )}
      <div class="floors">
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

export const Filters = ({ rooms }: { rooms: readonly RoomView[] }): JSX.Element => {
  const { place, words, go } = useDesk();
  const floors = [...new Set(rooms.map((room) => room.floor))];
  const equipment = [...new Set(rooms.flatMap((room) => room.equipment))].sort();
  return (
    <div class="filters">
      <label class="field">
        <span>{words.t('filter.floor')}</span>
        <select
          value={place.floor ?? ''}
          onChange={({ currentTarget }) => go({ floor: currentTarget.value || undefined })}
        >
          <option value="">{words.t('filter.every.floor')}</option>
          {floors.map((floor) => (
            <option key={floor} value={floor}>
              {words.t('floor', { floor })}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{words.t('filter.equipment')}</span>
        <select
          value={place.equipment ?? ''}
          onChange={({ currentTarget }) => go({ equipment: currentTarget.value || undefined })}
        >
          <option value="">{words.t('filter.any.equipment')}</option>
          {equipment.map((tag) => (
            <option key={tag} value={tag}>
              {words.named('equipment', tag)}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="button toggle"
        aria-pressed={place.freeNow}
        onClick={() => go({ freeNow: !place.freeNow })}
      >
        <Icon name="free" />
        {words.t('filter.free')}
      </button>
    </div>
  );
};

/** The second line of a card: until when, from when. */
export const whenOf = (card: RoomCard, words: Words, now: number): string => {
  const { room, tone, until, from, readyAt } = card;
  const minutes = (at: number): number => Math.max(1, Math.ceil((at - now) / 60_000));
  switch (tone) {
    case 'in-use':
      return until === undefined ? '' : words.t('card.until', { time: words.time(until) });
    case 'turnaround':
      return readyAt === undefined ? '' : words.t('card.ready.in', { minutes: minutes(readyAt) });
    case 'assigned':
      if (from === undefined) return '';
      return room.phase === 'setup'
        ? words.t('card.setup', { time: words.time(from) })
        : words.t('card.from', { time: words.time(from) });
    case 'blocked':
      return until === undefined
        ? words.t('card.open.end')
        : words.t('card.until', { time: words.time(until) });
    case 'closed':
      return words.t('card.closed');
    default:
      return until === undefined
        ? words.t('card.free.day')
        : words.t('card.until', { time: words.time(until) });
  }
};

const Card = ({ card }: { card: RoomCard }): JSX.Element => {
  const { words, now, open } = useDesk();
  const { room, tone, current, next, over, elapsed, progress } = card;
  const late = current?.overrunMinutes ?? 0;
  return (
    <li class={`card tone-${tone}`} data-focus={`room ${room.id}`} data-room={room.id}>
      <button
        type="button"
        class="card-open"
        data-focus={`open ${room.id}`}
        onClick={() => open({ kind: 'room', roomId: room.id })}
      >
        <span class="card-room">
          {room.id}
          <Icon name={tone} />
        </span>
        <span class="card-state">{words.t(`state.${tone}`)}</span>
        <span class="card-when">{whenOf(card, words, now)}</span>
      </button>
      <div class="card-body">
        {tone === 'blocked' && room.reason && (
          <p class="card-line strong">{reasonName(room.reason, words)}</p>
        )}
        {current && tone !== 'blocked' && (
          <p class="card-line strong">
            {bookingName(current, words)}
            {current.pinned && (
              <span class="chip">
                <Icon name="pin" />
                {words.t('card.pinned')}
              </span>
            )}
          </p>
        )}
        {progress !== undefined && (
          <p class="card-progress">
            <progress max={1} value={progress} aria-label={words.t('card.progress')} />
            <span>{words.t('card.elapsed', { minutes: elapsed ?? 0 })}</span>
          </p>
        )}
        {over > 0 ? (
          <p class="card-over">
            <Icon name="warning" />
            {words.t('card.over', { minutes: over })}
          </p>
        ) : (
          late > 0 &&
          tone === 'in-use' && (
            <p class="card-over">
              <Icon name="warning" />
              {words.t('card.late', { minutes: late })}
            </p>
          )
        )}
        {current && tone !== 'blocked' && tone !== 'turnaround' && (
          <p class="card-line">
            <TellingMark booking={current} />
          </p>
        )}
        <p class="card-next">
          <span class="label">{words.t('card.next')}</span>{' '}
          {next
            ? `${words.time(Date.parse(next.start))} ${bookingName(next, words)}`
            : words.t('card.next.none')}
        </p>
      </div>
      <CardActs card={card} />
    </li>
  );
};

/** What one would most likely do next, in one tap; the rest is one tap further. */
const CardActs = ({ card }: { card: RoomCard }): JSX.Element => {
  const { words, open } = useDesk();
  const { room, tone, current } = card;
  const at = (act: string): string => words.t('act.in', { act, room: room.id });
  return (
    <div class="card-acts">
      {tone === 'in-use' && current && (
        <ActButton
          act={{ do: 'finished-early', booking: current }}
          label={at(words.t('act.finished-early'))}
          kind="primary"
        >
          {words.t('act.finished-early')}
        </ActButton>
      )}
      {tone === 'turnaround' && (
        <ActButton
          act={{ do: 'cleaning-done', room }}
          label={at(words.t('act.cleaning-done'))}
          kind="primary"
        >
          {words.t('act.cleaning-done')}
        </ActButton>
      )}
      {tone === 'assigned' && current && (
        <ActButton
          act={{ do: 'started', booking: current }}
          label={at(words.t('act.started'))}
          kind="primary"
        >
          {words.t('act.started')}
        </ActButton>
      )}
      {tone === 'blocked' && room.blockId !== undefined ? (
        <ActButton
          act={{ do: 'unblock', room, blockId: room.blockId }}
          label={at(words.t('act.unblock'))}
          kind="primary"
        >
          {words.t('act.unblock')}
        </ActButton>
      ) : (
        <button
          type="button"
          class="button"
          aria-label={at(words.t('act.block'))}
          onClick={() => open({ kind: 'block', roomId: room.id })}
        >
          {words.t('act.block')}
        </button>
      )}
      {tone === 'in-use' && current && (
        <div class="lates">
          <span class="label">{words.t('card.lates')}</span>
          {[5, 10, 15].map((minutes) => (
            <ActButton
              key={minutes}
              act={{ do: 'running-late', booking: current, minutes }}
              label={words.t('act.late.label', { minutes, room: room.id })}
            >
              +{minutes}
            </ActButton>
          ))}
        </div>
      )}
    </div>
  );
};
