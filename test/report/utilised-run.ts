import { patient, SimulatedClinic } from '../../bin/simulation/simulated-clinic.ts';
import { VisitSteps } from '../../bin/simulation/visit-steps.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import { between, seededChance } from '../../shared/domain/chance.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import type { Figures } from '../../shared/domain/utilisation/figures.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { readUtilisation } from '../../shared/reporting/read-utilisation.ts';

/** Seven in the morning of a Monday on the clinic's wall, before any room opens. */
const SEVEN = Date.parse('2026-10-05T05:00:00.000Z');
const DATE = '2026-10-05';
const TYPES = [3001, 3002, 3003, 3004, 3006];
const ROOMS = ['1A', '1B', '2A', '3B', '3C', '4A'];
const LATE = 5 * MINUTE;

/** A morning at a clinic whose staff say how far patients are: how its rooms were used, as reported and as counted here meanwhile. */
export const utilisedRun = async (seed: number) => {
  const hasWaited = new Set<string>();
  const watched = (ledger: Ledger): Ledger => ({
    ...ledger,
    commit: async (writes) => {
      const result = await ledger.commit(writes);
      if (result.kind === 'committed')
        for (const write of writes)
          if (write.kind === 'booking' && write.record.placement.kind === 'waiting')
            hasWaited.add(write.record.uid);
      return result;
    },
  });
  const world = new SimulatedClinic({
    seed,
    start: new Date(SEVEN).toISOString(),
    publishing: 'shadow',
    horizonDays: 1,
    twin: { ledger: watched },
  });
  await world.open();
  const chance = seededChance(seed);
  const pick = <T>(items: readonly T[]): T => items[between(chance, 0, items.length - 1)] as T;
  for (let i = 0; i < 26; i += 1) {
    const eventType = pick(TYPES);
    const hosts = world.sandbox.clinic.eventTypes.find(({ id }) => id === eventType)?.hostIds ?? [];
    const start = SEVEN + 60 * MINUTE + 15 * MINUTE * between(chance, 0, 9);
    const hostId = pick(hosts);
    world.act(() => world.sandbox.book({ eventType, hostId, start, attendee: patient }));
    await world.pass(MINUTE / 2);
  }
  for (const hours of [2, 9]) {
    const start = SEVEN + hours * 60 * MINUTE;
    await world.block(pick(ROOMS), DATE, { start, end: start + 45 * MINUTE });
  }
  const steps = new VisitSteps(world, chance, ROOMS);
  while (world.time.now() < SEVEN + 6 * 60 * MINUTE) {
    steps.act();
    await world.pass(3 * MINUTE);
  }
  await world.pass(10 * MINUTE);
  const [site] = world.catalogue.sites;
  if (site === undefined) throw new Error('the clinic has no site');
  const clinic = new Clinic(world.memory, world.time.now, async () => (word) => word);
  const found = await readUtilisation({ ledger: world.memory, clinic }, site, [DATE]);
  const records = [...world.mirror.bookings.values()].filter(({ fact }) => fact.status !== 'ended');
  const visits = records.filter(({ placement }) => ['roomed', 'waiting'].includes(placement.kind));
  const { rooms: described } = (await clinic.site(site)).site;
  const rooms = described.map(({ id, hours }) => {
    const blocks = Object.values(world.mirror.roomDays.get(`${site.id} ${DATE} ${id}`)?.blocks ?? {});
    const own = visits.filter(({ placement }) => placement.kind === 'roomed' && placement.roomId === id);
    return [id, { ...minutesOf(own, blocks, hours.mon ?? []), ...countsOf(own) }] as const;
  });
  const picked = ({
    open,
    booked,
    turnaround,
    blocked,
    idle,
    visits: seen,
    noShows,
    lateStarts,
  }: Figures) => ({
    ...{ open, booked, turnaround, blocked, idle },
    ...{ visits: seen, noShows, lateStarts },
  });
  return {
    reported: {
      rooms: Object.fromEntries(found.rooms.map(({ room, ...figures }) => [room, picked(figures)])),
      waited: found.total.waited,
      visits: found.total.visits,
    },
    counted: {
      rooms: Object.fromEntries(rooms),
      waited: visits.filter(({ uid }) => hasWaited.has(uid)).length,
      visits: visits.length,
    },
    total: found.total,
  };
};

const countsOf = (own: readonly BookingRecord[]) => ({
  visits: own.length,
  noShows: own.filter(({ progress }) => progress?.absent).length,
  lateStarts: own.filter(
    ({ fact, progress = {} }) =>
      fact.status !== 'ended' &&
      progress.arrivedAt !== undefined &&
      (progress.startedAt ?? 0) - fact.start >= LATE,
  ).length,
});

/** Looked at in each minute that the room is open, and nothing else. */
const minutesOf = (
  own: readonly BookingRecord[],
  blocks: readonly { readonly start: number; readonly end?: number; readonly uid?: string }[],
  hours: readonly { readonly from: string; readonly to: string }[],
) => {
  // At seven the wall shows 07:00, and no clock changes on that day.
  const isOpen = (minute: number): boolean => {
    const shown = `${String(7 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    return hours.some(({ from, to }) => from <= shown && shown < to);
  };
  const minutes = { open: 0, booked: 0, turnaround: 0, blocked: 0, idle: 0 };
  for (let minute = 0; minute < 17 * 60; minute += 1) {
    if (!isOpen(minute)) continue;
    minutes.open += 1;
    const at = SEVEN + minute * MINUTE;
    const isWithin = (from: number, to: number): boolean =>
      Math.floor(from / MINUTE) * MINUTE <= at && at < Math.floor(to / MINUTE) * MINUTE;
    const of = own.map(({ uid, fact, placement, progress = {} }) => {
      if (placement.kind !== 'roomed' || fact.status === 'ended') return 'idle';
      const overrun = blocks.find((block) => block.uid === uid);
      const until = overrun?.end ?? placement.to;
      if (!isWithin(placement.from, until)) return 'idle';
      const came = progress.arrivedAt === undefined ? undefined : (progress.inRoomAt ?? progress.startedAt);
      const gone = progress.finishedAt ?? fact.end + (progress.overrunMinutes ?? 0) * MINUTE;
      return isWithin(Math.min(fact.start, came ?? fact.start), gone) ? 'booked' : 'turnaround';
    });
    if (of.includes('booked')) minutes.booked += 1;
    else if (of.includes('turnaround')) minutes.turnaround += 1;
    else if (blocks.some(({ start, end = Number.POSITIVE_INFINITY }) => isWithin(start, end)))
      minutes.blocked += 1;
    else minutes.idle += 1;
  }
  return minutes;
};
