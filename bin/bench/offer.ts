import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import type { Catalogue, VisitType } from '../../shared/domain/catalogue.ts';
import { between, seededChance } from '../../shared/domain/chance.ts';
import type { Day, Occupancy } from '../../shared/domain/day.ts';
import { DayTable } from '../../shared/domain/day-table.ts';
import { choose, occupancyOf } from '../../shared/domain/decide.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { addDays, instantAt, type LocalDate, WEEKDAYS } from '../../shared/domain/local-time.ts';
import type { DayAsRead } from '../../shared/domain/offer/occupied-day.ts';
import { type Offered, offerAfter, offerOf } from '../../shared/domain/offer/offer.ts';
import { openIntervals } from '../../shared/domain/opening-hours.ts';
import { NOTHING_PUBLISHED } from '../../shared/domain/publication.ts';
import { requirementOf } from '../../shared/domain/room-requirement.ts';
import { processorTime } from '../../shared/processor-time.ts';
import { benchOptions } from './bench-options.ts';

/**
 * How long it takes to say what may be offered: two visit types of each practitioner at every quarter of an hour of fourteen
 * Days, and then after one more booking. Half the visits have not been told their rooms. Of the processor's time.
 */
const values = benchOptions(
  `npm run bench:offer -- [--rooms 60] [--practitioners 20] [--days 14] [--load 50,80,100,130] [--json]
How long it takes to say at which starts one more visit could have a room; --load is in visits tried, percent of the room time.`,
  {
    rooms: { type: 'string', default: '60' },
    practitioners: { type: 'string', default: '20' },
    days: { type: 'string', default: '14' },
    load: { type: 'string', default: '50,80,100,130' },
    json: { type: 'boolean', default: false },
  },
);
const ZONE = 'Europe/Berlin';
const FIRST = '2026-11-16';
const NOW = instantAt(FIRST, '06:00', ZONE);
const OPEN_MINUTES = 10 * 60;
/** A visit of half an hour or three quarters, and its turnaround. */
const USUAL_MINUTES = 42;

const TYPES: readonly VisitType[] = ['consultation', 'scan'].map((id, index) => ({
  id,
  eventTypeIds: [index + 1],
  eventTypeSlugs: [],
  needs: { equipment: index === 0 ? [] : ['ultrasound'], accessible: false },
  setupMinutes: 0,
  turnaroundMinutes: 5,
  priority: 1,
}));
const LENGTHS = [30, 45];
const [rooms, practitioners, days] = [values.rooms, values.practitioners, values.days].map(Number) as [
  number,
  number,
  number,
];
const hours = Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: '08:00', to: '18:00' }]]));

const clinic: Catalogue = {
  version: 'bench',
  equipment: ['ultrasound'],
  sites: [
    {
      id: 'large',
      name: 'Large clinic',
      timeZone: ZONE,
      credential: 'default',
      publishing: 'on',
      locationFormat: '{room}',
      announcing: { hoursBefore: 24 },
      closedDates: [],
      rooms: Array.from({ length: rooms }, (_, index) => ({
        id: `room-${index}`,
        building: `Wing ${index % 2}`,
        floor: `${index % 4}`,
        floorIndex: index % 4,
        kind: 'consulting',
        equipment: index % 5 === 0 ? ['ultrasound'] : [],
        accessible: true,
        hours,
        turnaroundMinutes: 5,
      })),
      portable: [],
      policy: { horizonDays: 60, freezeMinutes: 60, holdMinutes: 60, maxAnnouncedChanges: 1 },
    },
  ],
  practitioners: Array.from({ length: practitioners }, (_, id) => ({ id: id + 1, site: 'large' })),
  visitTypes: TYPES,
};
const [site] = clinic.sites;
if (site === undefined) throw new Error('the clinic has no site');

const emptyDay = (date: LocalDate): Day => ({
  catalogue: clinic,
  site,
  dates: [date],
  rooms: site.rooms.map((room) => ({
    room,
    open: openIntervals(room, site, [date]),
    blocks: [],
    occupancies: [],
  })),
  units: [],
  waiting: [],
});

