import { fitCost, scarcity } from '../domain/plan/fit-cost.ts';
import {
  DEFAULT_POLICY,
  type PlanBooking,
  type PlanProblem,
  type PlanRoom,
  type RoomOption,
} from '../domain/plan/problem.ts';
import type { DayFile } from './day-file.ts';

/** The Day file as the one problem statement. Rooms and bookings keep their order. */
export function problemOfDay(day: DayFile): PlanProblem {
  const rooms: PlanRoom[] = day.rooms.map((room) => ({
    id: room.id,
    building: room.building,
    floor: room.floor,
    equipment: room.equipment,
    closed: room.closed.map(({ start, end, because }) => ({
      start: Date.parse(start),
      end: Date.parse(end),
      ...(because === undefined ? {} : { because }),
    })),
    ...(room.kind === undefined ? {} : { kind: room.kind }),
    ...(room.parts === undefined ? {} : { parts: room.parts }),
  }));
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
      const times = { setupMinutes: detail.setupMinutes, turnaroundMinutes: detail.turnaroundMinutes };
      if (needs.rooms !== undefined) {
        const fit = needs.rooms[room.id];
        if (fit !== undefined) options.push({ room: room.id, fit, ...times });
        continue;
      }
      if (needs.kind !== undefined && needs.kind !== room.kind) continue;
      const missing = (needs.equipment ?? []).filter((tag) => !room.equipment.includes(tag));
      if (!missing.every((tag) => portable.has(tag))) continue;
      const fit = fitCost({ needed: needs.equipment ?? [], room, rarity });
      options.push({ room: room.id, fit, ...times, ...(missing.length > 0 ? { portable: missing } : {}) });
    }
    const present = booking.room ? details.get(booking.room) : undefined;
    const taken = options.find((option) => option.room === booking.room)?.portable;
    return {
      uid: booking.uid,
      start,
      end,
      state: booking.state,
      options,
      priority: booking.priority ?? 0,
      earlierChanges: booking.earlierChanges,
      ...(booking.practitioner === undefined ? {} : { practitioner: booking.practitioner }),
      ...(present === undefined || booking.state === 'new'
        ? {}
        : {
            holds: {
              room: present.id,
              start: start - present.setupMinutes * 60_000,
              end: end + present.turnaroundMinutes * 60_000,
              ...(taken === undefined ? {} : { portable: taken }),
            },
          }),
    };
  });
  const { freezeMinutes, maxChangesPerBooking, patchesPerMinute, announce, mails } = day.policy;
  return {
    now: Date.parse(day.now),
    rooms,
    pools: day.portable,
    bookings,
    owed: day.owed.map((start) => Date.parse(start)),
    policy: {
      freezeMinutes: freezeMinutes ?? DEFAULT_POLICY.freezeMinutes,
      maxChangesPerBooking: maxChangesPerBooking ?? DEFAULT_POLICY.maxChangesPerBooking,
      patchesPerMinute: patchesPerMinute ?? DEFAULT_POLICY.patchesPerMinute,
      announce: announce ?? DEFAULT_POLICY.announce,
      ...(mails === undefined ? {} : { mails }),
    },
  };
}
