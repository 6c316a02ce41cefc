import { fitCost, scarcity } from '../../shared/domain/plan/problem/fit-cost.ts';
import {
  DEFAULT_POLICY,
  type PlanBooking,
  type PlanProblem,
  type PlanRoom,
  type RoomOption,
} from '../../shared/domain/plan/problem/problem.ts';
import { withSharedClosures } from '../../shared/domain/plan/problem/shared-closures.ts';
import type { DayFile } from './day-file.ts';
import { sessionsOfDay } from './sessions-of-day.ts';

/** The Day file as the one problem statement. Rooms and bookings keep their order. */
export const problemOfDay = (day: DayFile): PlanProblem => {
  const written = day.rooms.map(
    (room): PlanRoom => ({
      id: room.id,
      building: room.building,
      floor: room.floor,
      equipment: room.equipment,
      closed: room.closed.map(({ start, end, reason }) => ({
        start: Date.parse(start),
        end: Date.parse(end),
        ...(reason === undefined ? {} : { reason }),
      })),
      ...(room.name === undefined ? {} : { name: room.name }),
      ...(room.kind === undefined ? {} : { kind: room.kind }),
      ...(room.parts === undefined ? {} : { parts: room.parts }),
    }),
  );
  const rooms = withSharedClosures(written);
  const details = new Map(day.rooms.map((room) => [room.id, room]));
  const portable = new Set(day.portable.map((pool) => pool.tag));
  const rarity = scarcity(rooms);

  const bookings = day.bookings.map((booking): PlanBooking => {
    const start = Date.parse(booking.start);
    const end = Date.parse(booking.end);
    const { needs } = booking;
    const options: RoomOption[] = [];
    for (const room of rooms) {
      const detail = details.get(room.id);
      if (detail === undefined) continue;
      const times = timesIn(detail, needs);
      const missing = (needs.equipment ?? []).filter((tag) => !room.equipment.includes(tag));
      const borrowed = missing.filter((tag) => portable.has(tag));
      const taken = { ...times, ...(borrowed.length > 0 ? { portable: borrowed } : {}) };
      if (needs.rooms !== undefined) {
        const fit = needs.rooms[room.id];
        if (fit !== undefined) options.push({ room: room.id, fit, ...taken });
        continue;
      }
      if (needs.kind !== undefined && needs.kind !== room.kind) continue;
      if ((needs.people ?? 0) > (detail.capacity ?? Number.POSITIVE_INFINITY)) continue;
      if (borrowed.length < missing.length) continue;
      options.push({
        room: room.id,
        fit: fitCost({ needed: needs.equipment ?? [], room, rarity }),
        ...taken,
      });
    }
    const present = booking.room ? details.get(booking.room) : undefined;
    const held = present && timesIn(present, needs);
    const taken = options.find((option) => option.room === booking.room)?.portable;
    return {
      uid: booking.uid,
      start,
      end,
      state: booking.state,
      options,
      priority: booking.priority ?? 0,
      earlierChanges: booking.earlierChanges,
      ...(booking.untold ? { untold: true } : {}),
      ...(booking.mayChangeAgain ? { mayChangeAgain: true } : {}),
      ...(booking.overrun === undefined ? {} : { overrun: booking.overrun }),
      ...(booking.practitioner === undefined ? {} : { practitioner: booking.practitioner }),
      ...(booking.linked === undefined ? {} : { linked: booking.linked }),
      ...(present === undefined || held === undefined || booking.state === 'new'
        ? {}
        : {
            holds: {
              room: present.id,
              start: start - held.setupMinutes * 60_000,
              end: end + held.turnaroundMinutes * 60_000,
              ...(taken === undefined ? {} : { portable: taken }),
            },
          }),
    };
  });
  const { freezeMinutes, maxChangesPerBooking, patchesPerMinute, mails } = day.policy;
  return {
    now: Date.parse(day.now),
    rooms,
    pools: day.portable.map(({ tag, units, during }) => ({ tag, units, ...(during && { during }) })),
    bookings,
    sessions: sessionsOfDay(day),
    ...(day.ways.length === 0 ? {} : { ways: day.ways }),
    owed: day.owed.map((start) => Date.parse(start)),
    policy: {
      freezeMinutes: freezeMinutes ?? DEFAULT_POLICY.freezeMinutes,
      maxChangesPerBooking: maxChangesPerBooking ?? DEFAULT_POLICY.maxChangesPerBooking,
      patchesPerMinute: patchesPerMinute ?? DEFAULT_POLICY.patchesPerMinute,
      ...(mails === undefined ? {} : { mails }),
    },
  };
};

/** What the room needs before and after a visit: its own time or the visit's, whichever is longer. */
const timesIn = (room: DayFile['rooms'][number], needs: DayFile['bookings'][number]['needs']) => {
  return {
    setupMinutes: Math.max(room.setupMinutes, needs.setupMinutes ?? 0),
    turnaroundMinutes: Math.max(room.turnaroundMinutes, needs.turnaroundMinutes ?? 0),
  };
};
