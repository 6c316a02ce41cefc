import type { BoardView, BookingView, RoomView } from '../../../../../shared/board/board-view.ts';

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

export const toneOf = (room: RoomView): Tone => {
  if (room.state === 'in-use') return room.phase === 'turnaround' ? 'turnaround' : 'in-use';
  if (room.state === 'free' && !room.openNow) return 'closed';
  return room.state;
};

/** Names of more letters are written smaller, so that they can be read as a whole. */
const SHORT_NAME = 8;
export const isLong = ({ name }: Pick<RoomView, 'name'>): boolean => name.length > SHORT_NAME;

/** A room somebody could be sent to this minute. */
export const isFreeNow = ({ room, tone }: RoomCard): boolean =>
  tone === 'free' || (tone === 'assigned' && room.phase !== 'setup');

/** The cards of a board, in the order the catalogue has its rooms. */
export const roomCards = (board: BoardView, now: number): RoomCard[] => {
  const byRoom = Map.groupBy(board.bookings, (booking) => booking.roomId);
  return board.rooms.map((room) => roomCard(room, byRoom.get(room.id) ?? [], now));
};

const roomCard = (room: RoomView, bookings: readonly BookingView[], now: number): RoomCard => {
  const current = bookings.find((each) => each.uid === room.booking);
  const after = current === undefined ? now : Date.parse(current.start);
  const next = bookings.find(
    (each) => each.uid !== current?.uid && Date.parse(each.start) > after && each.state === 'assigned',
  );
  const from = instant(room.from);
  const until = instant(room.until);
  const sits = room.state === 'in-use' && room.phase === 'visit';
  const elapsed = sits && from !== undefined ? Math.max(0, Math.floor((now - from) / MINUTE)) : undefined;
  const booked = instant(current?.end);
  return {
    room,
    tone: toneOf(room),
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

export type Filter = { readonly floor?: string; readonly equipment?: string; readonly freeNow: boolean };

export const isWanted =
  ({ floor, equipment, freeNow }: Filter) =>
  (card: RoomCard): boolean =>
    (floor === undefined || card.room.floor === floor) &&
    (equipment === undefined || card.room.equipment.includes(equipment)) &&
    (!freeNow || isFreeNow(card));

export type FloorOfCards = {
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
