import { describe, expect, test, vi } from 'vitest';
import { serveFeed } from '../../functions/visit-page/serve-feed.ts';
import { connectFeeds, disconnectFeeds } from '../../shared/availability/connect-feed.ts';
import { type Feed, readFeed, readFeeds } from '../../shared/availability/feeds.ts';
import { mirrorDay, mirrorInTurn, WHOLE_EVERY_MS } from '../../shared/availability/mirror-offers.ts';
import { LOOK_EVERY_MS } from '../../shared/availability/send-mirror.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { linkToken } from '../../shared/domain/visit-link.ts';
import { catalogueWrites } from '../../shared/ledger/catalogue-parts.ts';
import { METRIC } from '../../shared/metrics.ts';
import { at, block, visitType } from '../support/builders.ts';
import {
  CONSULTATION,
  clinicWithSchedules,
  LASER,
  MONDAY_AT_CAL,
  twoRooms,
} from './clinic-with-schedules.ts';

const ORIGIN = 'https://rooms.example';
const OWNER = 4711;

/** Both visit types need the laser, and nothing is asked of days after the one that the tests are about. */
const bothByFeed = (over: Partial<Catalogue['visitTypes'][number]> = {}, horizonDays = 7): Catalogue => {
  const needs = { equipment: ['laser'], accessible: false };
  const { sites, ...content } = twoRooms({
    visitTypes: [
      visitType({ id: 'laser', eventTypeIds: [LASER], needs, offer: 'feed' }),
      visitType({ id: 'consultation', eventTypeIds: [CONSULTATION], needs, offer: 'feed', ...over }),
    ],
  });
  return {
    ...content,
    sites: sites.map((site) => ({ ...site, policy: { ...site.policy, horizonDays } })),
  };
};

type Answer = { readonly status: number; readonly body: string };

/** A clinic whose calendars Cal.com reads from the very function; `between`: what a proxy makes of its answers. */
const clinicWithFeeds = async (content = bothByFeed()) => {
  const served: Answer[] = [];
  const counted: string[] = [];
  let read: ReturnType<typeof serveFeed> | undefined;
  let between = (answer: Answer): Answer => answer;
  const get = async (url: string): Promise<Answer> => {
    const { statusCode = 0, body = '' } = (await read?.({ rawPath: new URL(url).pathname })) ?? {};
    const answer = between({ status: statusCode, body });
    served.push(answer);
    return answer;
  };
  const clinic = await clinicWithSchedules(content, get);
  const { ledger, cal, feeds, now } = clinic;
  let isDown = false;
  const start = (): void => {
    read = serveFeed({
      ledger: {
        readMemo: async (...asked) => {
          if (isDown) throw new Error('the Ledger is down');
          return ledger.readMemo(...asked);
        },
      },
      count: (metric) => counted.push(metric),
      log: { error: () => undefined },
    });
  };
  start();
  let drawn = 0;
  const tokens = (): number => {
    drawn += 1;
    return drawn;
  };
  const deps = (write: boolean) => ({
    ledger,
    clinic: clinic.deps.clinic,
    cal,
    feeds,
    now,
    origin: ORIGIN,
    newToken: () => linkToken(Buffer.alloc(16, tokens())),
    write,
  });
  return {
    ...clinic,
    served,
    counted,
    get,
    /** A function that has served nothing yet. */
    start,
    setBetween: (to: typeof between) => {
      between = to;
    },
    setDown: (to: boolean) => {
      isDown = to;
    },
    connect: (write = true) => connectFeeds(deps(write)),
    disconnect: (write = true) => disconnectFeeds(deps(write)),
    sweep: () => mirrorInTurn(clinic.mirroring)({ until: Number.POSITIVE_INFINITY }),
    day: () => mirrorDay(clinic.mirroring)(MONDAY_AT_CAL),
    importAgain: async (visitTypes: Catalogue['visitTypes']) => {
      const seen = (await ledger.readCatalogue())?.version ?? 0;
      const anew = { ...bothByFeed(), visitTypes, version: `version ${seen + 1}` };
      for (const write of catalogueWrites(anew, { seen, importedAt: now() })) await ledger.commit([write]);
      clinic.deps.clinic.forget();
    },
    feed: async () => (await readFeed(ledger, OWNER))?.feed,
    atCal: async () => {
      const told = await feeds.all('default');
      return told.kind === 'done' ? told.value : told;
    },
  };
};

const LASER_TREATMENTS = ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00'];
const outOfUse = block(at('11:30', MONDAY_AT_CAL), at('13:00', MONDAY_AT_CAL));

