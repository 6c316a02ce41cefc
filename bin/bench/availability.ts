import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import { mirrorDay } from '../../shared/availability/mirror-offers.ts';
import { setUpAvailability } from '../../shared/availability/set-up.ts';
import { bookingEventOf } from '../../shared/calcom/booking-event-of.ts';
import { calFeeds } from '../../shared/calcom/cal-feeds.ts';
import { calHttp } from '../../shared/calcom/cal-http.ts';
import { calSchedules } from '../../shared/calcom/cal-schedules.ts';
import type { BookingEvent } from '../../shared/domain/booking-event.ts';
import type { Catalogue, Room, VisitType } from '../../shared/domain/catalogue.ts';
import { between, type Chance, seededChance } from '../../shared/domain/chance.ts';
import { WEEKDAYS } from '../../shared/domain/local-time.ts';
import { catalogueWrites } from '../../shared/ledger/catalogue-parts.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import type { RunStep } from '../../shared/sweeping/steps.ts';
import { CalSandbox } from '../sandbox/cal-sandbox.ts';
import { eventType } from '../sandbox/clinic.ts';
import { demoClinic } from '../sandbox/demo-clinic.ts';
import { madeUpDigests, madeUpWords } from '../simulation/digests.ts';
import { VirtualTime } from '../simulation/virtual-time.ts';
import { benchOptions } from './bench-options.ts';

/**
 * Days on which patients book, at the sandbox, what it offers: how many then wait for want of a room, where starts without one are
 * offered and where they are not. So many doctors with a treatment and a consultation each share two treatment rooms and
 * some others; patients come one after the other, now and then faster than a schedule can be written.
 */
const values = benchOptions(
  `npm run bench:availability -- [--days 50] [--patients 60] [--seconds 90] [--json]
How many bookings wait for want of a room where starts without one are offered at Cal.com, and where they are not; --seconds is the
mean time between two patients.`,
  {
    days: { type: 'string', default: '50' },
    patients: { type: 'string', default: '60' },
    seconds: { type: 'string', default: '90' },
    json: { type: 'boolean', default: false },
  },
);
const [days, patients, seconds] = [values.days, values.patients, values.seconds].map(Number) as [
  number,
  number,
  number,
];
const DOCTORS = [11, 12, 13, 14, 15, 16];
const ZONE = 'Europe/Berlin';
const NOW = '2026-10-05T07:00:00.000Z';
const DATE = '2026-10-12';
/** From a booking until its Day is mirrored: the webhook, the queue, the wake. */
const REACTION_MS = 2_500;

const hours = Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: '08:00', to: '18:00' }]]));
const room = (id: string, kind: string): Room => ({
  id,
  kind,
  building: 'Main',
  floor: '1',
  floorIndex: 0,
  equipment: [],
  accessible: true,
  hours,
  turnaroundMinutes: 5,
});
const type = (id: string, kind: string, offset: number, offer: boolean): VisitType => ({
  id,
  eventTypeIds: DOCTORS.map((doctor) => doctor * 10 + offset),
  eventTypeSlugs: [],
  needs: { equipment: [], kinds: [kind], accessible: false },
  setupMinutes: 0,
  turnaroundMinutes: 0,
  priority: 2,
  ...(offer ? { offer: 'only-with-room' as const } : {}),
});

const catalogueOf = (offer: boolean): Catalogue => ({
  version: `bench-${offer}`,
  equipment: [],
  sites: [
    {
      id: 'north',
      name: 'North',
      timeZone: ZONE,
      credential: `doctor-${DOCTORS[0]}`,
      publishing: 'on',
      locationFormat: 'Room {room}',
      announcing: 'immediately',
      closedDates: [],
      rooms: [
        ...['T1', 'T2'].map((id) => room(id, 'treatment')),
        ...['C1', 'C2', 'C3'].map((id) => room(id, 'consulting')),
      ],
      portable: [],
      policy: { horizonDays: 14, freezeMinutes: 30, holdMinutes: 60, maxAnnouncedChanges: 1 },
    },
  ],
  practitioners: DOCTORS.map((id) => ({ id, site: 'north', credential: `doctor-${id}` })),
  visitTypes: [type('treatment', 'treatment', 1, offer), type('consultation', 'consulting', 2, offer)],
});

const calClinic = {
  ...demoClinic,
  teams: [],
  hosts: DOCTORS.map((id) => ({
    id,
    name: `Doctor ${id}`,
    email: `doctor-${id}@clinic.example`,
    username: `doctor-${id}`,
    timeZone: ZONE,
  })),
  eventTypes: DOCTORS.flatMap((id) => [
    eventType({
      id: id * 10 + 1,
      slug: `treatment-${id}`,
      title: 'Treatment',
      length: 60,
      location: 'Clinic',
      hostIds: [id],
    }),
    eventType({
      id: id * 10 + 2,
      slug: `consultation-${id}`,
      title: 'Consultation',
      length: 30,
      location: 'Clinic',
      hostIds: [id],
    }),
  ]),
};
const TYPES = calClinic.eventTypes.map(({ id }) => id);

const runStep: RunStep = async (_step, _of, work) => ({ kind: 'done', value: await work() });

