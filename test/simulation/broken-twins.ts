import { storm } from '../../bin/simulation/eviction-storm.ts';
import { FrontDesk } from '../../bin/simulation/front-desk.ts';
import { at, book, nth, SCENARIOS, type Scenario } from '../../bin/simulation/scenarios.ts';
import { patient, type SimulatedClinic, type Twin } from '../../bin/simulation/simulated-clinic.ts';
import { VisitSteps } from '../../bin/simulation/visit-steps.ts';
import { KEYHOLDER, SOUTH_ADDRESS } from '../../bin/simulation/world-catalogue.ts';
import type { CalApi } from '../../shared/calcom/cal-api.ts';
import { type ListReading, MOST_ROWS } from '../../shared/calcom/cal-lister.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import type { Change, DayRecord, RoomRecord } from '../../shared/domain/ledger-records.ts';
import type { ScheduleOverride } from '../../shared/domain/offer/cal-schedule.ts';
import { isUnknown, withdrawn } from '../../shared/domain/publication.ts';
import { isWalkIn } from '../../shared/domain/walk-in.ts';

/** A system with one safeguard taken out, and the promise that must be seen to break. */
export type BrokenTwin = {
  readonly name: string;
  readonly breaks: RegExp;
  readonly twin: Twin;
  /** Where it shows: the real system must come through the same unharmed. */
  readonly shows: Scenario;
  /** The life with which the search begins, where it was long in finding; 1 unless given. */
  readonly from?: number;
};

const evictionStorm: Scenario = { name: 'an eviction storm', play: storm };

type ChangeWrite = Extract<Write, { kind: 'change' }>;
const isEviction = (write: Write): write is ChangeWrite =>
  write.kind === 'change' && write.change.reason === 'gave-way-to-confirmed';
const markerLike = ({ siteId, date, at }: Change, nth: number): Write => ({
  kind: 'due',
  marker: { siteId, date, dueAt: at, id: `next-${nth}` },
});

type BookingWrite = Extract<Write, { kind: 'booking' }>;

const onWrites = (change: (writes: readonly Write[], ledger: Ledger) => Promise<readonly Write[]>): Twin => ({
  ledger: (ledger) => ({
    ...ledger,
    commit: async (writes) => ledger.commit(await change(writes, ledger)),
  }),
});

/** Each booking written, as someone would have it who left something out. */
const onBookings = (
  change: (write: BookingWrite, before: BookingRecord | undefined) => Write | readonly Write[],
): Twin =>
  onWrites(async (writes, ledger) =>
    (
      await Promise.all(
        writes.map(async (write) =>
          write.kind === 'booking' ? change(write, await ledger.readBooking(write.record.uid)) : write,
        ),
      )
    ).flat(),
  );

const withPublication = (
  write: BookingWrite,
  publication: Partial<BookingRecord['publication']>,
): BookingWrite => ({
  ...write,
  record: { ...write.record, publication: { ...write.record.publication, ...publication } },
});

const isAttempt = (write: BookingWrite, before: BookingRecord | undefined): boolean =>
  write.record.publication.attempt !== undefined &&
  write.record.publication.attempt.id !== before?.publication.attempt?.id;

const whatever = async (write: Write, ledger: Ledger): Promise<Write> => {
  switch (write.kind) {
    case 'room-day': {
      const day = await ledger.readDay(write.record.siteId, write.record.date);
      const found = day.roomDays.find((each) => each.roomId === write.record.roomId);
      return { ...write, seen: found?.version ?? 0 };
    }
    case 'booking':
      return { ...write, seen: (await ledger.readBooking(write.record.uid))?.version ?? 0 };
    case 'credential':
      return { ...write, seen: (await ledger.readCredential(write.record.credential))?.version ?? 0 };
    default:
      return write;
  }
};