/** A Day into which so many visits were booked, one after the other, as the assigner seats them. */
const bookedDay = (date: LocalDate, tried: number, seed: number): DayAsRead => {
  const chance = seededChance(seed);
  const day = emptyDay(date);
  const table = new DayTable(day, NOW);
  const records: BookingRecord[] = [];
  for (let index = 0; index < tried; index += 1) {
    const kind = chance() < 0.25 ? 1 : 0;
    const [visitType, minutes] = [TYPES[kind], LENGTHS[kind] ?? 30];
    if (visitType === undefined) continue;
    const start = instantAt(date, '08:00', ZONE) + 15 * MINUTE * between(chance, 0, OPEN_MINUTES / 15 - 3);
    const end = start + minutes * MINUTE;
    const inputs = { eventTypeId: kind + 1 };
    const booking = {
      uid: `${date}-${index}`,
      start,
      end,
      practitionerId: between(chance, 1, practitioners),
      status: 'confirmed' as const,
      inputs,
      requirement: requirementOf(inputs, visitType, clinic).requirement,
      priority: 1,
      firstEventAt: NOW,
    };
    const { choice } = choose(booking, table);
    if (choice === undefined) continue;
    table.place(occupancyOf(booking, choice), choice.claims);
    if (chance() < 0.5) continue;
    records.push({
      uid: booking.uid,
      version: 1,
      fact: { ...booking, createdAt: NOW, venue: 'on-site' },
      firstEventAt: NOW,
      asked: {},
      replaces: [],
      replacedBy: [],
      siteId: site.id,
      placement: {
        kind: 'roomed',
        ...choice,
        dates: [date],
        decidedAt: NOW,
        catalogueVersion: clinic.version,
      },
      unknownEquipment: [],
      publication: NOTHING_PUBLISHED,
      ttl: 0,
    });
  }
  const held = (id: string): readonly Occupancy[] => table.occupanciesOf(id);
  return {
    day: { ...day, rooms: day.rooms.map((each) => ({ ...each, occupancies: held(each.room.id) })) },
    records,
    now: NOW,
  };
};

const offeredOn = (date: LocalDate): readonly Offered[] =>
  clinic.practitioners.flatMap(({ id }) =>
    TYPES.map((visitType, kind) => ({
      visitType,
      practitionerId: id,
      minutes: LENGTHS[kind] ?? 30,
      starts: Array.from(
        { length: OPEN_MINUTES / 15 },
        (_, quarter) => instantAt(date, '08:00', ZONE) + quarter * 15 * MINUTE,
      ),
    })),
  );

/** The Day with one more visit of three quarters of an hour in the first room that is free at some time. */
const withOneMore = ({ day, ...rest }: DayAsRead, date: LocalDate): DayAsRead => {
  for (let quarter = 0; quarter < OPEN_MINUTES / 15; quarter += 1) {
    const start = instantAt(date, '08:00', ZONE) + quarter * 15 * MINUTE;
    const end = start + 30 * MINUTE;
    const free = day.rooms.find(({ occupancies }) =>
      occupancies.every((each) => each.to <= start || end + 5 * MINUTE <= each.from),
    );
    if (free === undefined) continue;
    const one: Occupancy = {
      uid: 'one-more',
      roomId: free.room.id,
      from: start,
      to: end + 5 * MINUTE,
      start,
      end,
      status: 'confirmed',
      inputs: { eventTypeId: 1 },
    };
    const taken = day.rooms.map((each) =>
      each === free ? { ...each, occupancies: [...each.occupancies, one] } : each,
    );
    return { ...rest, day: { ...day, rooms: taken } };
  }
  return { ...rest, day };
};

const measured = (load: number) => {
  const tried = Math.round((rooms * OPEN_MINUTES * load) / 100 / USUAL_MINUTES);
  const all = Array.from({ length: days }, (_, index) => {
    const date = addDays(FIRST, index + 1);
    return { date, asRead: bookedDay(date, tried, index + 1), offered: offeredOn(date) };
  });
  const before = processorTime();
  const offers = all.map(({ asRead, offered }) => offerOf(asRead, offered));
  const whole = Math.round(processorTime() - before);
  const counts = { room: 0, busy: 0, unproved: 0, 'by moving others': 0 };
  for (const { found } of offers.flatMap(({ answers }) => answers.flat())) {
    counts[found.kind] += 1;
    if (found.kind === 'room' && found.moves.length > 0) counts['by moving others'] += 1;
  }
  const afterOne = all.map(({ date, asRead }, index) => {
    const next = withOneMore(asRead, date);
    const offer = offers[index];
    const began = processorTime();
    if (offer !== undefined) offerAfter(offer, next);
    return processorTime() - began;
  });
  const seated = all.flatMap(({ asRead: { day } }) => day.rooms.flatMap(({ occupancies }) => occupancies));
  const inUse = seated.reduce((sum, { from, to }) => sum + (to - from) / MINUTE, 0);
  const percent = Math.round((100 * inUse) / (rooms * OPEN_MINUTES * days));
  return {
    load,
    visits: seated.length,
    percent,
    whole,
    longestAfterOne: Math.round(Math.max(...afterOne)),
    ...counts,
  };
};

const rows = values.load.split(',').map((load) => measured(Number(load)));
if (values.json) console.log(JSON.stringify(rows));
else console.table(rows);
