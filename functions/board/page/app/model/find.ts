import type { BoardView, BookingView, RoomView } from '../../../../../shared/board/view/board-view.ts';
import { begunBy } from '../../../../../shared/domain/folded-words.ts';
import type { Words } from '../words.ts';

/** So many are shown: who wants more types on. */
const SHOWN = 8;
/** Of which so many are kept for rooms: each is also found by all the visits in it. */
const ROOMS_SHOWN = 2;

export type Found = {
  readonly visits: readonly BookingView[];
  readonly rooms: readonly RoomView[];
  /** How many there are in all. */
  readonly count: number;
};

/** All by which people may name a visit. */
const wordsOf = (visit: BookingView, words: Words): string => {
  const [time, code] = [words.time(visit.start), words.visit(visit.uid)];
  const room = visit.roomId === null ? [] : [visit.roomId, words.room(visit.roomId)];
  const type = visit.visitType === undefined ? '' : words.named('visit', visit.visitType);
  return [
    time,
    time.replace(/\D/g, ''),
    type,
    visit.practitioner ?? '',
    code,
    code.replace('-', ''),
    ...room,
  ].join(' ');
};

/** What of a board is meant by a few words: visits by time, type, practitioner, code and room, those that are over last; and rooms. */
export const findIn = (board: BoardView, asked: string, words: Words): Found => {
  // Each look asks again, and mostly no one looks for anything.
  if (asked.trim() === '') return { visits: [], rooms: [], count: 0 };
  const isMeant = begunBy(asked);
  const visits = board.bookings.filter((each) => isMeant(wordsOf(each, words)));
  const rooms = board.rooms.filter(({ id, name }) => isMeant(`${id} ${name}`));
  const [over, others] = [true, false].map((isOver) =>
    visits.filter(({ state }) => (state === 'done') === isOver),
  );
  const shown = [...(others ?? []), ...(over ?? [])].slice(0, SHOWN - Math.min(rooms.length, ROOMS_SHOWN));
  return {
    visits: shown,
    rooms: rooms.slice(0, SHOWN - shown.length),
    count: visits.length + rooms.length,
  };
};

/** What could be how a name begins: two letters, and no digit. */
export const isNameLike = (asked: string): boolean => /\p{L}.*\p{L}/u.test(asked) && !/\d/.test(asked);
