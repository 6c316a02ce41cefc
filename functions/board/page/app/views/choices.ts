import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import type { RoomChoices } from '../../../../../shared/board/view/room-choices.ts';
import { queryOf } from '../place.ts';
import { useAnswer } from '../use-answer.ts';
import type { Words } from '../words.ts';
import { useDesk } from './parts.tsx';
import { reasonLines } from './reasons.ts';

/** What the API knows of the rooms for one booking; asked for again whenever something has been done to it. */
export const useChoices = ({ uid, tag }: BookingView): RoomChoices | undefined =>
  useAnswer(`/api/bookings/${encodeURIComponent(uid)}/rooms${queryOf({ site: useDesk().board.site })}`, tag);

/** Why no other room: those that would do, then the reasons of the rest. */
export const othersOf = (
  { rooms, roomId }: RoomChoices,
  words: Words,
  name: (uid: string) => string,
): string[] => {
  const others = rooms.filter(({ room }) => room !== roomId);
  const fit = others.filter(({ refusal }) => refusal === undefined).map(({ room }) => words.room(room));
  const reasons = Object.fromEntries(
    others.flatMap(({ room, refusal }) => (refusal ? [[room, refusal]] : [])),
  );
  return [
    ...(fit.length === 0 ? [] : [`${words.list(fit)}: ${words.t('choice.fits')}`]),
    ...reasonLines({ reasons }, words, name),
  ];
};