describe('a practitioner whose visit types all need the same rooms', () => {
  test('is offered at the starts that have one, once their calendar is connected, and at all again once it is taken away', async () => {
    const clinic = await clinicWithFeeds();
    const before = [clinic.sandbox.state(), await clinic.starts(CONSULTATION)];
    await clinic.block('2B', outOfUse);
    expect(await clinic.connect(false)).toMatchObject([
      { ownerId: OWNER, eventTypeIds: [LASER, CONSULTATION], failed: false },
    ]);
    expect([clinic.sandbox.state(), await readFeeds(clinic.ledger)]).toEqual([before[0], []]);

    expect(await clinic.connect()).toMatchObject([{ ownerId: OWNER, failed: false }]);
    expect(await clinic.starts(LASER)).toEqual(['09:00', '10:00', '13:00', '14:00', '15:00', '16:00']);
    const consultations = await clinic.starts(CONSULTATION);
    expect(consultations).toContain('10:30');
    expect(consultations.filter((start) => start > '10:45' && start < '13:00')).toEqual([]);
    expect((await clinic.book(LASER, '11:00')).status).toBe(400);

    await clinic.unblock('2B', outOfUse.id);
    await clinic.day();
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
    expect(await clinic.connect()).toMatchObject([{ done: expect.stringContaining('is right') }]);

    expect(await clinic.disconnect()).toMatchObject([{ ownerId: OWNER, failed: false }]);
    expect([clinic.sandbox.state(), await clinic.starts(CONSULTATION)]).toEqual(before);
    expect(await readFeeds(clinic.ledger)).toEqual([]);
  });

  test('has a calendar of plain events in UTC, each with an end and none repeated', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.block('2B', outOfUse);
    await clinic.connect();
    const { body } = await clinic.get((await clinic.feed())?.address ?? '');
    const events = [...body.matchAll(/BEGIN:VEVENT\r\n([\s\S]*?)END:VEVENT\r\n/g)].map(
      ([, event = '']) => event,
    );
    expect(events.some((event) => event.includes('DTSTART:20261012T093000Z'))).toBe(true);
    for (const event of events) {
      expect(event).toMatch(/^DTSTART:\d{8}T\d{6}Z\r$/m);
      expect(event).toMatch(/^DTEND:\d{8}T\d{6}Z\r$/m);
    }
    expect(body).not.toMatch(/RRULE|RDATE|TZID|TRANSP/);
    expect(body).toMatch(/END:VCALENDAR\r?\n?$/);
  });

  test('has it computed ten dates at a time, and whole before Cal.com reads it for the first time', async () => {
    const clinic = await clinicWithFeeds(bothByFeed({}, 25));
    const commit = vi.spyOn(clinic.ledger, 'commit');
    await clinic.connect();
    const noted = commit.mock.calls.flatMap(([writes]) =>
      writes.flatMap((write) => {
        const value = write.kind === 'memo' ? (write.record.value as Partial<Feed> | null) : null;
        return value?.days?.length ? [`${value.days.length}${value.calendarId ? ', saved' : ''}`] : [];
      }),
    );
    expect(noted).toEqual(['10', '20', '26', '26, saved']);
  });

  test('has a secret address that another one takes the place of, and the former leads nowhere', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.connect();
    const former = (await clinic.feed())?.address ?? '';
    expect(former).toMatch(/^https:\/\/rooms\.example\/feeds\/4711\/[1-9A-Za-z]{22}\.ics$/);
    await clinic.disconnect();
    await clinic.connect();
    expect((await clinic.get(former)).status).toBe(404);
    expect((await clinic.get((await clinic.feed())?.address ?? '')).status).toBe(200);
  });
});

