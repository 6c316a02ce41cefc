import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BookingView, RoomView } from '../../../../../shared/board/board-view.ts';
import type { RoomChoices } from '../../../../../shared/board/room-choices.ts';
import type { Refusal } from '../../../../../shared/domain/hard-rules.ts';
import { BLOCK_REASONS, type BlockReason } from '../block-reasons.ts';
import { roomCards } from '../model/room-card.ts';
import type { Words } from '../words.ts';
import { reasonLines, reasonOf } from './attention.tsx';
import { Icon } from './icons.tsx';
import { whenOf } from './now.tsx';
import {
  ActButton,
  bookingName,
  Facts,
  type Layer,
  reasonName,
  Sheet,
  stateName,
  TellingMark,
  ToneMark,
  useDesk,
} from './parts.tsx';
import { PreviewSheet } from './preview.tsx';

/** What lies over the board right now. A room or booking that has meanwhile gone closes its sheet. */
export const Layers = ({ layer }: { layer: Layer }): JSX.Element | null => {
  const { board, open } = useDesk();
  const close = (): void => open(undefined);
  if (layer.kind === 'preview') return <PreviewSheet act={layer.act} onClose={close} />;
  if (layer.kind === 'room' || layer.kind === 'block') {
    const room = board.rooms.find((each) => each.id === layer.roomId);
    if (room === undefined) return null;
    return layer.kind === 'room' ? (
      <RoomSheet room={room} onClose={close} />
    ) : (
      <BlockSheet room={room} onClose={close} />
    );
  }
  const booking = board.bookings.find((each) => each.uid === layer.uid);
  if (booking === undefined) return null;
  if (layer.kind === 'move') return <MoveSheet booking={booking} onClose={close} />;
  if (layer.kind === 'swap') return <SwapSheet booking={booking} onClose={close} />;
  return <BookingSheet booking={booking} onClose={close} />;
};

type Closing = { readonly onClose: () => void };

const RoomSheet = ({ room, onClose }: { room: RoomView } & Closing): JSX.Element => {
  const { board, now, words, open, go } = useDesk();
  const card = roomCards(board, now).find((each) => each.room.id === room.id);
  const visits = board.bookings.filter((each) => each.roomId === room.id);
  const span = (each: { start: string; end?: string }): string =>
    each.end === undefined
      ? words.t('card.from', { time: words.time(Date.parse(each.start)) })
      : `${words.time(Date.parse(each.start))}–${words.time(Date.parse(each.end))}`;
  return (
    <Sheet title={words.t('room', { room: room.id })} onClose={onClose}>
      {card && (
        <p class={`sheet-state tone-${card.tone}`}>
          <ToneMark tone={card.tone} words={words} /> {whenOf(card, words, now)}
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
          [words.t('room.accessible'), words.t(room.accessible ? 'yes' : 'no')],
          [words.t('room.hours'), room.open.map(span).join(', ') || words.t('state.closed')],
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
            {block.reason !== 'overrun' && (
              <ActButton
                act={{ do: 'unblock', room, blockId: block.id }}
                label={`${words.t('act.unblock')}: ${reasonName(block.reason, words)}, ${span(block)}`}
              >
                {words.t('act.unblock')}
              </ActButton>
            )}
          </li>
        ))}
      </ul>
      <footer class="sheet-acts">
        <button type="button" class="button" onClick={() => open({ kind: 'block', roomId: room.id })}>
          {words.t('act.block')}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            open(undefined);
            go({ view: 'trail', room: room.id, booking: undefined });
          }}
        >
          {words.t('room.trail')}
        </button>
      </footer>
    </Sheet>
  );
};

