import type { BookingView, RoomView } from '../../../../../shared/board/view/board-view.ts';
import type { RoomChoices } from '../../../../../shared/board/view/room-choices.ts';
import type { RuleBeside } from '../../../../../shared/domain/hard-rules.ts';
import type { RoomChoice } from '../acts.ts';
import { queryOf } from '../place.ts';
import { useAsked } from '../use-answer.ts';
import type { Words } from '../words.ts';
import { useDesk } from './parts.tsx';
import { reasonOf } from './reasons.ts';

/** What the API knows of the rooms for one booking; asked for again whenever something has been done to it. */
export const useAskedChoices = ({ uid, etag }: BookingView): ReturnType<typeof useAsked<RoomChoices>> =>
  useAsked(`/api/bookings/${encodeURIComponent(uid)}/rooms${queryOf({ site: useDesk().board.site })}`, etag);
export const useChoices = (booking: BookingView): RoomChoices | undefined => useAskedChoices(booking).answer;

/** What will do comes first, then what only a rule speaks against. */
export const rankOf = (choice: RoomChoice | undefined): number =>
  choice?.refusal === undefined ? 0 : choice.overrule === undefined ? 2 : 1;

/** A rule speaks against the room, and it is locked: nothing puts the visit there. */
export const isShut = (choice: RoomChoice | undefined, { locked }: Pick<RoomView, 'locked'>): boolean =>
  locked === true && choice?.refusal !== undefined && !Object.hasOwn(MAY_LEAVE, choice.refusal.rejection);

/** These go when those who are there do. */
const MAY_LEAVE = { occupied: 1, blocked: 1, 'equipment-in-use': 1, 'too-far': 1 } satisfies Record<
  RuleBeside<'day'>,
  1
>;

/** Whether the room will do, or why not and what can be done about it. */
export const choiceText = (
  choice: RoomChoice,
  room: Pick<RoomView, 'locked'>,
  words: Words,
  name: (uid: string) => string,
): string => {
  const { refusal, overrule } = choice;
  if (refusal === undefined) return words.t('choice.fits');
  const reason = words.list((overrule ?? [refusal]).map((each) => reasonOf(each, words, name)));
  if (overrule !== undefined) return words.t('choice.overrule', { reason });
  return isShut(choice, room) ? `${reason} · ${words.t('choice.locked')}` : reason;
};

type Offered = { readonly choice: RoomChoice; readonly room: RoomView };

/** Rooms with the same to be said of them, those that would do first. */
export const groupsOf = (
  { rooms, roomId }: RoomChoices,
  onBoard: readonly RoomView[],
  words: Words,
  name: (uid: string) => string,
): readonly (readonly [string, readonly Offered[]])[] => {
  const others = rooms.flatMap((choice): Offered[] => {
    const room = onBoard.find(({ id }) => id === choice.room);
    return choice.room === roomId || room === undefined ? [] : [{ choice, room }];
  });
  const byText = Map.groupBy(others, ({ choice, room }) => choiceText(choice, room, words, name));
  return [...byText].toSorted(([, [a]], [, [b]]) => rankOf(a?.choice) - rankOf(b?.choice));
};
