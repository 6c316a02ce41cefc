import type {
  PlanBooking,
  PlanProblem,
  PlanRoom,
  RoomOption,
} from '../../../shared/domain/plan/problem/problem.ts';

/**
 * Reads the rules of `problem.md` once more, slowly, and shares no code with the planner: for every booking and every
 * moment it asks whether the plan may be so. Returns what is wrong, in words; empty is a valid plan.
 */
export const violations = (
  problem: PlanProblem,
  assignments: ReadonlyMap<string, string | null>,
): string[] => {
  const wrong: string[] = [];
  const roomById: Record<string, PlanRoom> = Object.fromEntries(problem.rooms.map((r) => [r.id, r]));
  const seated: {
    b: PlanBooking;
    room: string;
    from: number;
    to: number;
    occupies: string[];
    portable: readonly string[];
    pinned: boolean;
    over?: boolean;
  }[] = [];

  for (const b of problem.bookings) {
    if (!assignments.has(b.uid)) wrong.push(`${b.uid}: the plan does not mention it`);
    const room = assignments.get(b.uid) ?? null;
    const before = b.holds?.room ?? null;
    if (b.end <= problem.now) {
      if (room !== before) wrong.push(`${b.uid}: is over and was changed`);
      if (b.holds)
        seated.push({
          b,
          room: b.holds.room,
          from: b.holds.start,
          to: b.holds.end,
          occupies: whole(b.holds.room, roomById),
          portable: b.holds.portable ?? [],
          pinned: true,
          over: true,
        });
      continue;
    }
    if (staysForStaff(b) && before !== null && room !== before)
      wrong.push(`${b.uid}: is ${b.state} and was moved`);
    if (room === null) continue;
    const option = b.options.find((o) => o.room === room);
    const stays = room === before;
    const pinned = stays && staysForStaff(b);
    if (!option && !pinned) wrong.push(`${b.uid}: ${room} is not allowed for it`);
    const span = stays && b.holds ? b.holds : option && time(b, option);
    if (!span) continue;
    // Who stays has only the rest to come; who comes is written down there from the visit's beginning.
    const from = stays ? Math.max(span.start, problem.now) : span.start;
    const occupies = whole(room, roomById);
    const portable = (stays ? b.holds?.portable : undefined) ?? option?.portable ?? [];
    seated.push({ b, room, from, to: span.end, occupies, portable, pinned });
    if (pinned) continue;
    for (const part of occupies) {
      for (const c of roomById[part]?.closed ?? []) {
        if (c.start < span.end && from < c.end)
          wrong.push(`${b.uid}: ${part} is closed while it would be in ${room}`);
      }
    }
  }
  for (const [i, x] of seated.entries()) {
    for (const y of seated.slice(i + 1)) {
      if (x.pinned && y.pinned) continue;
      // What contradicted itself in the past cannot be mended by a plan.
      if ((x.over || y.over) && [x, y].every((z) => isHeld(z.b, problem) && z.room === z.b.holds?.room))
        continue;
      if (x.from < y.to && y.from < x.to && x.occupies.some((r) => y.occupies.includes(r)))
        wrong.push(`${x.b.uid} and ${y.b.uid} meet in ${x.room}/${y.room}`);
      const stand = [x, y].every((z) => z.over || (isHeld(z.b, problem) && z.room === z.b.holds?.room));
      if (!stand && late(x.b, x.room, y.b, y.room, problem))
        wrong.push(`${x.b.uid} and ${y.b.uid} are too far apart in ${x.room}/${y.room}`);
    }
  }
  for (const pool of problem.pools) {
    // One who cleans is there from the end of the visit on.
    const begins = (z: (typeof seated)[number]) =>
      pool.during === 'turnaround' ? Math.max(z.from, z.b.end) : z.from;
    for (const x of seated) {
      const at = begins(x);
      const users = seated.filter((y) => y.portable.includes(pool.tag) && begins(y) <= at && at < y.to);
      const movable = users.filter(
        (y) => !isHeld(y.b, problem) || assignments.get(y.b.uid) !== y.b.holds?.room,
      );
      if (users.length > pool.units && movable.length > 0)
        wrong.push(`${pool.tag}: more in use than there are`);
    }
  }
  wrong.push(
    ...movedWithoutNeed(problem, assignments, roomById),
    ...tooManyToTell(problem, assignments, roomById),
  );
  return wrong;
};

