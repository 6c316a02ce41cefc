import type { BookingRow } from './booking-row.ts';
import { meetingBody } from './webhook-payload.ts';
import type { World } from './world.ts';

type MeetingTrigger = 'MEETING_STARTED' | 'MEETING_ENDED';

/**
 * Puts MEETING_STARTED and MEETING_ENDED on the clock. What they will say is fixed now, so a location PATCHed
 * later is not in them; a cancelled or moved visit sends nothing.
 */
export const scheduleMeeting = (world: World, row: BookingRow): void => {
  if (row.end <= world.now()) return;
  world.meetings.set(row.uid, row);
  for (const [trigger, at] of [
    ['MEETING_STARTED', row.start],
    ['MEETING_ENDED', row.end],
  ] as const) {
    // Cal.com schedules for the subscribers of the moment; without any there is nothing to wait for.
    const wanted = [...world.webhooks.subscriptions.values()].some(({ triggers }) =>
      triggers.includes(trigger),
    );
    if (!wanted) continue;
    world.later(Math.max(0, at - world.now()), () => {
      const current = world.rows.get(row.uid);
      if (current?.status === 'ACCEPTED' && current.start === row.start)
        void sendMeeting(world, row, trigger);
    });
  }
};

export const sendMeeting = async (
  world: World,
  snapshot: BookingRow,
  trigger: MeetingTrigger,
): Promise<void> => {
  await world.webhooks.send(trigger, snapshot, () => meetingBody(world.clinic, snapshot, trigger));
};