describe('a calendar that Cal.com asks for', () => {
  test('is what was served last while the Ledger is down, and none, which rings, where nothing was', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.block('2B', outOfUse);
    await clinic.connect();
    const offered = await clinic.starts(LASER);
    clinic.setDown(true);
    expect(await clinic.starts(LASER)).toEqual(offered);
    expect(clinic.counted).toEqual([]);
    clinic.start();
    expect((await clinic.get((await clinic.feed())?.address ?? '')).status).toBe(503);
    expect(clinic.counted).toEqual([METRIC.feedsUnknown]);
    // Cal.com offers everything then; but no day is shut.
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
  });

  test('is none where what stands in the Ledger is a part of one', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.connect();
    const memo = await clinic.ledger.readMemo('offer-feed', String(OWNER));
    const value = { ...(memo?.value as object), calendar: 'H4sIAAAAAAAA' };
    const record = { scope: 'offer-feed', id: String(OWNER), value };
    await clinic.ledger.commit([{ kind: 'memo', seen: memo?.version ?? 0, record }]);
    clinic.start();
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
    expect(clinic.served.at(-1)?.status).toBe(503);
  });

  test.each([
    [
      'opens all that it should hide where a proxy answers with a page',
      { status: 200, body: '<h1>Sign in</h1>' },
      LASER_TREATMENTS,
    ],
    ['shuts the day where a proxy cuts it in half', undefined, []],
  ])('%s: which is why it is never either of us', async (_, answer, expected) => {
    const clinic = await clinicWithFeeds();
    await clinic.block('2B', outOfUse);
    await clinic.connect();
    clinic.setBetween((given) => answer ?? { ...given, body: given.body.slice(0, -30) });
    expect(await clinic.starts(LASER)).toEqual(expected);
  });

  test('is served to no one who has another token or none', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.connect();
    const other = linkToken(Buffer.alloc(16, 99));
    for (const path of [
      `/feeds/${OWNER}/${other}.ics`,
      `/feeds/4712/${other}.ics`,
      '/feeds/',
      '/feeds/4711/.ics',
    ])
      expect((await clinic.get(`${ORIGIN}${path}`)).status).toBe(404);
  });
});

describe('a calendar is not made', () => {
  test('where visit types of its practitioner need different rooms, which are named', async () => {
    const clinic = await clinicWithFeeds(bothByFeed({ needs: { equipment: [], accessible: false } }));
    expect(await clinic.connect()).toMatchObject([
      {
        failed: true,
        done: expect.stringMatching(/laser and consultation need different rooms \(equipment\)/),
      },
    ]);
    expect(await clinic.atCal()).toEqual([]);
  });

  test('where it would hide an event type that is always offered', async () => {
    const content = bothByFeed();
    const [laser, consultation] = content.visitTypes;
    if (laser === undefined || consultation === undefined) throw new Error('two types');
    const { offer: _no, ...always } = consultation;
    const clinic = await clinicWithFeeds({ ...content, visitTypes: [laser, always] });
    expect(await clinic.connect()).toMatchObject([
      { failed: true, done: expect.stringContaining(`consultation (${CONSULTATION})`) },
    ]);
    expect(await clinic.atCal()).toEqual([]);
  });

  test('where Cal.com reads one of theirs already, which it would forget', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.feeds.save('https://calendar.example/mine.ics', 'default');
    expect(await clinic.connect()).toMatchObject([
      { failed: true, done: expect.stringContaining('calendar of theirs') },
    ]);
    expect(await clinic.atCal()).toMatchObject([
      { addresses: [{ address: 'https://calendar.example/mine.ics' }] },
    ]);
  });
});

test('a calendar that cannot be read is made anew, in the place of the one that Cal.com reads', async () => {
  const clinic = await clinicWithFeeds();
  await clinic.connect();
  const former = (await clinic.feed())?.address;
  const memo = await clinic.ledger.readMemo('offer-feed', String(OWNER));
  const record = { scope: 'offer-feed', id: String(OWNER), value: { ownerId: OWNER } };
  await clinic.ledger.commit([{ kind: 'memo', seen: memo?.version ?? 0, record }]);
  expect(await clinic.disconnect()).toMatchObject([
    { failed: true, done: expect.stringContaining('--yes alone') },
  ]);
  expect(await clinic.connect()).toMatchObject([{ failed: false }]);
  const now = (await clinic.feed())?.address;
  expect(now).not.toBe(former);
  expect(await clinic.atCal()).toMatchObject([{ addresses: [{ address: now, isSelected: true }] }]);
});

test('a calendar that is connected again goes on saying what it said, and boards look whether all is well', async () => {
  const clinic = await clinicWithFeeds();
  await clinic.block('2B', outOfUse);
  await clinic.connect();
  const said = (await clinic.feed())?.calendar;
  await clinic.feeds.disconnect(OWNER, 'default');
  await clinic.time.pass(LOOK_EVERY_MS);
  await clinic.sweep();
  const version = await clinic.ledger.readBoardVersion();
  const commit = vi.spyOn(clinic.ledger, 'commit');
  expect(await clinic.connect()).toMatchObject([{ failed: false }]);
  const noted = commit.mock.calls.flatMap(([writes]) =>
    writes.flatMap((write) =>
      write.kind === 'memo' && write.record.id === String(OWNER) ? [write.record.value as Feed] : [],
    ),
  );
  expect(noted).not.toEqual([]);
  expect(new Set(noted.map(({ calendar }) => calendar))).toEqual(new Set([said]));
  expect(await clinic.attention()).toEqual([]);
  const again = await clinic.ledger.readBoardVersion();
  expect(again).toBeGreaterThan(version);
  await clinic.disconnect();
  expect(await clinic.ledger.readBoardVersion()).toBeGreaterThan(again);
});