const whole = (room: string, rooms: Record<string, PlanRoom>, seen: string[] = []): string[] => {
  if (seen.includes(room)) return seen;
  const next = [...seen, room];
  return (rooms[room]?.parts ?? []).reduce((all, part) => whole(part, rooms, all), next);
};

const time = (b: PlanBooking, o: RoomOption) => {
  return { start: b.start - o.setupMinutes * 60000, end: b.end + o.turnaroundMinutes * 60000 };
};

/** Has one person both visits, and less time between them than from the one building to the other? */
const late = (a: PlanBooking, roomA: string, b: PlanBooking, roomB: string, p: PlanProblem): boolean => {
  const practitioner = a.practitioner !== undefined && a.practitioner === b.practitioner;
  const patient = a.linked !== undefined && a.linked === b.linked;
  if (a === b || !(practitioner || patient)) return false;
  const [from, to] = [roomA, roomB].map((id) => p.rooms.find((r) => r.id === id)?.building ?? '');
  const way = (p.ways ?? []).find(
    ({ between }) => from !== to && between.includes(from ?? '') && between.includes(to ?? ''),
  );
  const [first, second] = a.start <= b.start ? [a, b] : [b, a];
  const free = (second.start - first.end) / 60000;
  return way !== undefined && way.minutes > 0 && free < way.minutes;
};

/** Pinned, or the patient is there: only staff move it, whatever becomes of its room. */
const staysForStaff = ({ state }: PlanBooking): boolean => {
  return state === 'pinned' || state === 'arrived';
};

/** pinned, arrived, started, frozen, or changed as often as allowed */
const isHeld = (b: PlanBooking, p: PlanProblem): boolean => {
  if (!b.holds) return false;
  if (staysForStaff(b) || b.state === 'started') return true;
  if (b.start <= p.now || b.start < p.now + p.policy.freezeMinutes * 60000) return true;
  return b.state === 'announced' && !b.mayChangeAgain && b.earlierChanges >= p.policy.maxChangesPerBooking;
};

/** Can the present room be used at all, looking only at the booking, its room and those held more firmly? */
const unusable = (b: PlanBooking, p: PlanProblem, rooms: Record<string, PlanRoom>): boolean => {
  const h = b.holds;
  if (!h) return false;
  if (!b.options.some((o) => o.room === h.room)) return true;
  const from = Math.max(h.start, p.now);
  const parts = whole(h.room, rooms);
  if (parts.some((part) => rooms[part]?.closed.some((c) => c.start < h.end && from < c.end))) return true;
  if (
    !isHeld(b, p) &&
    p.bookings.some(
      (o) =>
        o.holds &&
        (o.end <= p.now || (isHeld(o, p) && (staysForStaff(o) || !unusable(o, p, rooms)))) &&
        late(b, h.room, o, o.holds.room, p),
    )
  )
    return true;
  return p.bookings.some((o) => {
    if (!o.holds || !isHeld(o, p) || o.holds.end <= p.now || !firmer(o, b, p)) return false;
    const meet =
      o.holds.start < h.end &&
      from < o.holds.end &&
      whole(o.holds.room, rooms).some((r) => parts.includes(r));
    return meet && (staysForStaff(o) || o.end <= p.now || !unusable(o, p, rooms));
  });
};

