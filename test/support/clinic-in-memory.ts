import { madeUpWords } from '../../bin/simulation/digests.ts';
import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import type { Outcome } from '../../shared/assigning/outcome.ts';
import type { BookingEvent } from '../../shared/domain/booking-event.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import type { Block } from '../../shared/domain/day.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import type { RoomDayRecord } from '../../shared/domain/ledger-records.ts';
import { datesOf } from '../../shared/domain/local-time.ts';
import { BUDGETS } from '../../shared/domain/plan/budget.ts';
import { catalogueWrites } from '../../shared/ledger/catalogue-parts.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { type ReplanOutcome, replanDay } from '../../shared/replanning/replan-day.ts';
import { loadHighsSolver } from '../../shared/solver/highs.ts';
import type { Dependencies } from '../../shared/unit-of-work/dependencies.ts';
import { daysLater, EARLY, MONDAY, onlySite, ZONE } from './builders.ts';

/** A clock that a test winds; it never shows the same instant twice, as no two decisions share one. */
export type Clock = { now: () => Instant; set: (to: Instant) => void };

export const clockFrom = (start: Instant): Clock => {
  let shows = start;
  return {
    now: () => {
      shows += 1;
      return shows;
    },
    set: (to) => {
      shows = Math.max(shows, to);
    },
  };
};

/** The real assigner and the real re-plan in a clinic of one Site, on whatever Ledger a test brings. */
export type ClinicInMemory = {
  readonly deps: Dependencies;
  readonly clock: Clock;
  readonly assign: (event: BookingEvent) => Promise<Outcome>;
  readonly replan: (date?: string) => Promise<ReplanOutcome>;
  /** Re-plans until no Day is disturbed any more; answers what was done, in order. */
  readonly toRest: () => Promise<readonly ReplanOutcome[]>;
  /** A block within one date stands in that room-day, any other in the Room. */
  readonly block: (roomId: string, block: Block) => Promise<void>;
  readonly unblock: (roomId: string, blockId: string) => Promise<void>;
  readonly pin: (uid: string) => Promise<void>;
  /** As if the publisher had told Cal.com of the room. */
  readonly announce: (uid: string) => Promise<void>;
  readonly roomOf: (uid: string) => Promise<string | undefined>;
};

/** Enough for a handful of bookings, and quickly given up where someone has to wait. */
const LITTLE = { ...BUDGETS.small, ejections: 2_000 };

/** Runs that a clinic of a few bookings may need before it rests; more is a re-plan that never ends. */
const MANY = 60;

