import fc from 'fast-check';
import type {
  PlanBooking,
  PlanProblem,
  PlanRoom,
  PractitionerSession,
} from '../../../shared/domain/plan/problem/problem.ts';

const EIGHT = Date.parse('2026-03-02T08:00:00Z');
const QUARTER = 15 * 60_000;
/** How many quarters of an hour after the morning's the other sessions begin: in between nothing does. */
const AFTERNOON = 24;
const EVENING = 44;

/** Of visits that mostly end in time, and of those that rarely do. */
const OVERRUNS = [
  {},
  { overrun: { p50: 0, p80: 5, p95: 20 } },
  { overrun: { p50: 10, p80: 25, p95: 40 } },
] as const;

/** Some are told a link and the building, and perhaps another building than theirs. */
const READS = [undefined, undefined, undefined, undefined, 'main', undefined, undefined, 'annexe'];

/**
 * Small Days with everything in them: breaks and an evening session, blocks, combination rooms, portable units, pins, short
 * notice, priorities; some with a single room, a single visit or none.
 */
export const smallProblems = (size: {
  rooms: number;
  bookings: number;
  /** At least so many bookings; none unless given. */
  least?: number;
}): fc.Arbitrary<PlanProblem> => {
  const rooms = fc.record({
    count: fc.integer({ min: 1, max: size.rooms }),
    combined: fc.boolean(),
    closed: fc.array(
      fc.record({ room: fc.nat(size.rooms), from: fc.nat(12), for: fc.integer({ min: 1, max: 6 }) }),
      { maxLength: 2 },
    ),
  });
  const booking = fc.record({
    at: fc.integer({ min: -2, max: 12 }),
    session: fc.constantFrom(0, AFTERNOON, EVENING),
    for: fc.integer({ min: 1, max: 5 }),
    state: fc.constantFrom(
      'new',
      'tentative',
      'announced',
      'announced',
      'announced',
      'pinned',
      'arrived',
      'started',
    ) as fc.Arbitrary<PlanBooking['state']>,
    room: fc.nat(),
    options: fc.array(
      fc.record({
        room: fc.nat(),
        fit: fc.nat(4),
        turnaround: fc.constantFrom(0, 5, 15),
        setup: fc.constantFrom(0, 0, 15),
        portable: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    staysAllowed: fc.integer({ min: 0, max: 9 }),
    priority: fc.constantFrom(0, 0, 0, 1),
    earlierChanges: fc.constantFrom(0, 0, 0, 1),
    needsPortable: fc.integer({ min: 0, max: 3 }),
    practitioner: fc.constantFrom(undefined, 'ada', 'ben', 'ben'),
    linked: fc.constantFrom(undefined, undefined, undefined, 'one', 'other'),
    overrun: fc.constantFrom(0, 0, 1, 2),
  });
  return fc
    .record({
      rooms,
      bookings: fc.array(booking, { minLength: size.least ?? 0, maxLength: size.bookings }),
      units: fc.integer({ min: 1, max: 2 }),
      cleans: fc.constantFrom(false, false, true),
      owed: fc.array(fc.nat(12), { maxLength: 3 }),
      freeze: fc.constantFrom(0, 30),
      /** One an hour: nearly nothing can be told in time. */
      rate: fc.constantFrom(4, 4, 4, 1, 1 / 60),
      mails: fc.constantFrom(undefined, undefined, undefined, undefined, 1, 2),
      twoFloors: fc.boolean(),
      breaks: fc.constantFrom(false, false, false, true),
      sessions: fc.array(
        fc.record({ rooms: fc.constantFrom(1, 1, 2), pod: fc.option(fc.nat(), { freq: 3 }) }),
        {
          minLength: 4,
          maxLength: 4,
        },
      ),
      practitioners: fc.boolean(),
      /** Minutes from one building to the other, where there are two. */
      way: fc.constantFrom(undefined, undefined, 0, 10, 20),
      overruns: fc.boolean(),
    })
    .map((draft): PlanProblem => {
      const combined = draft.rooms.combined && draft.rooms.count > 2;
      const list: PlanRoom[] = Array.from({ length: draft.rooms.count }, (_, i) => ({
        id: `R${i}`,
        building: draft.way !== undefined && i % 3 === 1 ? 'annexe' : 'main',
        floor: draft.twoFloors && i % 2 ? '2' : '1',
        equipment: [],
        closed: draft.rooms.closed
          .filter((c) => c.room % draft.rooms.count === i)
          .map((c) => ({ start: EIGHT + c.from * QUARTER, end: EIGHT + (c.from + c.for) * QUARTER })),
        ...(combined && i === draft.rooms.count - 1 ? { parts: ['R0', 'R1'] } : {}),
      }));
      const saysOf = (reads: string | undefined, id: string): { says?: string } => {
        const says = list.find((room) => room.id === id)?.building;
        return reads === undefined || says === undefined ? {} : { says };
      };
      const bookings = draft.bookings.map((b, i): PlanBooking => {
        const reads = READS[(b.room + b.at + b.for) % READS.length];
        const start = EIGHT + (b.at + (draft.breaks ? b.session : 0)) * QUARTER;
        const end = start + b.for * QUARTER;
        const present = list[b.room % list.length]?.id ?? 'R0';
        const portable = b.needsPortable === 0 ? { portable: ['scope'] } : {};
        const options = new Map(
          b.options.map((o) => {
            const room = list[o.room % list.length]?.id ?? 'R0';
            return [
              room,
              {
                room,
                fit: o.fit,
                setupMinutes: o.setup,
                turnaroundMinutes: o.turnaround,
                ...portable,
                ...saysOf(reads, room),
              },
            ];
          }),
        );
        if (b.staysAllowed > 0 && b.state !== 'new' && !options.has(present))
          options.set(present, {
            room: present,
            fit: b.staysAllowed % 4,
            setupMinutes: 0,
            turnaroundMinutes: 5,
            ...portable,
            ...saysOf(reads, present),
          });
        const own = options.get(present);
        return {
          uid: `u${i}`,
          start,
          end,
          ...(b.practitioner === undefined ? {} : { practitioner: b.practitioner }),
          ...(b.linked === undefined ? {} : { linked: b.linked }),
          ...(draft.overruns ? OVERRUNS[b.overrun] : {}),
          ...(reads === undefined ? {} : { reads }),
          state: b.state,
          ...(b.room % 3 === 0 && ['pinned', 'arrived', 'started'].includes(b.state) ? { untold: true } : {}),
          options: [...options.values()],
          priority: b.priority,
          earlierChanges: b.earlierChanges,
          ...(b.state === 'new'
            ? {}
            : {
                holds: {
                  room: present,
                  start: start - (own?.setupMinutes ?? 0) * 60_000,
                  end: end + (own?.turnaroundMinutes ?? 5) * 60_000,
                  ...portable,
                },
              }),
        };
      });
      // Two sessions each, the first half as long as the hours in which visits begin where there are no breaks.
      const sessions = draft.sessions.map(
        ({ rooms, pod }, i): PractitionerSession => ({
          practitioner: i % 2 ? 'ada' : 'ben',
          start: EIGHT + (i < 2 ? -8 : 6) * QUARTER,
          end: EIGHT + (i < 2 ? 6 : 96) * QUARTER,
          rooms,
          ...(pod === null ? {} : { pod: [list[pod % list.length]?.id ?? 'R0', 'R1'] }),
        }),
      );
      return {
        now: EIGHT,
        rooms: list,
        pools: [{ tag: 'scope', units: draft.units, ...(draft.cleans ? { during: 'turnaround' } : {}) }],
        bookings,
        ...(draft.practitioners ? { sessions } : {}),
        ...(draft.way === undefined ? {} : { ways: [{ between: ['main', 'annexe'], minutes: draft.way }] }),
        policy: {
          freezeMinutes: draft.freeze,
          maxChangesPerBooking: 1,
          patchesPerMinute: draft.rate,
          ...(draft.mails === undefined ? {} : { mails: draft.mails }),
        },
        owed: draft.owed.map((at) => EIGHT + at * QUARTER),
      };
    });
};