const BookingSheet = ({ booking, onClose }: { booking: BookingView } & Closing): JSX.Element => {
  const { words, open, go, name } = useDesk();
  const choices = useChoices(booking);
  const span = (start: string, end: string): string =>
    `${words.time(Date.parse(start))}–${words.time(Date.parse(end))}`;
  const running = booking.state === 'in-use' || booking.state === 'assigned';
  const over = booking.state === 'done';
  return (
    <Sheet title={bookingName(booking, words)} onClose={onClose}>
      <Facts
        facts={[
          [words.t('booking.room'), booking.roomId ?? words.t('booking.none')],
          [words.t('booking.time'), span(booking.start, booking.end)],
          ...(booking.from && booking.to
            ? [[words.t('booking.held'), span(booking.from, booking.to)] as const]
            : []),
          [
            words.t('booking.status'),
            [
              stateName(booking, words),
              booking.standing === 'hold' ? words.t('standing.hold') : '',
              booking.pinned ? words.t('card.pinned') : '',
            ]
              .filter(Boolean)
              .join(' · '),
          ],
          [
            words.t('booking.telling'),
            booking.telling === 'nothing' ? '–' : <TellingMark booking={booking} />,
          ],
        ]}
      />
      {choices?.because && booking.roomId !== null && (
        <>
          <h3>{words.t('booking.why', { room: booking.roomId })}</h3>
          <p>{words.named('why', choices.because)}</p>
        </>
      )}
      {choices && (
        <>
          <h3>{words.t('booking.others')}</h3>
          <ul class="lines">
            {othersOf(choices, words, name).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      <footer class="sheet-acts">
        {booking.state === 'assigned' && (
          <ActButton act={{ do: 'started', booking }} label={words.t('act.started')} kind="primary" />
        )}
        {booking.state === 'in-use' && (
          <ActButton
            act={{ do: 'finished-early', booking }}
            label={words.t('act.finished-early')}
            kind="primary"
          />
        )}
        {running &&
          [5, 10, 15].map((minutes) => (
            <ActButton
              key={minutes}
              act={{ do: 'running-late', booking, minutes }}
              label={words.t('act.late.label', { minutes, room: booking.roomId ?? '' })}
            >
              +{minutes}
            </ActButton>
          ))}
        {running && (
          <ActButton
            act={{ do: booking.pinned ? 'unpin' : 'pin', booking }}
            label={words.t(booking.pinned ? 'act.unpin' : 'act.pin')}
          />
        )}
        {!over && (
          <button type="button" class="button" onClick={() => open({ kind: 'move', uid: booking.uid })}>
            {words.t('act.move-to')}
          </button>
        )}
        {running && (
          <button type="button" class="button" onClick={() => open({ kind: 'swap', uid: booking.uid })}>
            {words.t('act.swap-with')}
          </button>
        )}
        <button
          type="button"
          class="button"
          onClick={() => {
            open(undefined);
            go({ view: 'trail', booking: booking.uid, room: undefined });
          }}
        >
          {words.t('booking.trail')}
        </button>
      </footer>
    </Sheet>
  );
};

/** What the API knows of the rooms for one booking; asked for again whenever something has been done to it. */
const useChoices = ({ uid, tag }: BookingView): RoomChoices | undefined => {
  const { get, board } = useDesk();
  const [choices, setChoices] = useState<RoomChoices | undefined>();
  const { site } = board;
  useEffect(() => {
    let gone = false;
    get<RoomChoices>(`/api/bookings/${encodeURIComponent(uid)}/rooms?${new URLSearchParams({ site })}`).then(
      (answer) => !gone && setChoices(answer),
      () => undefined, // the sheet says what it knows without
    );
    return () => {
      gone = true;
    };
  }, [uid, tag, site, get]);
  return choices;
};

/** Why no other room: those that would do, then the reasons of the rest. */
const othersOf = ({ rooms, roomId }: RoomChoices, words: Words, name: (uid: string) => string): string[] => {
  const others = rooms.filter(({ room }) => room !== roomId);
  const fit = others.filter(({ refusal }) => refusal === undefined).map(({ room }) => room);
  const reasons = Object.fromEntries(
    others.flatMap(({ room, refusal }) => (refusal ? [[room, refusal]] : [])),
  );
  return [
    ...(fit.length === 0 ? [] : [`${words.list(fit)}: ${words.t('choice.fits')}`]),
    ...reasonLines({ reasons }, words, name),
  ];
};

/** Minutes offered for a block, besides "until further notice". */
const BLOCK_MINUTES = [10, 20, 30, 60, 120];

const BlockSheet = ({ room, onClose }: { room: RoomView } & Closing): JSX.Element => {
  const { words, now, act } = useDesk();
  const [reason, setReason] = useState<BlockReason>('cleaning');
  const [minutes, setMinutes] = useState<number | undefined>(20);
  const end = minutes === undefined ? undefined : Math.ceil((now + minutes * 60_000) / 60_000) * 60_000;
  return (
    <Sheet title={words.t('block.title', { room: room.id })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act({ do: 'block', room, reason, ...(end === undefined ? {} : { end }) });
        }}
      >
        <Choice
          legend={words.t('block.reason')}
          name="reason"
          options={BLOCK_REASONS.map((each) => [each, reasonName(each, words)] as const)}
          chosen={reason}
          onChoose={setReason}
        />
        <Choice
          legend={words.t('block.until')}
          name="until"
          options={[
            ...BLOCK_MINUTES.map(
              (each) =>
                [
                  each,
                  `${words.t('block.for', { minutes: each })} · ${words.time(now + each * 60_000)}`,
                ] as const,
            ),
            [undefined, words.t('block.open')] as const,
          ]}
          chosen={minutes}
          onChoose={setMinutes}
        />
        <footer class="sheet-acts">
          <button type="submit" class="button primary">
            <Icon name="blocked" />
            {words.t('act.block')}
          </button>
        </footer>
      </form>
    </Sheet>
  );
};

const Choice = <T extends string | number | undefined>({
  legend,
  name,
  options,
  chosen,
  onChoose,
}: {
  legend: string;
  name: string;
  options: readonly (readonly [T, string])[];
  chosen: T;
  onChoose: (value: T) => void;
}): JSX.Element => (
  <fieldset class="choice">
    <legend>{legend}</legend>
    <div class="choices">
      {options.map(([value, label]) => (
        <label key={String(value)}>
          <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
          <span>{label}</span>
        </label>
      ))}
    </div>
  </fieldset>
);

const MoveSheet = ({ booking, onClose }: { booking: BookingView } & Closing): JSX.Element => {
  const { board, words, act, now, name } = useDesk();
  const choices = useChoices(booking);
  const refusalOf = (room: string): Refusal | undefined =>
    choices?.rooms.find((each) => each.room === room)?.refusal;
  const cards = roomCards(board, now).filter(({ room }) => room.id !== booking.roomId);
  // Rooms that will do come first.
  cards.sort(
    (a, b) => Number(refusalOf(a.room.id) !== undefined) - Number(refusalOf(b.room.id) !== undefined),
  );
  return (
    <Sheet title={words.t('move.title', { booking: bookingName(booking, words) })} onClose={onClose}>
      {cards.length === 0 && <p class="empty">{words.t('move.none')}</p>}
      <ul class="picks">
        {cards.map(({ room, tone }) => {
          const refusal = refusalOf(room.id);
          return (
            <li key={room.id}>
              <button
                type="button"
                class={`pick tone-${tone}`}
                onClick={() => act({ do: 'move-to', booking, roomId: room.id })}
              >
                <b>{room.id}</b>
                <ToneMark tone={tone} words={words} />
                <span class="quiet">
                  {refusal ? reasonOf(refusal, words, name) : choices && words.t('choice.fits')}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
};

const SwapSheet = ({ booking, onClose }: { booking: BookingView } & Closing): JSX.Element => {
  const { board, words, act } = useDesk();
  const others = board.bookings.filter(
    (each) =>
      each.roomId !== null &&
      each.roomId !== booking.roomId &&
      each.start < booking.end &&
      booking.start < each.end,
  );
  return (
    <Sheet title={words.t('swap.title', { booking: bookingName(booking, words) })} onClose={onClose}>
      {others.length === 0 && <p class="empty">{words.t('swap.none')}</p>}
      <ul class="picks">
        {others.map((other) => (
          <li key={other.uid}>
            <button type="button" class="pick" onClick={() => act({ do: 'swap-with', booking, other })}>
              <b>{other.roomId}</b>
              <span>
                {words.time(Date.parse(other.start))}–{words.time(Date.parse(other.end))}{' '}
                {bookingName(other, words)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
};
