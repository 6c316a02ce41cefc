import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import type { RoomChoices } from '../../../../../shared/board/view/room-choices.ts';
import { moveOf } from '../acts.ts';
import { isOver } from '../model/room-card.ts';
import type { StopRow } from '../model/stops.ts';
import { queryOf } from '../place.ts';
import { choiceText, isShut } from './choices.ts';
import { bookingName, useDesk } from './parts.tsx';
import { named } from './use-stops.ts';

/** A visit that is being taken to another room, and over which it is; `null`: where those are who wait. */
export type Carried = {
  readonly booking: BookingView;
  readonly over: string | null;
  /** How far it is pulled to another time, in pixels: there it does not go. */
  readonly pulled: number;
};

/** Pulled so far sideways, another time is meant. */
const MEANT_PX = 24;

/**
 * Takes a visit to another room, by keys or by a pointer. Nothing is done by it but to ask: what it would do to others is shown and
 * agreed to as ever. Its time is Cal.com's.
 */
export const useCarrying = (frame: RefObject<HTMLElement | null>, rows: readonly StopRow[]) => {
  const { board, now, words, get, act, say, tell, name } = useDesk();
  const [carried, carry] = useState<Carried | undefined>();
  const choices = useRef<Promise<RoomChoices | undefined>>(undefined);
  const [known, setKnown] = useState<RoomChoices | undefined>();
  const room = (id: string) => board.rooms.find((each) => each.id === id);

  /** What is to be said of a room that it is over. */
  const fitOf = ({ booking, over }: Carried, answer = known): string => {
    if (over === null) return words.t('booking.none');
    if (over === booking.roomId) return words.t('drag.home', { room: words.room(over) });
    const [choice, on] = [answer?.rooms.find((each) => each.room === over), room(over)];
    return [words.room(over), choice && on && choiceText(choice, on, words, name)].filter(Boolean).join(': ');
  };
  const pickUp = (uid: string): boolean => {
    const booking = board.bookings.find((each) => each.uid === uid);
    if (booking === undefined || isOver(booking, now)) return false;
    const path = `/api/bookings/${encodeURIComponent(uid)}/rooms${queryOf({ site: board.site })}`;
    // Without an answer the API itself says what is in the way.
    choices.current = get<RoomChoices>(path).catch(() => undefined);
    setKnown(undefined);
    void choices.current.then(setKnown);
    carry({ booking, over: booking.roomId, pulled: 0 });
    return true;
  };
  const putBack = (): void => {
    if (carried === undefined) return;
    carry(undefined);
    say(words.t('drag.back'));
  };
  const putDown = async (): Promise<void> => {
    if (carried === undefined) return;
    const { booking, over, pulled } = carried;
    carry(undefined);
    if (over === booking.roomId || over === null)
      return Math.abs(pulled) > MEANT_PX ? tell(words.t('drag.time')) : say(words.t('drag.back'));
    const answer = await choices.current;
    const [choice, on] = [answer?.rooms.find((each) => each.room === over), room(over)];
    if (choice && on && isShut(choice, on)) tell(fitOf(carried, answer));
    else act(moveOf(booking, over, choice));
  };
  const over = (to: string | null | undefined, pulled = 0): void =>
    carry((before) => {
      if (before === undefined || to === undefined) return before;
      const isHome = to === before.booking.roomId;
      if (to === before.over && !isHome) return before;
      return { ...before, over: to, pulled: isHome ? pulled : 0 };
    });
  /** Whether the key was for what is carried. */
  const press = (event: KeyboardEvent): boolean => {
    if (carried === undefined) return false;
    const { key } = event;
    const ids = rows.flatMap(({ roomId }) => roomId ?? []);
    const at = ids.indexOf(carried.over ?? '');
    const to = {
      ArrowDown: ids[at + 1],
      ArrowUp: ids[at - 1],
      Home: ids[0],
      End: ids.at(-1),
    }[key];
    if (to !== undefined) {
      over(to);
      named(frame.current, `row ${to}`)?.scrollIntoView({ block: 'nearest' });
      say(fitOf({ ...carried, over: to }));
    } else if (key === 'Escape' || key === 'Tab') putBack();
    else if (key === 'Enter' || key === ' ') void putDown();
    if (key === 'Tab') return false;
    event.preventDefault();
    return true;
  };
  // What fits is known a moment later than it is picked up. Said at once: a while later it may have been put back.
  useLayoutEffect(() => {
    if (carried && known && carried.over !== carried.booking.roomId) say(fitOf(carried));
  }, [known]);
  const lift = (uid: string): boolean => {
    const isUp = pickUp(uid);
    const booking = board.bookings.find((each) => each.uid === uid);
    if (isUp && booking) say(words.t('drag.picked', { booking: bookingName(booking, words) }));
    return isUp;
  };
  return { carried, fit: carried && fitOf(carried), lift, over, press, putDown, putBack };
};
