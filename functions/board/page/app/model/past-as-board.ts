import type { BoardView } from '../../../../../shared/board/view/board-view.ts';
import type { PastBoardView } from '../../../../../shared/board/view/past-board.ts';

/** The board as it stood, drawn as the board is: what it does not tell, and by which something could be done, is left empty. */
export const pastAsBoard = ({ at, rooms, bookings, ...past }: PastBoardView): BoardView => ({
  ...past,
  now: at,
  publishing: 'on',
  paused: false,
  rooms: rooms.map((room) => ({ ...room, etag: '' })),
  bookings: bookings.map((visit) => ({
    ...visit,
    published: false,
    publication: 'nothing',
    asksForUnknown: false,
    etag: '',
  })),
  waiting: [],
  owed: [],
  attention: [],
});