/** Of two that are held in one room at one time, whose claim is better: pinned, arrived, started, frozen, changed before, free. */
const firmer = (o: PlanBooking, b: PlanBooking, p: PlanProblem): boolean => {
  const rank = (x: PlanBooking) => {
    if (!isHeld(x, p)) return 5;
    if (x.end <= p.now) return 4.5;
    if (x.state === 'pinned') return 1;
    if (x.state === 'arrived') return 1.5;
    if (x.state === 'started' || x.start <= p.now) return 2;
    return x.start < p.now + p.policy.freezeMinutes * 60000 ? 3 : 4;
  };
  if (o === b) return false;
  if (rank(o) !== rank(b)) return rank(o) < rank(b);
  return o.start !== b.start ? o.start < b.start : o.uid < b.uid;
};

const movedWithoutNeed = (
  p: PlanProblem,
  plan: ReadonlyMap<string, string | null>,
  rooms: Record<string, PlanRoom>,
): string[] => {
  return p.bookings
    .filter((b) => b.end > p.now && isHeld(b, p) && (plan.get(b.uid) ?? null) !== b.holds?.room)
    .filter((b) => !staysForStaff(b) && !unusable(b, p, rooms))
    .map((b) => `${b.uid}: was moved though it is to stay`);
};

const wasTold = (b: PlanBooking): boolean => {
  if (b.holds === undefined || b.untold) return false;
  return b.state === 'announced' || staysForStaff(b) || b.state === 'started';
};

/** Is what the patient was told as true of that room? */
export const readsTheSame = (b: PlanBooking, room: string | null | undefined): boolean =>
  b.reads !== undefined && b.options.some((o) => o.room === room && o.says === b.reads);

const tooManyToTell = (
  p: PlanProblem,
  plan: ReadonlyMap<string, string | null>,
  rooms: Record<string, PlanRoom>,
): string[] => {
  const changed = p.bookings.filter(
    (b) =>
      b.end > p.now &&
      wasTold(b) &&
      (plan.get(b.uid) ?? null) !== b.holds?.room &&
      !readsTheSame(b, plan.get(b.uid)),
  );
  const forced = changed.filter((b) => unusable(b, p, rooms));
  const forcedAtAll = p.bookings.filter(
    (b) => b.end > p.now && wasTold(b) && !staysForStaff(b) && unusable(b, p, rooms),
  );
  const willing = changed.filter((b) => !forced.includes(b));
  const { mustLeave, involved } = contradicting(p, rooms);
  const wrong: string[] = [];
  // Those, too, who start later and stay, or must change, or are owed: that leaves others fewer, however early they are told.
  const mayChange = p.bookings.filter(
    (b) => b.end > p.now && wasTold(b) && !isHeld(b, p) && !unusable(b, p, rooms),
  );
  const times = [...mayChange, ...forcedAtAll].map(({ start }) => start);
  for (const t of new Set([...times, ...p.owed])) {
    const sendable = Math.floor(((t - p.now) / 60000) * p.policy.patchesPerMinute);
    const room = Math.max(
      0,
      sendable - p.owed.filter((s) => s <= t).length - forcedAtAll.filter((b) => b.start <= t).length,
    );
    const must = mustLeave.filter(({ since }) => since <= t).length;
    const by = willing.filter((b) => b.start <= t);
    if (by.length > Math.max(room, must) || by.filter((b) => !involved.has(b.uid)).length > room)
      wrong.push(`more changes before ${new Date(t).toISOString()} than can be told`);
  }
  const mails = changed.filter((b) => plan.get(b.uid) != null).length;
  if (p.policy.mails !== undefined && mails > p.policy.mails)
    wrong.push(`${mails} mails, allowed are ${p.policy.mails}`);
  return wrong;
};

/** Counted anew, not read from the certificate. */
export const tally = (p: PlanProblem, plan: ReadonlyMap<string, string | null>) => {
  const live = p.bookings.filter((b) => b.end > p.now);
  const classes = [...new Set(live.map((b) => b.priority))].sort((a, b) => b - a);
  const changed = live.filter(
    (b) => wasTold(b) && plan.get(b.uid) !== b.holds?.room && !readsTheSame(b, plan.get(b.uid)),
  );
  return {
    waiting: classes.map((c) => live.filter((b) => b.priority === c && plan.get(b.uid) === null).length),
    messages: changed.length,
    discomfort: changed.reduce((sum, b) => sum + unwelcome(b, plan.get(b.uid) ?? null, p), 0),
    roomChanges: roomChanges(p, plan),
    gapPrice: gapPrice(p, plan),
    // What is held fast is no one's choice: its fit is not counted.
    fit:
      live
        .filter((b) => !(isHeld(b, p) && plan.get(b.uid) === b.holds?.room))
        .reduce((sum, b) => sum + (b.options.find((o) => o.room === plan.get(b.uid))?.fit ?? 0), 0) +
      farApart(p, plan),
  };
};

