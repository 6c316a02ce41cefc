import { Temporal } from 'temporal-polyfill';
import type { Announcing } from '../../shared/domain/catalogue.ts';
import { isLinkFirst } from '../../shared/domain/location-text.ts';
import type { PlanBooking, PlanProblem } from '../../shared/domain/plan/problem/problem.ts';
import { ownClosures } from '../../shared/domain/plan/problem/shared-closures.ts';
import type { DayFileInput } from './day-file.ts';

/** What a Day file says of the Site beyond the problem. */
type SiteOfDay = {
  readonly timeZone: string;
  readonly announcing?: Announcing;
  /** What each room itself needs after a visit, where that is known; setup is then the visits' alone. */
  readonly rooms?: readonly { readonly id: string; readonly turnaroundMinutes: number }[];
};

const MINUTE = 60_000;
/** Where a room has no end to its closure, it ends in the file so long after the last visit. */
const DAY = 24 * 60 * MINUTE;
/** The most PATCHes a minute that a Day file can say. */
const FASTEST = 60;

/**
 * The problem as a Day file that means the same: `needs.rooms` lists every option. Setup and turnaround, the longer of
 * what the room and the visit need, are told apart by the least that any option asks for.
 */
export const dayOfProblem = (problem: PlanProblem, site: SiteOfDay): DayFileInput => {
  const iso = (at: number): string =>
    Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(site.timeZone)
      .toString({ timeZoneName: 'never' });
  const last = Math.max(problem.now, ...problem.bookings.map((b) => b.end)) + DAY;
  const ofRoom = site.rooms
    ? new Map(site.rooms.map((room) => [room.id, { ...room, setupMinutes: 0 }]))
    : leastMinutes(problem.bookings);
  const classes = [...new Set(problem.bookings.map((b) => b.priority))].sort((a, b) => a - b);
  const { freezeMinutes, maxChangesPerBooking, patchesPerMinute, mails } = problem.policy;
  return {
    site: { timeZone: site.timeZone },
    now: iso(problem.now),
    rooms: problem.rooms.map((room) => ({
      id: room.id,
      building: room.building,
      floor: room.floor,
      ...(room.name === undefined ? {} : { name: room.name }),
      ...(room.kind === undefined ? {} : { kind: room.kind }),
      equipment: [...room.equipment],
      setupMinutes: ofRoom.get(room.id)?.setupMinutes ?? 0,
      turnaroundMinutes: ofRoom.get(room.id)?.turnaroundMinutes ?? 0,
      closed: ownClosures(room, problem.rooms)
        .filter(({ start }) => start < last)
        .map(({ start, end, reason }) => ({
          start: iso(start),
          end: iso(Math.min(end, last)),
          ...(reason === undefined ? {} : { reason }),
        })),
      ...(room.parts === undefined ? {} : { parts: [...room.parts] }),
    })),
    ...(problem.pools.length === 0 ? {} : { portable: problem.pools.map((pool) => ({ ...pool })) }),
    bookings: problem.bookings.map((b) => ({
      uid: b.uid,
      start: iso(b.start),
      end: iso(b.end),
      ...(b.practitioner === undefined ? {} : { practitioner: b.practitioner }),
      ...(b.linked === undefined ? {} : { linked: b.linked }),
      needs: needsOf(b),
      ...(b.overrun === undefined ? {} : { overrun: { ...b.overrun } }),
      ...(b.holds === undefined ? {} : { room: b.holds.room }),
      state: b.state,
      ...(b.untold ? { untold: true } : {}),
      priority: classes.indexOf(b.priority),
      ...(b.earlierChanges === 0 ? {} : { earlierChanges: b.earlierChanges }),
      ...(b.mayChangeAgain ? { mayChangeAgain: true } : {}),
    })),
    ...(problem.sessions === undefined || problem.sessions.length === 0
      ? {}
      : {
          sessions: problem.sessions.map(({ practitioner, start, end, rooms, pod }) => ({
            practitioner,
            start: iso(start),
            end: iso(end),
            rooms,
            ...(pod === undefined ? {} : { pod: [...pod] }),
          })),
        }),
    ...(problem.ways === undefined || problem.ways.length === 0
      ? {}
      : {
          ways: problem.ways.map(({ between: [one, other], minutes }) => ({
            between: [one, other],
            minutes,
          })),
        }),
    ...(problem.owed.length === 0 ? {} : { owed: problem.owed.map(iso) }),
    policy: {
      freezeMinutes,
      maxChangesPerBooking,
      patchesPerMinute: Math.min(FASTEST, Math.max(1, Math.floor(patchesPerMinute))),
      ...(site.announcing === undefined || isLinkFirst(site.announcing) ? {} : { announce: site.announcing }),
      ...(mails === undefined ? {} : { mails }),
    },
  };
};

type Minutes = { readonly setupMinutes: number; readonly turnaroundMinutes: number };

const shorter = (a: Minutes, b: Minutes | undefined): Minutes =>
  b === undefined
    ? a
    : {
        setupMinutes: Math.min(a.setupMinutes, b.setupMinutes),
        turnaroundMinutes: Math.min(a.turnaroundMinutes, b.turnaroundMinutes),
      };

/** The least that each room asks for before and after any visit. */
const leastMinutes = (bookings: readonly PlanBooking[]): ReadonlyMap<string, Minutes> => {
  const least = new Map<string, Minutes>();
  for (const { options } of bookings)
    for (const option of options) least.set(option.room, shorter(option, least.get(option.room)));
  return least;
};

const needsOf = ({ options, holds, start, end }: PlanBooking) => {
  const portable = [...new Set(options.flatMap((option) => option.portable ?? []))];
  // Where it may have no room but the one it holds, that says what it needs.
  const held: Minutes | undefined = holds && {
    setupMinutes: Math.max(0, Math.round((start - holds.start) / MINUTE)),
    turnaroundMinutes: Math.max(0, Math.round((holds.end - end) / MINUTE)),
  };
  const { setupMinutes, turnaroundMinutes } = options.reduce<Minutes | undefined>(
    (least, option) => shorter(option, least),
    undefined,
  ) ??
    held ?? { setupMinutes: 0, turnaroundMinutes: 0 };
  return {
    rooms: Object.fromEntries(options.map((option) => [option.room, option.fit])),
    ...(portable.length === 0 ? {} : { equipment: portable }),
    ...(setupMinutes === 0 ? {} : { setupMinutes }),
    ...(turnaroundMinutes === 0 ? {} : { turnaroundMinutes }),
  };
};