describe('the sweep', () => {
  test('keeps a calendar right though no one said that the Day had changed', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.connect();
    await clinic.sweep();
    await clinic.block('2B', outOfUse);
    await clinic.time.pass(WHOLE_EVERY_MS);
    expect(await clinic.sweep()).toMatchObject({ feeds: 1, ageMs: 0 });
    expect(await clinic.starts(LASER)).not.toContain('12:00');
  });

  test('takes back nothing that was noted of a Day after it had read it', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.connect();
    await clinic.time.pass(WHOLE_EVERY_MS);
    const { readDay } = clinic.ledger;
    let isRead = false;
    vi.spyOn(clinic.ledger, 'readDay').mockImplementation(async (siteId, date) => {
      const found = await readDay(siteId, date);
      if (date !== MONDAY_AT_CAL || isRead) return found;
      isRead = true;
      await clinic.block('2B', outOfUse);
      await clinic.day();
      return found;
    });
    expect(await clinic.sweep()).toMatchObject({ ageMs: 0 });
    expect(isRead).toBe(true);
    expect(await clinic.starts(LASER)).toEqual(['09:00', '10:00', '13:00', '14:00', '15:00', '16:00']);
  });

  test('keeps out nothing that was read of a Day after it had read it', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.connect();
    await clinic.block('2B', outOfUse);
    await clinic.time.pass(WHOLE_EVERY_MS);
    const { readDay } = clinic.ledger;
    const [sweepHasRead, dayHasRead] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let sweeps: Promise<unknown> = Promise.resolve();
    const onceRead = [
      async () => {
        sweepHasRead.resolve();
        await dayHasRead.promise;
      },
      async () => undefined, // for the block
      async () => {
        dayHasRead.resolve();
        await sweeps;
      },
    ];
    vi.spyOn(clinic.ledger, 'readDay').mockImplementation(async (siteId, date) => {
      const found = await readDay(siteId, date);
      if (date === MONDAY_AT_CAL) await onceRead.shift()?.();
      return found;
    });
    sweeps = clinic.sweep();
    await sweepHasRead.promise;
    await clinic.block(
      '2B',
      block(at('14:00', MONDAY_AT_CAL), at('15:00', MONDAY_AT_CAL), { id: 'another' }),
    );
    await clinic.day();
    expect(onceRead).toEqual([]);
    expect(await clinic.starts(LASER)).toEqual(['09:00', '10:00', '13:00', '15:00', '16:00']);
  });

  test('says that someone took a calendar away, and does not bring it back', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.connect();
    await clinic.feeds.disconnect(OWNER, 'default');
    await clinic.time.pass(LOOK_EVERY_MS);
    await clinic.sweep();
    expect((await clinic.feed())?.trouble).toBe('disconnected');
    expect(await clinic.attention()).toMatchObject([
      { kind: 'offer-stopped', eventTypeId: LASER, reason: 'disconnected' },
      { kind: 'offer-stopped', eventTypeId: CONSULTATION },
    ]);
    expect(await clinic.atCal()).toEqual([]);
  });

  test('empties a calendar that has come to hide an event type which is always offered, until it does no more', async () => {
    const clinic = await clinicWithFeeds();
    await clinic.block('2B', outOfUse);
    await clinic.connect();
    await clinic.importAgain(
      bothByFeed().visitTypes.map(({ offer, ...type }) =>
        type.id === 'laser' ? { ...type, offer: 'feed' } : type,
      ),
    );
    await clinic.time.pass(LOOK_EVERY_MS);
    await clinic.sweep();
    await clinic.sweep();
    expect((await clinic.feed())?.trouble).toBe('hides-others');
    expect(await clinic.starts(LASER)).toEqual(LASER_TREATMENTS);
    await clinic.importAgain(bothByFeed().visitTypes);
    await clinic.time.pass(LOOK_EVERY_MS);
    await clinic.sweep();
    await clinic.sweep();
    expect((await clinic.feed())?.trouble).toBeUndefined();
    expect(await clinic.starts(LASER)).not.toContain('12:00');
  });
});
