import type { ComponentChildren, JSX } from 'preact';
import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import { lettersOf, type RoomCard } from '../model/room-card.ts';
import type { Words } from '../words.ts';
import { CardActs } from './card-acts.tsx';
import { Icon } from './icons.tsx';
import {
  PublicationMark,
  reasonName,
  StepMark,
  ToneMark,
  throughText,
  useDesk,
  visitName,
} from './parts.tsx';
import { reasonOf } from './reasons.ts';

/** Until when, from when. */
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

/** What a card says of its room first: for one that is blocked why, for one that is booked from when. */
const stateOf = ({ tone, room, from }: RoomCard, words: Words): string => {
  if (tone === 'blocked' && room.reason) return reasonName(room.reason, words);
  return tone === 'assigned' && from !== undefined
    ? words.t('card.booked', { time: words.time(from) })
    : words.t(`state:${tone}`);
};

/** A word of more letters has no room beside what the room does. */
const WORDY = 9;

/** One room at a glance: its name, what it does and until when, who is in it, who comes next, and the act that is due. */
export const Card = ({ card }: { card: RoomCard }): JSX.Element => {
  const { words, open, today } = useDesk();
  const { room, tone, next, progress } = card;
  const letters = lettersOf(room);
  return (
    <li
      class={`card tone-${tone}${letters > WORDY ? ' card-wordy' : ''}`}
      data-focus={`room ${room.id}`}
      data-room={room.id}
    >
      <div class="card-frame">
        <h3 class="card-name" style={`--letters:${letters}`}>
          <button
            type="button"
            class="card-open"
            data-focus={`open ${room.id}`}
            onClick={() => open({ kind: 'room', roomId: room.id })}
          >
            <span class="card-room">{room.name}</span>
          </button>
        </h3>
        <p class="card-state">
          <ToneMark tone={tone} words={words} said={stateOf(card, words)} />
        </p>
        <Within card={card} />
        {next && (
          <p class="card-next">
            <span class="label">{words.t('card.next')}</span>{' '}
            <VisitLink booking={next}>
              {words.time(next.start)} {visitName(next, words)}
            </VisitLink>{' '}
            {next.encounter !== 'planned' && <StepMark booking={next} />}{' '}
            {next.overruled && <Overruled booking={next} brief />} <PublicationMark booking={next} brief />
          </p>
        )}
        <div class="card-foot">
          <p class="card-more">
            <More card={card} />
          </p>
          {today && <CardActs card={card} />}
        </div>
        {progress !== undefined && (
          <progress class="card-progress" max={1} value={progress} aria-label={words.t('card.progress')} />
        )}
      </div>
    </li>
  );
};

/** The visit that is in the room or about to be. */
const visitOf = ({ tone, current }: RoomCard): BookingView | undefined =>
  tone === 'in-use' || tone === 'assigned' ? current : undefined;

/** Who is in the room or about to be, or until when no one is. */
const Within = ({ card }: { card: RoomCard }): JSX.Element => {
  const { words, now } = useDesk();
  const visit = visitOf(card);
  if (visit === undefined) return <p class="card-main">{whenOf(card, words, now)}</p>;
  return (
    <p class="card-main">
      <span class="card-who">
        <VisitLink booking={visit}>
          {[visitName(visit, words), visit.practitioner].filter(Boolean).join(' · ')}
        </VisitLink>
        {visit.visitType !== undefined && <span class="card-code">{words.visit(visit.uid)}</span>}
      </span>
      <PublicationMark booking={visit} brief />
      {visit.pinned && (
        <span class="chip" title={words.t('card.pinned')}>
          <Icon name="pin" />
          <span class="hidden">{words.t('card.pinned')}</span>
        </span>
      )}
    </p>
  );
};

/** Until when, and how far it is; of a room that is blocked what staff say of it, of an empty one what is in it. */
const More = ({ card }: { card: RoomCard }): JSX.Element => {
  const { words, now } = useDesk();
  const { room, tone, over, elapsed } = card;
  const through = throughText(room, words);
  const visit = visitOf(card);
  const note = room.blocks.find(({ id }) => id === room.blockId)?.note;
  if (visit === undefined)
    return (
      <span title={note}>
        {note || through || room.equipment.map((tag) => words.named('equipment', tag)).join(', ')}
      </span>
    );
  const late = visit.overrunMinutes ?? 0;
  const when = whenOf(card, words, now);
  return (
    <>
      {over > 0 && <span class="card-over">{words.t('card.over', { minutes: over })}</span>}
      {(room.phase === 'setup' || (tone === 'in-use' && over === 0)) && <span>{when}</span>}
      {visit.overruled && <Overruled booking={visit} />}
      {over === 0 && late > 0 && tone === 'in-use' && (
        <span class="card-over">{words.t('card.late', { minutes: late })}</span>
      )}
      {visit.encounterSince !== undefined ? (
        <StepMark booking={visit} />
      ) : tone === 'assigned' ? (
        <span>{words.t(`encounter:${visit.encounter}`)}</span>
      ) : (
        elapsed !== undefined && <span>{words.t('card.elapsed', { minutes: elapsed })}</span>
      )}
      {through && <span>{through}</span>}
    </>
  );
};

const Overruled = ({
  booking: { overruled },
  brief,
}: {
  booking: BookingView;
  brief?: true;
}): JSX.Element | null => {
  const { words } = useDesk();
  if (overruled === undefined) return null;
  const said = words.t('card.overruled', {
    rules: words.list(overruled.rules.map((rule) => reasonOf(rule, words, words.visit))),
  });
  return (
    <span class="chip" title={said}>
      <Icon name="warning" />
      <span class={brief ? 'hidden' : undefined}>{said}</span>
    </span>
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
