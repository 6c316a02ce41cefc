import type { BoardView, BookingView, RoomView } from '../../shared/board/view/board-view.ts';

/** A room as the API tells a page of it, free and open. */
export const roomShown = (id: string, but: Partial<RoomView> = {}): RoomView => ({
  id,
  name: id,
  building: 'North wing',
  floor: '1',
  kind: 'consulting',
  equipment: [],
  accessible: true,
  open: [{ start: '2026-11-17T07:00:00.000Z', end: '2026-11-17T19:00:00.000Z' }],
  openNow: true,
  state: 'free',
  blocks: [],
  etag: 'r1',
  ...but,
});

/** A visit as the API tells a page of it; `null`: it waits. */
export const visitShown = (
  uid: string,
  roomId: string | null,
  start: string,
  end: string,
  but: Partial<BookingView> = {},
): BookingView => ({
  uid,
  status: 'confirmed',
  start,
  end,
  roomId,
  state: roomId === null ? 'waiting' : 'assigned',
  encounter: 'planned',
  pinned: false,
  published: true,
  publication: 'told',
  asksForUnknown: false,
  etag: 'b1',
  ...but,
});

/** A board of a Tuesday in November, at ten in the morning in UTC. */
export const boardShown = (but: Partial<BoardView> = {}): BoardView => ({
  site: 'north',
  siteName: 'Clinic North',
  timeZone: 'Europe/Berlin',
  date: '2026-11-17',
  now: '2026-11-17T10:00:00.000Z',
  publishing: 'on',
  paused: false,
  rooms: [],
  bookings: [],
  waiting: [],
  owed: [],
  attention: [],
  ...but,
});
