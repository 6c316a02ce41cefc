import type { DoorAct } from '../../../../shared/board/view/door-sign.ts';
import type { Asked } from './acts.ts';

/** What someone presses who stands at a door. */
export type PressedAtDoor = {
  readonly do: DoorAct;
  readonly minutes?: number;
  /** When they leave who are in the room, as the door shows it. */
  readonly until?: string | undefined;
};

/** How the API is asked for it; `agreed`: that others make way has been said. */
export const askedAtDoor = (
  room: string,
  site: string,
  { do: act, minutes, until }: PressedAtDoor,
  agreed?: true,
): Asked => ({
  method: 'POST',
  path: `/api/rooms/${encodeURIComponent(room)}/door`,
  body: {
    site,
    do: act,
    ...(act === 'leave' ? {} : { minutes, agreed }),
    ...(act === 'use-now' ? {} : { until }),
  },
});