const livedDay = async (seed: number, offer: boolean) => {
  const chance: Chance = seededChance(seed);
  const time = new VirtualTime(NOW);
  const events: BookingEvent[] = [];
  const counts = { booked: 0, waiting: 0, raced: 0, turnedAway: 0, writes: 0, throttled: 0 };
  const sandbox = new CalSandbox({
    now: time.now,
    later: time.later,
    clinic: calClinic,
    behaviour: { edition: 'public', finalWriteMs: 0 },
    chance: seededChance(seed),
    apiKeys: DOCTORS.map((id) => ({
      key: `key-${id}`,
      userId: id,
      eventTypeIds: [id * 10 + 1, id * 10 + 2],
    })),
    webhook: { subscriberUrl: 'https://rooms.example', secret: 'whsec' },
    deliver: async ({ body }) => {
      const origin = { deliveryId: 'ab'.repeat(32), receivedAt: time.now() };
      const read = bookingEventOf(JSON.parse(body), origin, madeUpDigests.word);
      if (read.outcome === 'accepted' && 'fact' in read.event) events.push(read.event);
      return 200;
    },
  });
  const ask = async (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body = '',
  ): Promise<Response> => {
    const url = new URL(path, 'https://cal.example');
    const query = Object.fromEntries(url.searchParams);
    const answer = await time.until(sandbox.handle({ method, path: url.pathname, query, headers, body }));
    if (answer.status === 429) counts.throttled += 1;
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  };
  const ledger = memoryLedger();
  const content = catalogueOf(offer);
  await ledger.commit(catalogueWrites(content, { seen: 0, importedAt: time.now() }));
  const clinic = new Clinic(ledger, time.now, madeUpWords);
  const http = calHttp({
    origin: 'https://cal.example',
    keyOf: async (credential) => credential.replace('doctor', 'key'),
    timeoutMs: 1_000,
    now: time.now,
    words: madeUpWords,
    patience: () => new AbortController().signal,
    fetch: (async (input: unknown, init: RequestInit = {}) => {
      if (init.method === 'PATCH') counts.writes += 1;
      return ask(
        init.method ?? 'GET',
        String(input),
        init.headers as Record<string, string>,
        String(init.body ?? ''),
      );
    }) as typeof fetch,
  });
  const cal = calSchedules(http, time.now);
  const feeds = calFeeds(http, time.now);
  const deps = {
    ledger,
    clinic,
    now: time.now,
    chance: () => 0,
    pause: async () => undefined,
    settleMs: 10_000,
    wakePublisher: async () => undefined,
    wakeReplan: async () => undefined,
  };
  const assign = assignBooking(deps);
  for (const id of DOCTORS) {
    const availability = [{ days: ['Monday'], startTime: '08:00', endTime: '18:00' }];
    const body = JSON.stringify({ name: 'Mine', timeZone: ZONE, isDefault: true, availability });
    await ask(
      'POST',
      '/v2/schedules',
      { authorization: `Bearer key-${id}`, 'cal-api-version': '2024-06-11' },
      body,
    );
  }
  await setUpAvailability({ ledger, cal, now: time.now, write: true }, await clinic.catalogue());
  counts.writes = 0;
  const mirror = async (): Promise<void> => {
    if (offer) await mirrorDay({ ledger, clinic, cal, feeds, now: time.now, runStep })(DATE);
  };
  await mirror();
  counts.writes = 0;
  let mirrorAt = Number.POSITIVE_INFINITY;
  for (let patient = 0; patient < patients; patient += 1) {
    const gap = -Math.log(1 - chance()) * seconds * 1_000;
    const comesAt = time.now() + gap;
    if (mirrorAt <= comesAt) {
      await time.pass(mirrorAt - time.now());
      mirrorAt = Number.POSITIVE_INFINITY;
      await mirror();
    }
    await time.pass(Math.max(0, comesAt - time.now()));
    const eventTypeId = TYPES[between(chance, 0, TYPES.length - 1)] ?? 0;
    const path = `/v2/slots?eventTypeId=${eventTypeId}&start=${DATE}&end=${DATE}&timeZone=${ZONE}&patient=${patient}`;
    const shown = (await (await ask('GET', path, { 'cal-api-version': '2024-09-04' })).json()) as {
      data: Record<string, { start: string }[]>;
    };
    const starts = shown.data[DATE] ?? [];
    const start = starts[between(chance, 0, Math.max(0, starts.length - 1))]?.start;
    if (start === undefined) {
      counts.turnedAway += 1;
      continue;
    }
    await time.until(sandbox.book({ eventType: eventTypeId, start }));
    counts.booked += 1;
    for (const event of events.splice(0)) {
      await assign(event);
      const record = await ledger.readBooking(event.fact.uid);
      if (record?.placement.kind !== 'waiting') continue;
      counts.waiting += 1;
      if (mirrorAt !== Number.POSITIVE_INFINITY) counts.raced += 1;
    }
    if (offer) mirrorAt = Math.min(mirrorAt, time.now() + REACTION_MS);
  }
  return counts;
};

const summed = async (offer: boolean) => {
  const sum = { booked: 0, waiting: 0, raced: 0, turnedAway: 0, writes: 0, throttled: 0 };
  for (let seed = 1; seed <= days; seed += 1) {
    const day = await livedDay(seed, offer);
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += day[name];
  }
  return { offer: offer ? 'only with a room' : 'always', ...sum, writesPerBooking: sum.writes / sum.booked };
};

const rows = [await summed(false), await summed(true)];
if (values.json) console.log(JSON.stringify(rows));
else console.table(rows);
