import { type ComponentChildren, type ComponentProps, createContext, type JSX } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import type {
  BlockView,
  BoardView,
  BookingView,
  RoomView,
} from '../../../../../shared/board/view/board-view.ts';
import type { Act, Question } from '../acts.ts';
import type { Tone } from '../model/room-card.ts';
import type { Place } from '../place.ts';
import type { Stayed } from '../requests.ts';
import type { Said } from '../use-announcer.ts';
import type { Go } from '../use-place.ts';
import type { WhatIf } from '../what-if.ts';
import type { Words } from '../words.ts';
import { Icon, type IconName } from './icons.tsx';

/** What lies over the board. */
export type Layer =
  | { readonly kind: 'room'; readonly roomId: string }
  | { readonly kind: 'booking'; readonly uid: string }
  /** From the time on that was pressed, if one was (`now`: that has begun), until one that was; else now, or the whole of another day. */
  | {
      readonly kind: 'block';
      readonly roomId: string;
      readonly start?: number;
      readonly end?: number;
      readonly from?: 'now';
    }
  /** Who comes without a booking: in this room, or wherever is best. */
  | { readonly kind: 'seat'; readonly roomId?: string; readonly minutes?: number }
  | { readonly kind: 'move' | 'swap' | 'site' | 'late'; readonly uid: string }
  | { readonly kind: 'publishing' }
  | { readonly kind: 'offers' }
  /** What an act would do to others: asked, shown and agreed to before it is done. */
  | { readonly kind: 'preview'; readonly act: Act; readonly question: Question }
  | { readonly kind: 'stayed'; readonly moves: readonly Stayed[] };

/** What every part of the page knows and may do. */
export type Desk = {
  readonly board: BoardView;
  /** The board is today's: what is done to a room is done now, and only there. */
  readonly today: boolean;
  /** Why nothing can be done: what is shown is only what was kept. */
  readonly shut?: string;
  /** Today's date at the Site. */
  readonly todayDate: string;
  readonly now: number;
  readonly words: Words;
  readonly place: Place;
  readonly go: Go;
  readonly open: (layer: Layer | undefined) => void;
  readonly act: (act: Act) => void;
  /** What it does to others has been seen. */
  readonly doAgreed: (act: Act) => void;
  readonly get: <T>(path: string, init?: RequestInit) => Promise<T>;
  /** What an act would do: told once quickly, and again when it is proven. */
  readonly whatIf: (question: Question, told: (answer: WhatIf) => void, until: AbortSignal) => Promise<void>;
  /** Said by the one live region, wherever it is now. */
  readonly said: Said;
  readonly say: (words: string) => void;
  /** Said to those who look, too: why something was not done. */
  readonly tell: (words: string) => void;
  /** A booking in a few words, whether the board knows more of it or not. */
  readonly name: (uid: string) => string;
};

const DeskContext = createContext<Desk | undefined>(undefined);
export const DeskProvider = DeskContext.Provider;

export const useDesk = (): Desk => {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error('no desk around this part');
  return desk;
};

/** A state by its colour, its mark of a shape of its own, and its word. */
export const ToneMark = ({
  tone,
  words,
  said = words.t(`state:${tone}`),
}: {
  tone: Tone;
  words: Words;
  /** What is said in place of its word. */
  said?: string;
}): JSX.Element => (
  <span class="tone">
    <span class="dot" />
    <span>{said}</span>
  </span>
);

const PUBLICATION_ICONS: Record<BookingView['publication'], IconName> = {
  told: 'told',
  sent: 'told',
  pending: 'pending',
  shadow: 'pending',
  parked: 'warning',
  'manual-edit': 'person',
  nothing: 'pending',
};

/** Whether the patient knows the room. `brief`: what is as it should be is a mark, and its words are read out alone. */
export const PublicationMark = ({
  booking: { publication },
  brief = false,
}: {
  booking: BookingView;
  brief?: boolean;
}): JSX.Element | null => {
  const { words } = useDesk();
  if (publication === 'nothing') return null;
  const said = words.t(`publication:${publication}`);
  const isWell = publication === 'told' || publication === 'sent';
  return (
    <span class={`publication publication-${publication}`} title={said}>
      <Icon name={PUBLICATION_ICONS[publication]} />
      <span class={brief && isWell ? 'hidden' : ''}>{said}</span>
    </span>
  );
};

/** How far the patient is, for how long, and that it is long where the clinic finds it so; of the last step, when it was. */
export const StepMark = ({ booking }: { booking: BookingView }): JSX.Element | null => {
  const { words, now } = useDesk();
  const { encounter, encounterSince: since, encounterLimit: limit } = booking;
  if (since === undefined) return null;
  const isLong = limit !== undefined && now >= Date.parse(limit);
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  const isLast = encounter === 'finished' || encounter === 'noshow';
  const step = words.t(`encounter:${encounter}`);
  return (
    <span class="step" data-step={encounter}>
      {isLong && <Icon name="warning" />}
      {isLast
        ? words.t('encounter.at', { step, time: words.time(since) })
        : words.t(isLong ? 'encounter.long' : 'encounter.for', { step, minutes })}
    </span>
  );
};

