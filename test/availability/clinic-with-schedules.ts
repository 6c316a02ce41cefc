import type { ApiKey } from '../../bin/sandbox/api-message.ts';
import type { CalSandboxOptions } from '../../bin/sandbox/cal-sandbox.ts';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { setUpAvailability, undoAvailability } from '../../shared/availability/set-up.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { calFeeds } from '../../shared/calcom/cal-feeds.ts';
import { calHttp } from '../../shared/calcom/cal-http.ts';
import { calSchedules } from '../../shared/calcom/cal-schedules.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { dataOf, type Envelope, sandboxOnVirtualTime } from '../sandbox/sandbox-on-virtual-time.ts';
import { clinic as calClinic } from '../sandbox/two-types.ts';
import { catalogue, everyDay, room, visitType } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

/** A practitioner whose key is known, and who has a laser treatment of an hour and a consultation of three quarters. */
const DOCTOR: ApiKey = { key: 'cal_doctor', userId: 4711, eventTypeIds: [1, 2] };
const COLLEAGUE: ApiKey = { key: 'cal_colleague', userId: 4712, eventTypeIds: [1, 2, 3] };
export const LASER = 1;
export const CONSULTATION = 2;
/** A Monday. */
export const MONDAY_AT_CAL = '2026-10-12';

const hours = everyDay({ from: '08:00', to: '18:00' });
export const twoRooms = (over: Partial<Catalogue> = {}): Catalogue => ({
  ...catalogue({
    rooms: [room('1A', { hours }), room('2B', { hours, equipment: ['laser'] })],
    visitTypes: [
      visitType({
        id: 'laser',
        eventTypeIds: [LASER],
        needs: { equipment: ['laser'], accessible: false },
        offer: 'only-with-room',
      }),
      visitType({ id: 'consultation', eventTypeIds: [CONSULTATION], offer: 'only-with-room' }),
    ],
    practitioners: [{ id: 4711, site: 'north' }],
  }),
  ...over,
});

/** The sandbox with that practitioner's schedule, a clinic on a Ledger in memory, and what speaks to the one for the other. */
export const clinicWithSchedules = async (
  content = twoRooms(),
  readFeed: CalSandboxOptions['readFeed'] = undefined,
) => {
  const at = sandboxOnVirtualTime({
    clinic: calClinic,
    behaviour: { edition: 'public' },
    apiKeys: [DOCTOR, COLLEAGUE],
    readFeed,
  });
  const { time, sandbox, call } = at;
  const writes: string[] = [];
  const speak = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    const method = init.method ?? 'GET';
    if (method !== 'GET') writes.push(`${method} ${url.pathname}`);
    const { status, headers, body } = await time.until(
      sandbox.handle({
        method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { ...(init.headers as Record<string, string>) },
        body: typeof init.body === 'string' ? init.body : '',
      }),
    );
    return new Response(body, { status, headers });
  };
  const send = (method: string, path: string, version: string, body?: unknown) =>
    time.until(call(method, path, { as: DOCTOR.key, version, ...(body === undefined ? {} : { body }) }));
  const availability = [{ days: ['Monday'], startTime: '09:00', endTime: '17:00' }];
  const given = { timeZone: 'Europe/Berlin', availability };
  const source: Envelope = dataOf(
    await send('POST', '/v2/schedules', '2024-06-11', { name: 'Mine', isDefault: true, ...given }),
  );
  const ledger = memoryLedger();
  const inMemory = await clinicInMemory(ledger, content, {
    clock: { now: time.now, set: () => undefined },
  });
  const keys: Record<string, string> = { default: DOCTOR.key };
  const http = calHttp({
    origin: 'https://cal.example',
    keyOf: async (credential) => keys[credential] ?? '',
    timeoutMs: 1_000,
    now: time.now,
    words: madeUpWords,
    fetch: speak as typeof fetch,
    patience: () => new AbortController().signal,
  });
  const cal = calSchedules(http, time.now);
  const feeds = calFeeds(http, time.now);
  const deps = { ledger, cal, now: time.now };
  const runStep = async <T>(_step: string, _of: object, work: () => Promise<T>) =>
    ({ kind: 'done', value: await work() }) as const;
  return {
    ...inMemory,
    ...deps,
    /** What makes Cal.com offer what has a room; steps that throw end the test. */
    mirroring: { ...deps, clinic: inMemory.deps.clinic, feeds, runStep },
    feeds,
    time,
    sandbox,
    source,
    keys,
    colleague: COLLEAGUE.key,
    book: (eventTypeId: number, time_: string, date = MONDAY_AT_CAL) =>
      send('POST', '/v2/bookings', '2024-08-13', {
        eventTypeId,
        start: `${date}T${time_}:00+02:00`,
        attendee: { name: 'Erika', email: 'erika@mail.example', timeZone: 'Europe/Berlin' },
      }),
    /** The Day that the tests are about, and any other, without a block. */
    unblock: async (roomId: string, blockId: string, date = MONDAY_AT_CAL) => {
      const found = (await ledger.readDay('north', date)).roomDays.find((each) => each.roomId === roomId);
      if (found === undefined) throw new Error(`${roomId} is not blocked`);
      const { version: seen, ...record } = found;
      const blocks = Object.fromEntries(Object.entries(record.blocks).filter(([id]) => id !== blockId));
      await ledger.commit([{ kind: 'room-day', seen, record: { ...record, blocks } }]);
    },
    /** What the board says of what is offered. */
    attention: async () => {
      const [site] = (await inMemory.deps.clinic.catalogue()).sites;
      if (site === undefined) throw new Error('no site');
      const { attention } = await readBoard(inMemory.deps, site, MONDAY_AT_CAL, time.now());
      return attention.filter(({ kind }) => kind.startsWith('offer-'));
    },
    /** What changed anything at Cal.com, in order. */
    writes,
    setUp: async (write = true) =>
      setUpAvailability({ ...deps, write }, await inMemory.deps.clinic.catalogue()),
    undo: (eventTypeIds: readonly number[], write = true) =>
      undoAvailability({ ...deps, write }, eventTypeIds),
    schedules: async () => dataOf(await send('GET', '/v2/schedules', '2024-06-11')) as Envelope[],
    patchSchedule: (id: number, body: object) => send('PATCH', `/v2/schedules/${id}`, '2024-06-11', body),
    patchType: (id: number, body: object) => send('PATCH', `/v2/event-types/${id}`, '2024-06-14', body),
    typeAt: async (id: number): Promise<Envelope> =>
      dataOf(await send('GET', `/v2/event-types/${id}`, '2024-06-14')),
    /** What Cal.com offers on a Monday, by the wall. */
    starts: async (eventTypeId: number, date = MONDAY_AT_CAL): Promise<readonly string[]> => {
      await time.until(new Promise<void>((wake) => time.later(2_000, wake)));
      const query = `eventTypeId=${eventTypeId}&start=${date}&end=${date}&timeZone=Europe/Berlin`;
      const found = dataOf(await send('GET', `/v2/slots?${query}`, '2024-09-04'));
      return (found[date] ?? []).map(({ start }: { start: string }) => start.slice(11, 16));
    },
  };
};
