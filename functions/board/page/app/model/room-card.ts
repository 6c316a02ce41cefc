import type { BoardView, BookingView, RoomView } from '../../../../../shared/board/view/board-view.ts';

/** What a card says at a glance: each has its colour, its icon and its word. */
export const TONES = ['in-use', 'turnaround', 'assigned', 'free', 'blocked', 'closed'] as const;
export type Tone = (typeof TONES)[number];

export type RoomCard = {
  readonly room: RoomView;
  readonly tone: Tone;
  /** The booking in the room, or the next one where the room is empty. */
  readonly current: BookingView | undefined;
  /** The one after it. */
  readonly next: BookingView | undefined;
  readonly until: number | undefined;
  readonly from: number | undefined;
  readonly readyAt: number | undefined;
  /** Minutes since the visit began. */
  readonly elapsed: number | undefined;
  /** Minutes past the time it was booked until. */
  readonly over: number;
  /** Between 0 and 1: how much of the visit has passed. */
  readonly progress: number | undefined;
};

const MINUTE = 60_000;

const instant = (iso: string | undefined): number | undefined =>
  iso === undefined ? undefined : Date.parse(iso);

/** A room that someone has in so many minutes is theirs; until then it is free, and says until when. */
const NEAR = 30;

/** Of today's board: another date has no now. */
export const toneOf = (room: RoomView, now: number): Tone => {
  if (room.state === undefined) throw new TypeError('another date has no now');
  if (room.state === 'in-use') return room.phase === 'turnaround' ? 'turnaround' : 'in-use';
  if (room.state === 'assigned' && isNear(room, now)) return 'assigned';
  if (room.state === 'blocked') return 'blocked';
  return room.openNow ? 'free' : 'closed';
};

export const isNear = ({ phase, from }: RoomView, now: number): boolean =>
  phase === 'setup' || (from !== undefined && Date.parse(from) - now <= NEAR * MINUTE);

/** Of the longest word in a room's name: no word of it is broken, it is written smaller instead. */
export const lettersOf = ({ name }: Pick<RoomView, 'name'>): number =>
  Math.max(2, ...name.split(/[\s-]/).map((word) => word.length));

/** A room someone could be sent to this minute. */
export const isFreeNow = ({ room, tone }: RoomCard): boolean =>
  tone === 'free' || (tone === 'assigned' && room.phase !== 'setup');

/** A visit begins no earlier than so many minutes before its time: the API would not have it. */
const EARLIEST_START = 120;

/** Nothing more becomes of it: who did not come may still, while it is their time. */
export const isOver = (
  { encounter, state, end }: Pick<BookingView, 'encounter' | 'state' | 'end'>,
  now: number,
): boolean => state === 'done' && (encounter !== 'noshow' || now >= Date.parse(end));

/** What staff may say next of a visit, the next step first: steps may be left out. Who waits for a room can be here, no more. */
export const nextSteps = (
  visit: Pick<BookingView, 'encounter' | 'state' | 'start' | 'end'>,
  now: number,
): VisitStep[] => {
  const { encounter, state, start, end } = visit;
  if (isOver(visit, now) || now < Date.parse(start) - EARLIEST_START * MINUTE) return [];
  if (state === 'waiting') return encounter === 'planned' && now < Date.parse(end) ? ['arrived'] : [];
  const ahead = STEPS.slice(STEPS.findIndex((step) => TAKEN_BY[step] === encounter) + 1);
  return state === 'in-use' ? ahead : ahead.filter((step) => step !== 'finished-early');
};

/** The two of them that a card has room for: the next, and that it is over as soon as it may be. */
export const stepsOnCard = (steps: readonly VisitStep[]): VisitStep[] => {
  const [next, skipping] = [
    steps[0],
    steps.includes('finished-early') ? 'finished-early' : steps.find((step) => step === 'started'),
  ] as const;
  return [...new Set([next, skipping])].filter((step) => step !== undefined);
};

/** The patient of the next visit may be here long before its room is. */
const SOON = 60;

/** Whether it can be said on a card that the patient of the next visit has arrived. */
export const mayHaveArrived = (next: BookingView, now: number): boolean =>
  nextSteps(next, now)[0] === 'arrived' && now >= Date.parse(next.start) - SOON * MINUTE;