/** A booking in a few words: what sort of visit, and its code. Never who, and never its uid. */
export const bookingName = (booking: Pick<BookingView, 'uid' | 'visitType'>, words: Words): string =>
  [booking.visitType && words.named('visit', booking.visitType), words.visit(booking.uid)]
    .filter(Boolean)
    .join('\u00a0· ');

/** What sort of visit, where the clinic has a name for it: enough beside its time and room. */
export const visitName = (
  { uid, visitType }: Pick<BookingView, 'uid' | 'visitType'>,
  words: Words,
): string => (visitType === undefined ? words.visit(uid) : words.named('visit', visitType));

export const stateName = ({ state }: BookingView, words: Words): string => words.t(`booking.state:${state}`);

/** Of what a room is in use, assigned or blocked, where it is so by another that shares its walls. */
export const throughText = ({ through }: Pick<RoomView, 'through'>, words: Words): string =>
  through === undefined ? '' : words.t('card.through', { room: words.room(through) });

/** The room at which a block is lifted; none where it comes again by the clinic file. */
export const liftedAt = (block: BlockView, room: RoomView, board: BoardView): RoomView | undefined =>
  block.reason === 'overrun' || block.repeats
    ? undefined
    : block.room === undefined
      ? room
      : board.rooms.find(({ id }) => id === block.room);

export const reasonName = (reason: string, words: Words): string => words.named('reason', reason);

/**
 * `label` is read out in place of its words, where those alone would not tell it from its neighbours. While it `waits`
 * for an answer a press does nothing; it is reached with Tab all the same, and keeps the focus.
 */
export const Button = ({
  class: looks = '',
  label,
  waits = false,
  onClick,
  ...rest
}: ComponentProps<'button'> & {
  class?: string;
  label?: string | undefined;
  waits?: boolean;
}): JSX.Element => (
  <button
    type="button"
    class={`button ${looks}`}
    aria-label={label}
    aria-disabled={waits || undefined}
    onClick={waits ? undefined : onClick}
    {...rest}
  />
);

/** Of a button that would do something: that it does nothing now, and why. */
export const shutting = ({ shut }: Pick<Desk, 'shut'>): { waits?: true; title?: string } =>
  shut === undefined ? {} : { waits: true, title: shut };

/** Does what it says, once: the second press of a double click would fall on what stands there by then. */
export const ActButton = ({
  act,
  label,
  children,
  class: looks = '',
}: {
  act: Act;
  label: string;
  children?: ComponentChildren;
  class?: string;
}): JSX.Element => {
  const desk = useDesk();
  return (
    <Button
      class={looks}
      label={label}
      {...shutting(desk)}
      onClick={({ detail }) => detail < 2 && desk.act(act)}
    >
      {children ?? label}
    </Button>
  );
};

/** A window over the board: Escape closes it, focus stays within and goes back to where it came from. */
export const Sheet = ({
  title,
  children,
  onClose,
}: {
  title: string;
  children: ComponentChildren;
  onClose: () => void;
}): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null);
  const { words, said, shut } = useDesk();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press beside the window closes it, as Escape does
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="sheet-title"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="sheet-body">
        <header class="sheet-head">
          <h2 id="sheet-title" tabIndex={-1}>
            {title}
          </h2>
          <Button class="quiet icon-only" label={words.t('close')} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </Button>
        </header>
        {shut !== undefined && <p class="quiet">{shut}</p>}
        {children}
      </div>
      <LiveRegion said={said} />
    </dialog>
  );
};

/**
 * The one polite live region. While a sheet is open the rest of the page is silent, so it is within. What does not change is not read
 * out: each time there is a new element.
 */
export const LiveRegion = ({ said: { text, before } }: { said: Said }): JSX.Element => (
  <div class="hidden" role="status" aria-live="polite">
    <span key={before}>{text}</span>
  </div>
);

export const Facts = ({
  facts,
}: {
  facts: readonly (readonly [string, ComponentChildren])[];
}): JSX.Element => (
  <dl class="facts">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

/** What every sheet is handed. */
export type Closing = { readonly onClose: () => void };

/** One of several, as radio buttons that look like buttons. */
export const Choice = <T extends string | number | undefined>({
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
          <input
            type="radio"
            name={name}
            value={String(value ?? '')}
            checked={value === chosen}
            onChange={() => onChoose(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </div>
  </fieldset>
);
