import type { Interval, PlanProblem } from '../problem/problem.ts';
import { roomsBeyond } from '../problem/rooms-beyond.ts';
import type { Assignments } from './explain.ts';
import type { RoomNames } from './sentences.ts';

/** In which rooms a practitioner works in one session, in the order in which they come to them. */
type PractitionerRooms = {
  readonly practitioner: string;
  /** From their first visit to the end of the last. */
  readonly time: Interval;
  readonly rooms: readonly string[];
  /** So many of them are beyond their own. */
  readonly beyond: number;
};

/** Of each session with visits in it; `of`: of the one that a booking is in. */
export const practitionerRooms = (
  { sessions = [], bookings }: PlanProblem,
  plan: Assignments,
  of?: string,
): readonly PractitionerRooms[] => {
  return sessions.flatMap((session) => {
    const visits = bookings
      .filter(
        ({ practitioner, start }) =>
          practitioner === session.practitioner && session.start <= start && start < session.end,
      )
      .sort((a, b) => a.start - b.start);
    if (of !== undefined && visits.every(({ uid }) => uid !== of)) return [];
    const rooms = [...new Set(visits.flatMap(({ uid }) => plan.get(uid) ?? []))];
    if (rooms.length === 0) return [];
    const time = {
      start: Math.min(...visits.map(({ start }) => start)),
      end: Math.max(...visits.map(({ end }) => end)),
    };
    return [{ practitioner: session.practitioner, time, rooms, beyond: roomsBeyond(session, rooms) }];
  });
};

/** `clock`: what the wall of the Site shows at an instant. */
export const practitionerSentence = (
  { practitioner, time, rooms, beyond }: PractitionerRooms,
  named: RoomNames,
  clock: (at: number) => string,
): string => {
  const names = rooms.map(named);
  const where = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join();
  const more = beyond === 0 ? '' : `, ${beyond === 1 ? '1 room' : `${beyond} rooms`} beyond their own`;
  return `Practitioner ${practitioner} works in ${where} from ${clock(time.start)} to ${clock(time.end)}${more}.`;
};