/**
 * Each visit of one patient's that are linked, and the one before it: another building 3, another floor 1, another room 1. Where it is
 * some way from house to house, each of a practitioner's as well, without the last.
 */
const farApart = (p: PlanProblem, plan: ReadonlyMap<string, string | null>): number => {
  if (p.nearness === false) return 0;
  const sorted = [...p.bookings].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.uid < b.uid ? -1 : 1),
  );
  const walked = (p.ways ?? []).some(({ minutes }) => minutes > 0);
  let sum = 0;
  for (const [at, b] of sorted.entries()) {
    const before = sorted.slice(0, at).reverse();
    const followed = [
      { of: before.find((x) => b.linked !== undefined && x.linked === b.linked), room: 1 },
      { of: before.find((x) => walked && b.practitioner && x.practitioner === b.practitioner), room: 0 },
    ];
    for (const { of, room } of followed) {
      const [here, there] = [b, of].map((x) => p.rooms.find((r) => r.id === plan.get(x?.uid ?? '')));
      if (!here || !there || here === there) continue;
      sum += room + (here.building !== there.building ? 3 : here.floor !== there.floor ? 1 : 0);
    }
  }
  return sum;
};

/** Per session: the rooms its visits are in, less those the practitioner may have; and no fewer than those outside their pod. */
const roomChanges = (p: PlanProblem, plan: ReadonlyMap<string, string | null>): number => {
  let sum = 0;
  for (const s of p.sessions ?? []) {
    const visits = p.bookings.filter(
      (b) => b.practitioner === s.practitioner && b.start >= s.start && b.start < s.end,
    );
    const rooms = new Set(visits.map((b) => plan.get(b.uid)).filter((room) => room != null));
    const foreign = [...rooms].filter((room) => s.pod && !s.pod.includes(room));
    sum += Math.max(rooms.size - s.rooms, foreign.length, 0);
  }
  return sum;
};

/** Of every visit that has a room and is not over: how much too soon the next one comes into that room, or into a part of it. */
const gapPrice = (p: PlanProblem, plan: ReadonlyMap<string, string | null>): number => {
  const rooms: Record<string, PlanRoom> = Object.fromEntries(p.rooms.map((r) => [r.id, r]));
  const stays = p.bookings.flatMap((b) => {
    const room = plan.get(b.uid);
    const option = b.options.find((o) => o.room === room);
    const span = room == null ? undefined : room === b.holds?.room ? b.holds : option && time(b, option);
    if (room == null || span === undefined || span.end <= p.now) return [];
    const start = room === b.holds?.room ? Math.max(span.start, p.now) : span.start;
    return [{ b, start, end: span.end, in: whole(room, rooms) }];
  });
  const tails = p.bookings.flatMap((b) => (b.overrun ? [b.overrun.p95 - b.overrun.p80] : []));
  const steep = 1 + 2 * Math.max(0, ...tails);
  let sum = 0;
  for (const { b, end, in: here } of stays) {
    if (b.overrun === undefined || b.end <= p.now) continue;
    const after = stays.filter((s) => s.start >= end && s.in.some((room) => here.includes(room)));
    const gap = Math.floor((Math.min(...after.map((s) => s.start)) - end) / 60000);
    const { p50, p80, p95 } = b.overrun;
    if (gap < p50) sum += steep * (p50 - gap);
    if (gap < p80) sum += steep * (p80 - gap);
    if (gap < p95) sum += p95 - gap;
  }
  return sum;
};

