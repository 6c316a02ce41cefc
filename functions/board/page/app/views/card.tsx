import type { ComponentChildren, JSX } from 'preact';
import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import {
  isFreeNow,
  lettersOf,
  mayHaveArrived,
  nextSteps,
  type RoomCard,
  stepsOnCard,
} from '../model/room-card.ts';
import type { Words } from '../words.ts';
import { Icon } from './icons.tsx';
import {
  ActButton,
  Button,
  bookingName,
  liftedAt,
  PublicationMark,
  reasonName,
  StepMark,
  throughText,
  useDesk,
  visitName,
} from './parts.tsx';
import { reasonOf } from './reasons.ts';

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

/** A word of more letters has no room beside a picture. */
const WORDY = 7;

/** One room: what it is doing, for anyone who looks from afar; the visit and what to do about it, from near. */
export const Card = ({ card }: { card: RoomCard }): JSX.Element => {
  const { words, now, open, today } = useDesk();
  const { room, tone, current, next, over, elapsed, progress } = card;
  const late = current?.overrunMinutes ?? 0;
  const letters = lettersOf(room);
  return (
    <li
      class={`card tone-${tone}${letters > WORDY ? ' card-wordy' : ''}`}
      data-focus={`room ${room.id}`}
      data-room={room.id}
    >
      <div class="card-frame">
        <button
          type="button"
          class="card-open"
          data-focus={`open ${room.id}`}
          onClick={() => open({ kind: 'room', roomId: room.id })}
        >
          <span class="card-room" style={`--letters:${letters}`}>
            {room.name}
          </span>
          <Icon name={tone} />
          <span class="card-state">{words.t(`state:${tone}`)}</span>
          <span class="card-when">{whenOf(card, words, now)}</span>
        </button>
        <div class="card-side">
          <div class="card-body">
            {tone === 'blocked' && room.reason && <p class="card-visit">{reasonName(room.reason, words)}</p>}
            {room.through && <p class="card-visit">{throughText(room, words)}</p>}
            {current && tone !== 'blocked' && (
              <p class="card-visit">
                <VisitLink booking={current}>{bookingName(current, words)}</VisitLink>
                {current.pinned && (
                  <span class="chip">
                    <Icon name="pin" />
                    {words.t('card.pinned')}
                  </span>
                )}
                {current.overruled && (
                  <span class="chip">
                    <Icon name="warning" />
                    {words.t('card.overruled', {
                      rules: words.list(
                        current.overruled.rules.map((rule) => reasonOf(rule, words, words.visit)),
                      ),
                    })}
                  </span>
                )}
              </p>
            )}
            {current && progress === undefined && !isOver(current) && tone !== 'blocked' && (
              <p class="card-step">
                <StepMark booking={current} />
              </p>
            )}
            {progress !== undefined && (
              <p class="card-progress">
                <progress max={1} value={progress} aria-label={words.t('card.progress')} />
                {current?.encounterSince === undefined ? (
                  <span>{words.t('card.elapsed', { minutes: elapsed ?? 0 })}</span>
                ) : (
                  <StepMark booking={current} />
                )}
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
              <p>
                <PublicationMark booking={current} />
              </p>
            )}
            <p>
              <span class="label">{words.t('card.next')}</span>{' '}
              {next ? (
                <VisitLink booking={next}>
                  {words.time(next.start)} {visitName(next, words)}
                </VisitLink>
              ) : (
                words.t('card.next.none')
              )}
              {next && next.encounter !== 'planned' && (
                <>
                  {' '}
                  <StepMark booking={next} />
                </>
              )}
            </p>
          </div>
          {today && <CardActs card={card} />}
        </div>
      </div>
    </li>
  );
};

/** All about the visit, and all that can be done to it, in one press: what staff overrule takes no more than three. */
const VisitLink = ({
  booking: { uid },
  children,
}: {
  booking: BookingView;
  children: ComponentChildren;
}): JSX.Element => {
  const { open } = useDesk();
  return (
    <button
      type="button"
      class="card-link"
      data-focus={`card ${uid}`}
      onClick={() => open({ kind: 'booking', uid })}
    >
      {children}
    </button>
  );
};

const isOver = ({ state }: BookingView): boolean => state === 'done';

/** What one would most likely do next, in one tap; the rest is one tap further. */
const CardActs = ({ card }: { card: RoomCard }): JSX.Element => {
  const { board, words, now, open } = useDesk();
  const { room, tone, current, next } = card;
  const steps = current && (tone === 'in-use' || tone === 'assigned') ? nextSteps(current, now) : [];
  const block = room.blocks.find(({ id }) => id === room.blockId);
  const lifted = block && liftedAt(block, room, board);
  const at = (act: string): string => words.t('act.in', { act, room: room.name });
  return (
    <div class="card-acts">
      {current &&
        stepsOnCard(steps).map((step, index) => (
          <ActButton
            key={step}
            act={{ do: step, booking: current }}
            label={at(words.t(`act:${step}`))}
            class={index === 0 ? 'primary' : ''}
          >
            {words.t(`act:${step}`)}
          </ActButton>
        ))}
      {tone === 'turnaround' && room.through === undefined && (
        <ActButton
          act={{ do: 'cleaning-done', room }}
          label={at(words.t('act:cleaning-done'))}
          class="primary"
        >
          {words.t('act:cleaning-done')}
        </ActButton>
      )}
      {next && tone !== 'assigned' && mayHaveArrived(next, now) && (
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
        </ActButton>
      )}
      {isFreeNow(card) && room.openNow && (
        <Button label={at(words.t('act:seat'))} onClick={() => open({ kind: 'seat', roomId: room.id })}>
          {words.t('act:seat')}
        </Button>
      )}
      {tone === 'blocked' && block && lifted ? (
        <ActButton
          act={{ do: 'unblock', room: lifted, blockId: block.id }}
          label={at(words.t('act:unblock'))}
          class="primary"
        >
          {words.t('act:unblock')}
        </ActButton>
      ) : (
        <Button label={at(words.t('act:block'))} onClick={() => open({ kind: 'block', roomId: room.id })}>
          {words.t('act:block')}
        </Button>
      )}
      {tone === 'in-use' && current && (
        <div class="lates">
          <span class="label">{words.t('card.lates')}</span>
          {[5, 10, 15].map((minutes) => (
            <ActButton
              key={minutes}
              act={{ do: 'running-late', booking: current, minutes }}
              label={words.t('late.label', { minutes, room: room.name })}
            >
              +{minutes}
            </ActButton>
          ))}
        </div>
      )}
    </div>
  );
};
