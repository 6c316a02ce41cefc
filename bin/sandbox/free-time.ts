import { contains, type Interval, MINUTE } from '../../shared/domain/instant.ts';
import { isLive } from './booking-row.ts';
import { type CalSchedule, windowsOf, without } from './cal-schedule.ts';
import { busyOfFeed } from './calendar-feed.ts';
import type { EventType } from './clinic.ts';
import { badRequest, type World } from './world.ts';

/** The owner's free time for a type: the schedule without their bookings of all types and what their calendars block. */
export const freeTime = async (
  world: World,
  type: EventType,
  schedule: CalSchedule,
  around: Interval,
  replaced?: string,
): Promise<readonly Interval[]> => {
  const { availability, rows } = world;
  const settings = availability.settingsOf(type.id);
  const bookings = rows
    .all()
    .filter((row) => isLive(row) && row.hostId === schedule.ownerId && row.uid !== replaced)
    .filter((row) => !(type.seatsPerTimeSlot !== null && row.eventTypeId === type.id))
    .map((row): Interval => {
      const own = availability.settingsOf(row.eventTypeId);
      return {
        start: row.start - (own.beforeEventBuffer + settings.afterEventBuffer) * MINUTE,
        end: row.end + (own.afterEventBuffer + settings.beforeEventBuffer) * MINUTE,
      };
    });
  const { urls, selected } = availability.feeds.get(schedule.ownerId) ?? { urls: [], selected: false };
  const fed = selected ? await Promise.all(urls.map((url) => busyOfFeed(url, availability.readFeed))) : [];
  if (fed.includes('all')) return [];
  return without(windowsOf(schedule, around), [...bookings, ...(fed as Interval[][]).flat()]);
};

/** Cal.com looks once more whether the time can be had. What others have reserved is not looked at. */
export const assertAvailable = async (
  world: World,
  type: EventType,
  visit: Interval,
  replaced?: string,
): Promise<void> => {
  const schedule = world.availability.scheduleOf(type);
  if (schedule === undefined) return;
  const { minimumBookingNotice } = world.availability.settingsOf(type.id);
  const free = await freeTime(world, type, schedule, visit, replaced);
  const inTime = visit.start >= world.now() + minimumBookingNotice * MINUTE;
  if (!inTime || !free.some((window) => contains(window, visit)))
    throw badRequest('User either already has booking at this time or is not available');
};