export const clinicInMemory = async (
  ledger: Ledger,
  content: Catalogue,
  {
    now = EARLY,
    clock = clockFrom(now),
    imported = true,
  }: {
    now?: Instant;
    clock?: Clock;
    imported?: boolean;
  } = {},
): Promise<ClinicInMemory> => {
  const siteId = onlySite(content).id;
  if (imported)
    await must(
      ledger,
      catalogueWrites(content, { seen: (await ledger.readCatalogue())?.version ?? 0, importedAt: now }),
    );
  const deps: Dependencies = {
    ledger,
    clinic: new Clinic(ledger, clock.now, madeUpWords),
    now: clock.now,
    chance: () => 0,
    pause: async () => {},
    settleMs: 10_000,
    wakePublisher: async () => {},
    wakeReplan: async () => {},
  };
  const replanOne = replanDay({
    ...deps,
    effort: 'small',
    budget: LITTLE,
    spacingMs: 15_000,
    loadSolver: loadHighsSolver,
  });
  /** The dates that the tests' visits are on, and those beside them. */
  const dates = [-1, 0, 1, 2, 3].map(daysLater);
  const due = (date: string): Write => {
    const at = clock.now();
    return { kind: 'due', marker: { siteId, date, dueAt: at, id: `board@${at}` } };
  };
  const changeClosures = async (
    roomId: string,
    change: (closures: readonly Block[]) => readonly Block[],
  ): Promise<void> => {
    const found = (await ledger.readSite(siteId)).rooms.find((each) => each.roomId === roomId);
    const closures = change(found?.closures ?? []);
    const record = { siteId, roomId, catalogueVersion: content.version, closures };
    await must(ledger, [{ kind: 'room', seen: found?.version ?? 0, record }, ...dates.map(due)]);
  };
  const changeRoomDay = async (
    roomId: string,
    date: string,
    change: (record: Omit<RoomDayRecord, 'version'>) => Omit<RoomDayRecord, 'version'>,
  ): Promise<void> => {
    const found = (await ledger.readDay(siteId, date)).roomDays.find((each) => each.roomId === roomId);
    const { version = 0, ...record } = found ?? { siteId, date, roomId, blocks: {}, occupancies: {} };
    await must(ledger, [{ kind: 'room-day', seen: version, record: change(record) }, due(date)]);
  };
  return {
    deps,
    clock,
    assign: assignBooking(deps),
    replan: (date = MONDAY) => replanOne(siteId, date),
    toRest: async () => {
      const done: ReplanOutcome[] = [];
      for (let runs = 0; runs < MANY; runs += 1) {
        const due = await ledger.readDue(siteId, clock.now());
        const [first] = due;
        if (first === undefined) return done;
        done.push(await replanOne(siteId, first.date));
      }
      throw new Error(`the clinic does not come to rest: ${JSON.stringify(done)}`);
    },
    block: async (roomId, added) => {
      const { start, end } = added;
      const touched = end === undefined ? [] : datesOf({ start, end }, ZONE);
      if (touched.length !== 1)
        return changeClosures(roomId, (closures) => [...closures.filter(({ id }) => id !== added.id), added]);
      for (const date of touched)
        await changeRoomDay(roomId, date, (record) => ({
          ...record,
          blocks: { ...record.blocks, [added.id]: added },
        }));
    },
    unblock: async (roomId, blockId) => {
      await changeClosures(roomId, (closures) => closures.filter(({ id }) => id !== blockId));
      for (const date of dates)
        await changeRoomDay(roomId, date, (record) => ({
          ...record,
          blocks: Object.fromEntries(Object.entries(record.blocks).filter(([id]) => id !== blockId)),
        }));
    },
    announce: async (uid) => {
      const found = await ledger.readBooking(uid);
      if (found?.placement.kind !== 'roomed') throw new Error(`${uid} has no room to be told`);
      const { version, publication, ...record } = found;
      const attempt = {
        id: `told-${uid}`,
        text: found.placement.roomId,
        at: clock.now(),
        outcome: 'accepted',
      } as const;
      const told = { ...publication, texts: [...publication.texts, attempt.text], sends: 1, attempt };
      await must(ledger, [{ kind: 'booking', seen: version, record: { ...record, publication: told } }]);
    },
    pin: async (uid) => {
      const found = await ledger.readBooking(uid);
      if (found?.placement.kind !== 'roomed') throw new Error(`${uid} has no room to be pinned to`);
      const { version, ...record } = found;
      const { claims, dates } = found.placement;
      const writes: Write[] = [{ kind: 'booking', seen: version, record: { ...record, pinned: true } }];
      for (const date of dates)
        for (const { version: seen, ...roomDay } of (await ledger.readDay(siteId, date)).roomDays) {
          const own = roomDay.occupancies[uid];
          if (!claims.includes(roomDay.roomId) || own === undefined) continue;
          const occupancies = { ...roomDay.occupancies, [uid]: { ...own, pinned: true } };
          writes.push({ kind: 'room-day', seen, record: { ...roomDay, occupancies } });
        }
      await must(ledger, writes);
    },
    roomOf: async (uid) => {
      const placement = (await ledger.readBooking(uid))?.placement;
      return placement?.kind === 'roomed' ? placement.roomId : undefined;
    },
  };
};

const must = async (ledger: Ledger, writes: readonly Write[]): Promise<void> => {
  const result = await ledger.commit(writes);
  if (result.kind !== 'committed') throw new Error(`a test lost a race: ${JSON.stringify(result.stale)}`);
};
