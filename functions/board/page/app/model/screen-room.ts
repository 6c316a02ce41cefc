import type { RoomView } from '../../../../../shared/board/view/board-view.ts';
import type { Message } from '../words.ts';
import { isNear, type Tone } from './room-card.ts';

/** What a screen says of a room: by times of the day, which need no drawing anew as they come nearer. */
export type ScreenRoom = {
  readonly tone: Tone;
  /** Until when, or from when; `time` is an instant. */
  readonly when: readonly [Message, { readonly time: string } | undefined];
};

const CLOSED: ScreenRoom = { tone: 'closed', when: ['card.closed', undefined] };

export const screenRoom = (room: RoomView, now: number): ScreenRoom => {
  const { state, phase, openNow: isOpen, from, until, readyAt, sign } = room;
  switch (state) {
    case 'in-use':
      return phase === 'turnaround'
        ? { tone: 'turnaround', when: at('card.until', readyAt) }
        : { tone: 'in-use', when: at('card.until', until) };
    case 'blocked':
      return {
        tone: 'blocked',
        when: until === undefined ? ['card.open.end', undefined] : at('card.until', until),
      };
    case 'assigned':
      if (phase === 'setup') return { tone: 'turnaround', when: at('card.setup', from) };
      if (isNear(room, now)) return { tone: 'assigned', when: at('card.from', from) };
      return isOpen ? { tone: 'free', when: at('card.until', sign?.freeUntil ?? from) } : CLOSED;
    default:
      return isOpen ? { tone: 'free', when: at('card.until', sign?.freeUntil ?? until) } : CLOSED;
  }
};

const at = (message: Message, time: string | undefined): ScreenRoom['when'] =>
  time === undefined ? ['card.free.day', undefined] : [message, { time }];