/** Short notice 3, 2, 1 or 0; another building (or no room) 3, another floor 1; each earlier change 1, at most 3. */
const unwelcome = (b: PlanBooking, room: string | null, p: PlanProblem): number => {
  const hours = (b.start - p.now) / 3_600_000;
  const notice = hours >= 24 ? 0 : hours >= 6 ? 1 : hours >= 2 ? 2 : 3;
  const [old, next] = [b.holds?.room, room].map((id) => p.rooms.find((r) => r.id === id));
  const way = !old || !next || old.building !== next.building ? 3 : old.floor !== next.floor ? 1 : 0;
  return notice + way + Math.min(b.earlierChanges, 3);
};

/**
 * Announced visits whose present rooms (or borrowed units) contradict each other: those that have to leave, if anyone who matters
 * more, then anyone who starts earlier, stays, each with the earliest start among all that it is entangled with.
 */
const contradicting = (p: PlanProblem, rooms: Record<string, PlanRoom>) => {
  const inPlace = p.bookings.filter(
    (b) => b.holds && b.holds.end > p.now && (staysForStaff(b) || (isHeld(b, p) && !unusable(b, p, rooms))),
  );
  const free = p.bookings.filter(
    (b) => b.end > p.now && wasTold(b) && !inPlace.includes(b) && !unusable(b, p, rooms),
  );
  const meet = (a: PlanBooking, b: PlanBooking) =>
    a.holds !== undefined &&
    b.holds !== undefined &&
    Math.max(a.holds.start, p.now) < b.holds.end &&
    Math.max(b.holds.start, p.now) < a.holds.end;
  const share = (a: PlanBooking, b: PlanBooking) =>
    whole(a.holds?.room ?? '', rooms).some((room) => whole(b.holds?.room ?? '', rooms).includes(room));
  const clash = (a: PlanBooking, b: PlanBooking) =>
    (meet(a, b) && share(a, b)) || late(a, a.holds?.room ?? '', b, b.holds?.room ?? '', p);
  const usedFrom = (b: PlanBooking, tag: string): number =>
    p.pools.some((pool) => pool.tag === tag && pool.during === 'turnaround')
      ? Math.max(b.end, b.holds?.start ?? 0)
      : (b.holds?.start ?? 0);
  const borrows = (b: PlanBooking, tag: string) => b.holds?.portable?.includes(tag) === true;
  const kept: PlanBooking[] = [];
  const left: PlanBooking[] = [];
  const tooManyUnits = (b: PlanBooking) =>
    p.pools.some(({ tag, units }) => {
      if (!borrows(b, tag)) return false;
      const users = [...inPlace, ...kept, b].filter((x) => borrows(x, tag));
      return users.some((x) => {
        const at = Math.max(usedFrom(x, tag), p.now);
        const during = at >= Math.max(usedFrom(b, tag), p.now) && at < (b.holds?.end ?? 0);
        const running = users.filter((y) => usedFrom(y, tag) <= at && at < (y.holds?.end ?? 0));
        return during && running.length > units;
      });
    });
  for (const b of free.toSorted((x, y) => y.priority - x.priority || x.start - y.start))
    (kept.some((other) => clash(other, b)) || tooManyUnits(b) ? left : kept).push(b);
  const involved = new Set<string>();
  const mustLeave = left.map((b) => {
    const group = [b];
    for (const one of group)
      for (const other of free) {
        const lends =
          left.includes(one) &&
          p.pools.some(
            ({ tag }) =>
              borrows(one, tag) &&
              borrows(other, tag) &&
              Math.max(usedFrom(one, tag), p.now) < (other.holds?.end ?? 0) &&
              Math.max(usedFrom(other, tag), p.now) < (one.holds?.end ?? 0),
          );
        if (!group.includes(other) && (clash(one, other) || lends)) group.push(other);
      }
    for (const each of group) involved.add(each.uid);
    return { b, since: Math.min(...group.map((each) => each.start)) };
  });
  return { mustLeave, involved };
};