const STEPS = ['arrived', 'in-room', 'started', 'finished-early'] as const;
export type VisitStep = (typeof STEPS)[number];
const TAKEN_BY: Record<VisitStep, BookingView['encounter']> = {
  arrived: 'arrived',
  'in-room': 'in-room',
  started: 'in-progress',
  'finished-early': 'finished',
};

/** The cards of a board, in the order the catalogue has its rooms. */
export const roomCards = (board: BoardView, now: number): RoomCard[] => {
  const byRoom = Map.groupBy(board.bookings, (booking) => booking.roomId);
  return board.rooms.map((room) => roomCard(room, byRoom.get(room.id) ?? [], now));
};

const roomCard = (room: RoomView, bookings: readonly BookingView[], now: number): RoomCard => {
  const tone = toneOf(room, now);
  const isFree = tone === 'free' || tone === 'closed';
  // Anyone who comes much later is the next one: no one has a room that is free.
  const current = isFree ? undefined : bookings.find((each) => each.uid === room.booking);
  const after = current === undefined ? now : Date.parse(current.start);
  const next = bookings.find(
    (each) => each.uid !== current?.uid && Date.parse(each.start) > after && each.state === 'assigned',
  );
  const from = instant(room.from);
  // A free room is so until it is prepared for the next one.
  const until = instant(isFree ? (next?.from ?? room.from ?? room.until) : room.until);
  const sits = room.state === 'in-use' && room.phase === 'visit';
  const elapsed = sits && from !== undefined ? Math.max(0, Math.floor((now - from) / MINUTE)) : undefined;
  const booked = instant(current?.end);
  return {
    room,
    tone,
    current,
    next,
    from,
    until,
    readyAt: instant(room.readyAt),
    elapsed,
    over: sits && booked !== undefined ? Math.max(0, Math.floor((now - booked) / MINUTE)) : 0,
    progress:
      sits && from !== undefined && until !== undefined && until > from
        ? Math.min(1, Math.max(0, (now - from) / (until - from)))
        : undefined,
  };
};

type Filter = { readonly floor?: string; readonly equipment?: string; readonly freeNow: boolean };

export const isWanted =
  ({ floor, equipment, freeNow }: Filter) =>
  (card: RoomCard): boolean =>
    isWantedRoom({ floor, equipment })(card.room) && (!freeNow || isFreeNow(card));

/** The same of a room on whatever date: what it is, not what it does now. */
export const isWantedRoom =
  ({ floor, equipment }: { floor?: string | undefined; equipment?: string | undefined }) =>
  (room: RoomView): boolean =>
    (floor === undefined || room.floor === floor) &&
    (equipment === undefined || room.equipment.includes(equipment));

/** When a room is open, and neither blocked nor held by anyone. */
export const freeTimes = (
  room: RoomView,
  bookings: readonly BookingView[],
): { readonly start: string; readonly end: string }[] => {
  const taken = [
    ...bookings
      .filter((each) => each.roomId === room.id)
      .map(({ from, to, start, end }) => ({ start: from ?? start, end: to ?? end })),
    ...room.blocks.map(({ start, end = '9999' }) => ({ start, end })),
  ].sort((a, b) => (a.start < b.start ? -1 : 1));
  return room.open.flatMap(({ start, end }) => {
    const free: { start: string; end: string }[] = [];
    let at = start;
    for (const each of taken) {
      if (each.start >= end) break;
      if (each.start > at) free.push({ start: at, end: each.start });
      if (each.end > at) at = each.end;
    }
    return at < end ? [...free, { start: at, end }] : free;
  });
};

type FloorOfCards = {
  readonly building: string;
  readonly floor: string;
  readonly cards: readonly RoomCard[];
};

/** By building and floor, as the catalogue lists them: from the ground up. */
export const byFloor = (cards: readonly RoomCard[]): FloorOfCards[] =>
  [...Map.groupBy(cards, ({ room }) => JSON.stringify([room.building, room.floor])).values()].flatMap(
    (group) => {
      const [first] = group;
      return first === undefined
        ? []
        : [{ building: first.room.building, floor: first.room.floor, cards: group }];
    },
  );

export const countsOf = (cards: readonly RoomCard[]): Record<Tone, number> =>
  Object.fromEntries(
    TONES.map((tone) => [tone, cards.filter((card) => card.tone === tone).length]),
  ) as Record<Tone, number>;
