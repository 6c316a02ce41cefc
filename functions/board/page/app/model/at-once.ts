import type { Act } from '../acts.ts';
import { isFreeNow, type RoomCard } from './room-card.ts';

/** Minutes offered for a block, besides "until further notice" and any other time. */
export const BLOCK_MINUTES = [10, 20, 30, 60, 120];
/** Minutes offered; anyone who stays longer is given more later. */
export const SEAT_MINUTES = [10, 20, 30, 45, 60, 90] as const;
/** Minutes offered for a visit that runs late. */
export const LATE_MINUTES = [5, 10, 15, 20, 30];

const MINUTE = 60_000;

/** What is done by one press, and for how many minutes from now it may be. */
export type AtOnceOffer = {
  readonly what: 'late' | 'seat' | 'cleaning';
  readonly minutes: readonly number[];
  readonly actOf: (minutes: number) => Act;
};

/** What is done most at a room for so many minutes, the likeliest first. */
export const atOnceAt = (card: RoomCard, now: number): readonly AtOnceOffer[] => {
  const { room, tone, current, until } = card;
  const offered: AtOnceOffer[] = [];
  if (tone === 'in-use' && current !== undefined)
    offered.push({
      what: 'late',
      minutes: LATE_MINUTES,
      actOf: (minutes) => ({ do: 'running-late', booking: current, minutes }),
    });
  if (isFreeNow(card) && room.openNow)
    offered.push({
      what: 'seat',
      minutes: SEAT_MINUTES.filter((each) => until === undefined || now + each * MINUTE <= until),
      actOf: (minutes) => ({ do: 'seat', room, minutes }),
    });
  if (tone !== 'blocked')
    offered.push({
      what: 'cleaning',
      minutes: BLOCK_MINUTES,
      actOf: (minutes) => ({
        do: 'block',
        room,
        reason: 'cleaning',
        end: Math.floor(now / MINUTE + minutes) * MINUTE,
      }),
    });
  return offered;
};
