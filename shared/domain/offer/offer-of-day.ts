import type { PractitionerId, RoomId } from '../catalogue.ts';
import type { Day } from '../day.ts';
import type { OnlyNotFree } from '../hard-rules.ts';
import { type Instant, MINUTE, overlap } from '../instant.ts';
import type { BusyReason } from './busy-reason.ts';
import type { DayAsRead } from './occupied-day.ts';
import { type Answer, type Offered, offerOf } from './offer.ts';

/** Starts in a row that have no room for the same reason. */
type BusyStretch = { readonly starts: readonly Instant[]; readonly reason: BusyReason };

/** What a Day offers of one visit type of a practitioner, for people to look at. */
export type OfferOfDay = {
  /** Starts with a room, as far as anyone can tell. */
  readonly open: readonly Instant[];
  readonly busy: readonly BusyStretch[];
  /** Rooms of which one more would give it starts, and how many; what gives the most first. */
  readonly opens: readonly { readonly roomId: RoomId; readonly starts: number }[];
};

/** So many rooms are asked about, those that are in the way the most often: a large house has dozens that are alike. */
const MOST_ASKED = 8;

/** While their practitioner has a visit there is no start, room or not: Cal.com makes none. */
export const offersOfDay = (asRead: DayAsRead, offered: readonly Offered[]): readonly OfferOfDay[] => {
  const asked = offered.map((each) => ({ ...each, starts: startsLeft(asRead.day, each) }));
  const { answers } = offerOf(asRead, asked);
  const opened = startsOpened(asRead, asked, answers);
  return answers.map((own, index) => ({
    open: own.flatMap(({ start, found }) => (found.kind === 'busy' ? [] : [start])),
    busy: stretchesOf(own),
    opens: opened
      .flatMap(({ roomId, counts }) => {
        const starts = counts[index] ?? 0;
        return starts === 0 ? [] : [{ roomId, starts }];
      })
      .sort((a, b) => b.starts - a.starts || (a.roomId < b.roomId ? -1 : 1)),
  }));
};

const startsLeft = (day: Day, { practitionerId, minutes, starts }: Offered): readonly Instant[] => {
  const own = visitsOf(day, practitionerId);
  return starts.filter(
    (start) => !own.some((visit) => overlap(visit, { start, end: start + minutes * MINUTE })),
  );
};

const visitsOf = ({ rooms, waiting }: Day, practitionerId: PractitionerId | undefined) =>
  practitionerId === undefined
    ? []
    : [...rooms.flatMap(({ occupancies }) => occupancies), ...waiting].filter(
        (each) => each.practitionerId === practitionerId,
      );

const stretchesOf = (answers: readonly Answer[]): readonly BusyStretch[] => {
  const stretches: { readonly starts: Instant[]; readonly reason: BusyReason }[] = [];
  let key = '';
  for (const { start, found } of answers) {
    const before = key;
    key = found.kind === 'busy' ? JSON.stringify(found.reason) : '';
    if (found.kind !== 'busy') continue;
    if (key === before) stretches.at(-1)?.starts.push(start);
    else stretches.push({ starts: [start], reason: found.reason });
  }
  return stretches;
};

/** What a freed room would do away with; whether it is open, or near enough, it would not. */
const FREED: ReadonlySet<OnlyNotFree> = new Set<OnlyNotFree>(['occupied', 'blocked']);

/** For each room that is in the way: of each visit type the starts that it would have if that one were free. */
const startsOpened = (
  asRead: DayAsRead,
  offered: readonly Offered[],
  answers: readonly (readonly Answer[])[],
): readonly { readonly roomId: RoomId; readonly counts: readonly number[] }[] => {
  const inTheWay = new Map<RoomId, Instant[][]>();
  for (const [index, own] of answers.entries())
    for (const { start, found } of own)
      for (const { roomId, rejection } of found.kind === 'busy' ? found.reason.rooms : []) {
        if (!FREED.has(rejection)) continue;
        const starts = inTheWay.get(roomId) ?? offered.map(() => []);
        starts[index]?.push(start);
        inTheWay.set(roomId, starts);
      }
  const often = (starts: readonly (readonly Instant[])[]): number => starts.flat().length;
  return [...inTheWay]
    .sort(([a, x], [b, y]) => often(y) - often(x) || (a < b ? -1 : 1))
    .slice(0, MOST_ASKED)
    .map(([roomId, starts]) => {
      const day = withOneMore(asRead.day, roomId);
      const asked = offered.map((each, index) => ({ ...each, starts: starts[index] ?? [] }));
      const then = offerOf({ ...asRead, day }, asked).answers;
      return {
        roomId,
        counts: then.map((own) => own.filter(({ found }) => found.kind === 'room').length),
      };
    });
};

/** No room has this id. */
const ONE_MORE: RoomId = '';

/** The Day with an empty room beside one that is the same: who is in that one still has to be somewhere. */
const withOneMore = (day: Day, roomId: RoomId): Day => {
  const more = day.rooms.flatMap(({ room: { parts: _walls, ...room }, ...each }) =>
    room.id === roomId ? [{ ...each, room: { ...room, id: ONE_MORE }, blocks: [], occupancies: [] }] : [],
  );
  const rooms = [...day.site.rooms, ...more.map(({ room }) => room)];
  return { ...day, site: { ...day.site, rooms }, rooms: [...day.rooms, ...more] };
};