/** Writes of one kind go through whatever stands there. */
const unconditional = (kind: Write['kind']): Twin =>
  onWrites((writes, ledger) =>
    Promise.all(writes.map(async (write) => (write.kind === kind ? whatever(write, ledger) : write))),
  );

const onCal = (change: (cal: CalApi) => CalApi): Twin => ({ cal: change });

const shownInstead = (cal: CalApi, instead: (shown: string | undefined) => string): CalApi => ({
  ...cal,
  getBooking: async (uid, credential) => {
    const reading = await cal.getBooking(uid, credential);
    return reading.kind === 'found'
      ? { ...reading, booking: { ...reading.booking, shown: instead(reading.booking.shown) } }
      : reading;
  },
});

const scenario = (name: string): Scenario => {
  const found = SCENARIOS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no scenario ${name}`);
  return found;
};

const SECOND = 1_000;
const MONDAY = '2026-10-05';
const SCAN = 3001;
const THERAPY = 3004;
const BLOOD = 3006;

/** Many want the same rooms, and the publisher, in the same second. */
const rush: Scenario = {
  name: 'a rush',
  play: async (world: SimulatedClinic) => {
    for (let round = 0; round < 4; round += 1) {
      for (const type of [SCAN, THERAPY, BLOOD, BLOOD, BLOOD]) {
        book(world, type, '10:00');
        book(world, type, '11:00');
      }
      await world.pass(300);
    }
    for (let index = 0; index < 12; index += 3) world.act(() => world.sandbox.cancel(nth(world, index)));
    await world.pass(90 * SECOND);
  },
};

/** Someone waits for the room that someone else gives back. */
const lastRoom: Scenario = {
  name: 'the last room is given back',
  play: async (world: SimulatedClinic) => {
    for (const _ of [1, 2]) {
      book(world, THERAPY, '10:00');
      await world.pass(10 * SECOND);
    }
    world.act(() => world.sandbox.cancel(nth(world, 0)));
    await world.pass(60 * SECOND);
  },
};

/** Cal.com takes back what it has accepted, and no one reconciles. */
const takenBack: Scenario = {
  name: 'taken back',
  options: { reconciles: false },
  play: async (world: SimulatedClinic) => {
    world.sandbox.faults.add({ on: 'patch', kind: 'reverted', times: 1, delayMs: 15 * SECOND });
    book(world, SCAN, '10:00');
    await world.pass(2 * 60 * SECOND);
  },
};

/** Cal.com gives no answer to a PATCH, and does what it was asked most of a minute later. */
const lateReply: Scenario = {
  name: 'a late reply',
  play: async (world: SimulatedClinic) => {
    world.sandbox.faults.add({ on: 'patch', kind: 'timeout-applied-late', times: 1, delayMs: 55 * SECOND });
    book(world, SCAN, '10:00');
    await world.pass(2 * 60 * SECOND);
  },
};

/** Cal.com has its own last word on a booking seconds after its webhook, and no one reconciles. */
const lastWord: Scenario = {
  name: 'Cal.com’s last word',
  options: { reconciles: false, behaviour: { finalWriteMs: 8 * SECOND } },
  play: async (world: SimulatedClinic) => {
    book(world, SCAN, '10:00');
    await world.pass(2 * 60 * SECOND);
  },
};

/** Staff block a second room while the Day is being planned for the first. */
const busyBoard: Scenario = {
  name: 'a busy board',
  play: async (world: SimulatedClinic) => {
    book(world, SCAN, '10:00');
    book(world, SCAN, '10:00');
    await world.pass(100 * SECOND);
    await world.block('3B', MONDAY, { start: at('09:30'), end: at('12:00') });
    await world.pass(10 + ((world.seed * 17) % 400));
    await world.block('3C', MONDAY, { start: at('09:30'), end: at('12:00') });
    await world.pass(60 * SECOND);
  },
};

/** A person has pinned a visit to its room by their own words, and one who needs that very room is yet to come. */
const wantedAway: Scenario = {
  name: 'pinned where another one is wanted',
  play: async (world) => {
    book(world, SCAN, '10:00');
    await world.pass(70 * SECOND);
    world.editLocation(nth(world, 0), 'by hand: the old annexe');
    await world.pass(3 * 60 * SECOND);
    await world.block('3B', MONDAY, { start: at('09:30'), end: at('12:00') });
    await world.block('3C', MONDAY, { start: at('09:30'), end: at('12:00') });
    await world.pass(60 * SECOND);
  },
};

const SURGERY = 3007;
const CONSULTATION = 3002;

/** A hall is used while the rooms that it is made of are wanted. */
const hallInUse: Scenario = {
  name: 'a hall in use',
  options: { kind: { hall: true } },
  play: async (world) => {
    for (const eventType of [THERAPY, THERAPY, BLOOD]) {
      book(world, eventType, '10:00');
      await world.pass(10 * SECOND);
    }
  },
};

/** A patient chooses one house, and the doctor works in the other. */
const otherHouse: Scenario = {
  name: 'the house that the patient chose',
  options: { kind: { houses: 'by-address' } },
  play: async (world) => {
    const chosen = {
      eventType: CONSULTATION,
      hostId: KEYHOLDER,
      start: at('10:00'),
      location: SOUTH_ADDRESS,
    };
    world.act(() => world.sandbox.book({ ...chosen, attendee: patient }));
    await world.pass(60 * SECOND);
  },
};

/** The clinic file learns what a booking is when Cal.com has nothing new to say of it. */
const learnedLate: Scenario = {
  name: 'an event type that the clinic file learns',
  options: { kind: { unmapped: SCAN } },
  play: async (world) => {
    book(world, SCAN, '10:00');
    await world.pass(12 * 60 * SECOND);
    // The last thing that changed at Cal.com is another one.
    book(world, BLOOD, '10:00');
    await world.pass(3 * 60 * SECOND);
    world.act(() => world.importWholeFile());
    await world.pass(60 * SECOND);
  },
};

/** Who was told a link is moved when their room is closed. */
const movedBehindLink: Scenario = {
  name: 'a room lost behind a link',
  options: { kind: { link: 'with-building' } },
  play: async (world) => {
    book(world, SCAN, '10:00');
    await world.pass(60 * SECOND);
    await world.close('3B', true);
    await world.pass(120 * SECOND);
  },
};

/** A request is confirmed by a delivery that names neither host nor event type, and no one reconciles. */
const saidLess: Scenario = {
  name: 'a delivery that says less',
  options: { reconciles: false },
  play: async (world) => {
    book(world, SURGERY, '10:00');
    await world.pass(30 * SECOND);
    world.sandbox.faults.add({ on: 'webhook', kind: 'says-less' });
    world.act(() => world.sandbox.confirm(nth(world, 0)));
    await world.pass(60 * SECOND);
  },
};

/** Nothing is heard by webhook: what is booked is seen by asking what changed. */
const unheard = (name: string, behaviour: Scenario['options'], bookings: number): Scenario => ({
  name,
  options: behaviour ?? {},
  play: async (world) => {
    world.sandbox.faults.add({ on: 'webhook', kind: 'lost' });
    for (let index = 0; index < bookings; index += 1) book(world, BLOOD, `${10 + (index % 4)}:00`);
    await world.pass(60 * SECOND);
  },
});

const longPages = unheard('pages too long to be read', { behaviour: { listedRowBytes: 17_000 } }, 10);
const oneContract = unheard(
  'lists by the newer contract alone',
  { behaviour: { retiredVersions: ['list 2024-08-13'] } },
  1,
);

/** Cal.com reads one booking by its newer version alone. */
const oneReading: Scenario = {
  name: 'one booking is read by the newer version alone',
  options: { behaviour: { retiredVersions: ['one 2024-08-13'] } },
  play: async (world) => {
    book(world, SCAN, '10:00');
    await world.pass(2 * 60 * SECOND);
  },
};

/** A row that no list can show stands before the one of a booking that no webhook told of. */
const behindAnUnreadable = (fault?: Parameters<SimulatedClinic['makeUnlistable']>[0]): Scenario => ({
  name: `behind a row that cannot be read: ${fault}`,
  play: async (world) => {
    book(world, SCAN, '10:00');
    await world.pass(60 * SECOND);
    world.makeUnlistable(fault);
    world.sandbox.faults.add({ on: 'webhook', kind: 'lost' });
    book(world, BLOOD, '10:00');
    await world.pass(10 * 60 * SECOND);
    if (world.record(nth(world, 1)) === undefined)
      world.violations.push('I13: a row that cannot be read hides another booking');
  },
});

/** A row that cannot be read ends each reading of its list. */
const stopsAtARow: Twin = {
  lister: (real) => {
    const orRefused = async (reading: Promise<ListReading>): Promise<ListReading> => {
      const read = await reading;
      return read.kind === 'unknown' ? { kind: 'refused', status: 500, code: '' } : read;
    };
    return {
      between: (...asked) => orRefused(real.between(...asked)),
      updatedSince: (...asked) => orRefused(real.updatedSince(...asked)),
    };
  },
};

/** The clinic file as it would be read if something in it were not. */
const unread = (what: RegExp): Twin => ({
  ledger: (ledger) => ({
    ...ledger,
    readCatalogueParts: async (...asked) =>
      (await ledger.readCatalogueParts(...asked)).map((part) => ({
        ...part,
        text: part.text.replaceAll(what, ''),
      })),
  }),
});

const withoutPins = (day: DayRecord): DayRecord => ({
  ...day,
  roomDays: day.roomDays.map((each) => ({
    ...each,
    occupancies: Object.fromEntries(
      Object.entries(each.occupancies).map(([uid, { pinned: _pinned, ...occupancy }]) => [uid, occupancy]),
    ),
  })),
});

const withoutArrival = (record: BookingRecord): BookingRecord => {
  const { arrivedAt: _unseen, ...progress } = record.progress ?? {};
  return record.progress === undefined ? record : { ...record, progress };
};

/** A patient comes early, and the room breaks down. */
const arrivedAndBlocked: Scenario = {
  name: 'an arrival, and then a fault in the room',
  play: async (world: SimulatedClinic) => {
    book(world, BLOOD, '08:00');
    // Told and verified: no one writes the booking for any other reason.
    await world.pass(90 * SECOND);
    const uid = nth(world, 0);
    new VisitSteps(world, () => 0, []).say(uid, { do: 'arrived' });
    await world.pass(5 * SECOND);
    const span = { start: at('07:30'), end: at('09:30') };
    await world.block(world.roomOf(uid) ?? '', '2026-10-05', span);
    await world.pass(90 * SECOND);
  },
};

/** The only room for a visit type is lost that is offered only with one, where someone has written into its schedule. */
const offeredWithRoom: Scenario = {
  name: 'no start without a room',
  options: { kind: { offered: true, ownKey: true } },
  play: async (world: SimulatedClinic) => {
    world.act(() => world.offers?.someoneWrites('2026-10-06'));
    await world.pass(60 * SECOND);
    await world.block('2A', MONDAY, { start: at('09:00'), end: at('11:00') });
    await world.pass(60 * SECOND);
  },
};

/** Overrides go to Cal.com less some of them. */
const lessOverrides = (isSent: (override: ScheduleOverride) => boolean): Twin => ({
  schedules: (real) => ({
    ...real,
    write: (id, schedule, credential) =>
      real.write(id, { ...schedule, overrides: schedule.overrides.filter(isSent) }, credential),
  }),
});

/** Someone without a booking, in a quiet clinic. */
const walkedIn: Scenario = {
  name: 'a walk-in',
  play: async (world: SimulatedClinic) => {
    new FrontDesk(world, () => 0, []).seat({ minutes: 60 }, '1A', false);
    await world.pass(120 * SECOND);
  },
};

/** A booking is cancelled before anyone hears that it was made, and no one asks Cal.com about it. */
const endedBefore: Scenario = {
  ...scenario('cancel before create'),
  name: 'cancel before create, and no one asks',
  options: { reconciles: false, publishing: 'shadow' },
};

/** Now and then a step of a sweep throws. */
const stepsThrow: Scenario = {
  name: 'steps that throw',
  options: { hazards: { step: 0.2 } },
  play: async (world) => {
    book(world, SCAN, '10:00');
    await world.pass(5 * 60 * SECOND);
  },
};

/** No hour in which deliveries come can be noted. */
const hoursUnnoted: Scenario = {
  name: 'hours that cannot be noted',
  options: { hazards: { hearing: 1 } },
  play: async (world) => {
    book(world, SCAN, '10:00');
    await world.pass(60 * SECOND);
  },
};

/** Seconds that an attempt of unknown outcome is left alone; a twin takes them away. */
const UNKNOWN_MS = 75_000;

export const BROKEN_TWINS: readonly BrokenTwin[] = [
  {
    name: 'no condition on the room-day',
    shows: rush,
    breaks: /^I1|^I3/,
    twin: unconditional('room-day'),
  },
  {
    name: 'no condition on the booking',
    shows: scenario('cancel during the PATCH'),
    breaks: /^I[1-4]|^I10|^I12/,
    twin: unconditional('booking'),
  },
  {
    name: 'who moves keeps the room left behind',
    shows: scenario('two swap rooms'),
    breaks: /^I2/,
    twin: onWrites((writes, ledger) =>
      Promise.all(
        writes.map(async (write) => {
          if (write.kind !== 'room-day') return write;
          const { siteId, date, roomId } = write.record;
          const { roomDays } = await ledger.readDay(siteId, date);
          const left = roomDays.find((each) => each.roomId === roomId)?.occupancies;
          return {
            ...write,
            record: { ...write.record, occupancies: { ...left, ...write.record.occupancies } },
          };
        }),
      ),
    ),
  },
  {
    name: 'a pin is not seen',
    shows: wantedAway,
    breaks: /^I6/,
    twin: {
      ledger: (ledger) => ({
        ...ledger,
        readDay: async (siteId, date) => withoutPins(await ledger.readDay(siteId, date)),
        readBookings: async (uids) =>
          (await ledger.readBookings(uids)).map(({ pinned: _pinned, ...record }) => record),
      }),
    },
  },
  {
    name: 'what belongs together is written piece by piece',
    shows: scenario('two swap rooms'),
    breaks: /^I[13]/,
    twin: {
      ledger: (ledger) => ({
        ...ledger,
        commit: async (writes) => {
          for (const write of writes.slice(0, -1)) {
            const result = await ledger.commit([write]);
            if (result.kind === 'stale') return result;
          }
          return ledger.commit(writes.slice(-1));
        },
      }),
    },
  },
  {
    name: 'a cancellation is acknowledged and not written',
    shows: scenario('cancel during the PATCH'),
    breaks: /^I10/,
    twin: onBookings((write, before) =>
      write.record.placement.kind === 'ended' && before !== undefined ? [] : write,
    ),
  },
  {
    name: 'what a patient is called is kept with the booking',
    shows: lastWord,
    breaks: /^I11/,
    twin: onBookings((write) => withPublication(write, { texts: [patient.name] })),
  },
  {
    name: 'the slot is taken without a condition',
    shows: rush,
    breaks: /^I9/,
    twin: {
      ledger: (ledger) => ({
        ...ledger,
        readCredential: async (credential) => {
          const found = await ledger.readCredential(credential);
          return found && { ...found, nextAllowedAt: 0 };
        },
        commit: async (writes) =>
          ledger.commit(
            await Promise.all(
              writes.map(async (write) => (write.kind === 'credential' ? whatever(write, ledger) : write)),
            ),
          ),
      }),
    },
  },
  {
    name: 'a Room is not looked at when someone stands in it, only remembered',
    shows: scenario('a visit comes into a room closed a moment ago'),
    breaks: /^liveness: .* was left in/,
    twin: {
      ledger: (ledger) => {
        const known = new Map<string, RoomRecord>();
        return {
          ...ledger,
          readSite: async (siteId, terms) => {
            const read = await ledger.readSite(siteId, terms);
            for (const room of read.rooms) known.set(`${siteId} ${room.roomId}`, room);
            return read;
          },
          readRooms: async (siteId, roomIds) => roomIds.flatMap((id) => known.get(`${siteId} ${id}`) ?? []),
        };
      },
    },
  },
  {
    name: 'what has ended is not remembered',
    shows: endedBefore,
    breaks: /^I/,
    twin: onBookings((write) => (write.record.placement.kind === 'ended' && write.seen === 0 ? [] : write)),
  },
  {
    name: 'an ended booking keeps what it is owed',
    shows: scenario('cancel during the PATCH'),
    breaks: /^I4/,
    twin: onBookings((write, before) =>
      write.record.placement.kind === 'ended' && before !== undefined
        ? withPublication(write, { state: before.publication.state })
        : write,
    ),
  },
  {
    name: 'the room of an ended booking is not given back',
    shows: scenario('cancel during the PATCH'),
    breaks: /^I[34]/,
    twin: onWrites(async (writes) => writes.filter((write) => write.kind !== 'vacate')),
  },
  {
    name: 'nothing is read before sending',
    shows: scenario('a person writes another location'),
    breaks: /^I8/,
    twin: onCal((cal) => shownInstead(cal, () => 'Clinic North, 1 Harbour Street')),
  },
  {
    name: 'the attempt is recorded after sending',
    shows: scenario('create'),
    breaks: /^I8/,
    twin: onBookings((write, before) => {
      if (!isAttempt(write, before)) return write;
      const { attempt: _unrecorded, ...publication } = write.record.publication;
      return {
        ...write,
        record: { ...write.record, publication: { ...publication, texts: before?.publication.texts ?? [] } },
      };
    }),
  },
  {
    name: 'an unknown outcome is sent again at once',
    shows: lateReply,
    breaks: /^I8/,
    twin: onBookings((write) => {
      const { publication } = write.record;
      if (publication.state.kind !== 'queued' || !isUnknown(publication)) return write;
      const { listedFrom: _later, ...state } = publication.state;
      return withPublication(write, { state: { ...state, notBefore: state.notBefore - UNKNOWN_MS } });
    }),
  },
  {
    name: 'an accepted PATCH is believed without a reading',
    shows: takenBack,
    breaks: /^I12/,
    twin: onBookings((write, before) => {
      const publication = withdrawn(write.record.publication);
      return publication.attempt?.outcome === 'accepted' && before?.publication.attempt?.outcome === undefined
        ? { ...write, record: { ...write.record, publication } }
        : write;
    }),
  },
  {
    name: 'no settle time, and no reading afterwards',
    shows: lastWord,
    breaks: /^I12/,
    twin: {
      ...onBookings((write, before) => {
        const publication = withdrawn(write.record.publication);
        return publication.attempt?.outcome === 'accepted' &&
          before?.publication.attempt?.outcome === undefined
          ? { ...write, record: { ...write.record, publication } }
          : write;
      }),
      settleMs: 0,
    },
  },
  {
    name: 'what we sent ourselves is taken for a person’s words',
    shows: scenario('one of two waits for a block'),
    breaks: /^I12|^liveness/,
    twin: onBookings((write) => withPublication(write, { texts: [] })),
  },
  {
    name: 'a person’s words are taken for the default',
    shows: scenario('a person writes another location'),
    breaks: /^I8/,
    twin: onCal((cal) =>
      shownInstead(cal, (shown = '') =>
        shown.startsWith('by hand') ? 'Clinic North, 1 Harbour Street' : shown,
      ),
    ),
  },
  {
    name: 'Due markers are deleted without having been read',
    shows: busyBoard,
    breaks: /^liveness/,
    from: 36,
    twin: {
      ledger: (ledger) => {
        let planned: string | undefined;
        return {
          ...ledger,
          commit: async (writes) => {
            const [first] = writes;
            if (first?.kind === 'plan') planned = first.date;
            // A plan is written, and then what asked for it goes.
            if (first?.kind !== 'undue' || first.marker.date !== planned) return ledger.commit(writes);
            planned = undefined;
            const all = await ledger.readDue(first.marker.siteId, Number.MAX_SAFE_INTEGER);
            const unread = all.filter(
              ({ id, date }) =>
                date === first.marker.date &&
                !writes.some((write) => write.kind === 'undue' && write.marker.id === id),
            );
            return ledger.commit([
              ...writes,
              ...unread.map((marker) => ({ kind: 'undue', marker }) as const),
            ]);
          },
        };
      },
    },
  },
  {
    name: 'who waits or gives up a room leaves no marker',
    shows: lastRoom,
    breaks: /^liveness/,
    twin: onWrites(async (writes) => writes.filter((write) => write.kind !== 'due')),
  },
  {
    name: 'no one counts what a transaction writes',
    shows: evictionStorm,
    breaks: /^I16/,
    twin: onWrites(async (writes) => {
      const [evicts] = writes.filter(isEviction);
      // As if the next hold were put into the same transaction, whatever is in it; for as long as it takes to be seen.
      return evicts === undefined || writes.length < 90 || evicts.change.at > at('07:01') + 5 * SECOND
        ? writes
        : [...writes, ...Array.from({ length: 12 }, (_, nth) => markerLike(evicts.change, nth))];
    }),
  },
  {
    name: 'a successor does not know what its predecessor was told',
    shows: scenario('a told visit is moved to where no room is free'),
    breaks: /reads "Room .*" and has no room/,
    twin: onBookings((write) => {
      const { reads: _unknown, ...publication } = write.record.publication;
      return { ...write, record: { ...write.record, publication } };
    }),
  },
  {
    name: 'classes are told as if the clinic file said so',
    shows: scenario('a class with late joiners'),
    breaks: /is a class, and is PATCHed/,
    twin: {
      ledger: (ledger) => ({
        ...ledger,
        readCatalogueParts: async (...asked) =>
          (await ledger.readCatalogueParts(...asked)).map((part) => ({
            ...part,
            text: part.text.replaceAll('"tellSeats":"never"', '"tellSeats":"always"'),
          })),
      }),
    },
  },
  {
    name: 'a hall is a room like others',
    shows: hallInUse,
    breaks: /^I1: the walls of/,
    twin: unread(/,"parts":\[[^\]]*\]/g),
  },
  {
    name: 'no one looks at the address that a patient chose',
    shows: otherHouse,
    breaks: /^I14: .* belongs in south/,
    twin: unread(/,"addresses":\[[^\]]*\]/g),
  },
  {
    name: 'no one asks again for which the clinic file did not know',
    shows: learnedLate,
    breaks: /^I10: .* is mapped by the clinic file and ignored: event-type-unmapped/,
    twin: {
      ledger: (ledger) => ({
        ...ledger,
        readOwed: async (queue, terms) => (queue.kind === 'unmapped' ? [] : ledger.readOwed(queue, terms)),
      }),
    },
  },
  {
    name: 'a link is told before it leads anywhere',
    shows: movedBehindLink,
    breaks: /^I15: the link of .* shows no room/,
    twin: {
      ledger: (ledger) => ({
        ...ledger,
        commit: (writes) =>
          ledger.commit(
            writes.filter((write) => write.kind !== 'memo' || write.record.scope !== 'visit-page'),
          ),
      }),
    },
  },
  {
    name: 'a link is drawn anew for each room',
    shows: movedBehindLink,
    breaks: /^I15: the link of .* shows no room/,
    twin: onBookings(({ record, ...write }) => {
      const { link, ...rest } = record;
      return { ...write, record: record.publication.verified === undefined ? record : rest };
    }),
  },
  {
    name: 'a delivery that says less makes us know less',
    shows: saidLess,
    breaks: /^I10: .* no one knows of which/,
    twin: onBookings(({ record, ...write }) => {
      const { eventTypeId: _id, slug: _slug, ...asked } = record.asked;
      return { ...write, record: { ...record, asked } };
    }),
  },
  {
    name: 'a list is asked for in as many rows as ever, however long its pages',
    shows: longPages,
    breaks: /^I1[02]|^liveness/,
    twin: {
      lister: (real) => ({
        between: (window, { at }, credential) => real.between(window, { at, rows: MOST_ROWS }, credential),
        updatedSince: (since, { at }, credential) =>
          real.updatedSince(since, { at, rows: MOST_ROWS }, credential),
      }),
    },
  },
  {
    name: 'a row that is too long ends each reading of its list',
    shows: behindAnUnreadable('Cal.com: row too long'),
    breaks: /^I13/,
    twin: stopsAtARow,
  },
  {
    name: 'a row that is a 500 ends each reading of its list',
    shows: behindAnUnreadable('Cal.com: unlistable row'),
    breaks: /^I13/,
    twin: stopsAtARow,
  },
  {
    name: 'lists are read by the older contract alone',
    shows: oneContract,
    breaks: /^I1[02]|^liveness/,
    twin: { readsBy: '2024-08-13' },
  },
  {
    name: 'one booking is read by the older version alone',
    shows: oneReading,
    breaks: /^I12|^liveness/,
    twin: { readsBy: '2024-08-13' },
  },
  {
    name: 'a step that throws stops the sweep',
    shows: stepsThrow,
    breaks: /^I13/,
    twin: { runStep: () => async (_step, _of, work) => ({ kind: 'done', value: await work() }) },
  },
  {
    name: 'an hour with deliveries that cannot be noted sends the delivery back',
    shows: hoursUnnoted,
    breaks: /^I13: an hour that could not be noted/,
    twin: {
      notNoted: (error) => {
        throw error;
      },
    },
  },
  {
    name: 'a publication that is owed is not written',
    shows: lastWord,
    breaks: /^I12/,
    twin: onBookings((write, before) => {
      if (before !== undefined) return write;
      const publication = withdrawn(write.record.publication);
      return { ...write, record: { ...write.record, publication } };
    }),
  },
  {
    name: 'plans are made without knowing who has arrived',
    shows: arrivedAndBlocked,
    breaks: /^I14: .* though its patient is here/,
    twin: {
      ledger: (ledger) => ({
        ...ledger,
        readBookings: async (uids) => (await ledger.readBookings(uids)).map(withoutArrival),
      }),
    },
  },
  {
    name: 'a schedule is written and nothing is cut out of it',
    shows: offeredWithRoom,
    breaks: /^I17: .* is offered, and has no room/,
    twin: lessOverrides(() => false),
  },
  {
    name: 'a schedule is written over though someone has written into it',
    shows: offeredWithRoom,
    breaks: /^I17: what someone has written into a schedule is written over/,
    twin: lessOverrides(({ date }) => date === MONDAY),
  },
  {
    name: 'a walk-in is told of to Cal.com',
    shows: walkedIn,
    breaks: /^I12: the walk-in|^I12: Cal.com was asked about the walk-in/,
    twin: onBookings((write) =>
      isWalkIn(write.record.uid) && write.record.placement.kind === 'roomed'
        ? withPublication(write, { state: { kind: 'queued', credential: 'default', notBefore: 0 } })
        : write,
    ),
  },
];
