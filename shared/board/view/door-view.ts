import { type Caller, isAtLeast } from '../../access/caller.ts';
import { type BoardView, kioskView, type RoomView } from './board-view.ts';
import type { DoorAct, DoorSign } from './door-sign.ts';

/** The board as one door shows it. */
export const doorView = (board: BoardView, room: RoomView, caller: Pick<Caller, 'role'>): BoardView => {
  const view = kioskView(board, { rooms: [room.id] });
  const { names: _names, ...shown } = view;
  const sign = doorSign(board, room);
  return {
    ...shown,
    rooms: view.rooms.map((each) => ({
      ...each,
      sign: { ...sign, acts: isAtLeast(caller, 'door') ? sign.acts : [] },
    })),
  };
};

const doorSign = (board: BoardView, room: RoomView): DoorSign => {
  const shared = [room.id, ...(room.sharesWith ?? [])];
  const visits = board.bookings
    .filter(({ roomId, state }) => roomId !== null && shared.includes(roomId) && state === 'assigned')
    .map(({ start, end, from = start }) => ({ what: 'visit' as const, start, end, from }));
  const blocks = room.blocks
    // That a visit runs late is said by until when it is there.
    .filter(({ start, reason }) => start > board.now && reason !== 'overrun')
    .map(({ start, end }) => ({ what: 'blocked' as const, start, end, from: start }));
  const ahead = [...visits, ...blocks].sort((a, b) => (a.from < b.from ? -1 : 1));
  const [next] = ahead;
  const closes = room.open.find(({ start, end }) => start <= board.now && board.now < end)?.end;
  const freeUntil = [next?.from, closes].filter((each) => each !== undefined).sort()[0];
  return {
    ...(isFree(room) && freeUntil !== undefined ? { freeUntil } : {}),
    ...(next === undefined
      ? {}
      : { next: { what: next.what, start: next.start, ...(next.end && { end: next.end }) } }),
    acts: actsNow(board, room),
  };
};

const isFree = ({ state, phase, openNow }: RoomView): boolean =>
  openNow === true && (state === 'free' || (state === 'assigned' && phase !== 'setup'));

const actsNow = ({ bookings }: BoardView, room: RoomView): DoorAct[] => {
  if (isFree(room)) return ['use-now'];
  if (room.state !== 'in-use' || room.phase !== 'visit' || room.through !== undefined) return [];
  // Whether a patient's visit is over staff know; who took the room at its door leaves it there.
  const isWalkIn = bookings.some(({ uid, walkIn }) => uid === room.booking && walkIn);
  return isWalkIn ? ['extend', 'leave'] : ['extend'];
};
