import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { eventually } from '../../bin/local/eventually.ts';
import type { LocalSystem } from '../../bin/local/local-system.ts';
import type { CalSandbox } from '../../bin/sandbox/cal-sandbox.ts';
import { type EventType, eventType } from '../../bin/sandbox/clinic.ts';
import { demoClinic } from '../../bin/sandbox/demo-clinic.ts';
import type { PublishingMode } from '../../shared/domain/catalogue.ts';
import { localDateOf } from '../../shared/domain/local-time.ts';
import { NOTHING_PUBLISHED, parked, reasonOf } from '../../shared/domain/publication.ts';
import { documentClient } from '../../shared/ledger/document-client.ts';
import { noteListing } from '../../shared/publishing/credential-pace.ts';
import { toBookingMessage } from '../../shared/queue/to-booking-message.ts';
import { runCommand, type Said } from '../support/run-command.ts';
import { matrix } from '../support/whole-matrix.ts';

/** One local system, in `shadow` so that nothing of it moves meanwhile, and the commands against it. */
const SECRET = 'whsec_of_these_tests';
const PROBE_TYPE = 9_901;
const home = mkdtempSync(join(tmpdir(), 'commands-'));
let system: LocalSystem;
let sandbox: CalSandbox;

/** A command as it is typed. */
const run = (line: string): Promise<Said> => {
  const [name = '', ...args] = line.split(' ');
  return runCommand(name, args);
};
const json = async (line: string) => {
  const { code, said } = await run(`${line} --json`);
  return { code, data: JSON.parse(said) };
};

/** A weekday at least a week ahead, at such an hour, in the clinic's opening hours. */
const at = (hour: number): number => {
  const day = new Date(Date.now() + 7 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((8 - day.getUTCDay()) % 7));
  return day.setUTCHours(hour, 0, 0, 0);
};
const book = (hour: number, eventTypeSlug = 'consultation') =>
  sandbox.book({ eventType: eventTypeSlug, start: at(hour) });
const known = (uid: string) =>
  eventually(`${uid} in the Ledger`, async () => (await system.ledger.readBooking(uid)) !== undefined);
/** The visit code of a uid, as the command says it. */
const codeOf = async (uid: string): Promise<string> => (await json(`visit ${uid}`)).data.visitCode;
const publish = async (publishing: PublishingMode): Promise<void> => {
  const { site } = await system.ledger.readSite('north');
  if (site === undefined) throw new Error('no such site');
  const { version: seen, ...record } = site;
  const publishingSince = publishing === 'on' ? Date.now() : site.publishingSince;
  await system.ledger.commit([{ kind: 'site', seen, record: { ...record, publishing, publishingSince } }]);
};

beforeAll(async () => {
  vi.stubEnv('ENDPOINTS_FILE', join(home, 'endpoints.json'));
  vi.stubEnv('CAL_WEBHOOK_SECRET', '');
  const { startLocalSystem } = await import('../../bin/local/local-system.ts');
  const { localSettings } = await import('../../bin/local/settings.ts');
  const { DEMO_CLINIC, readClinicFile } = await import('../../bin/read-clinic-file.ts');
  const { writeEndpoints } = await import('../../bin/local/endpoints.ts');
  const demo = readClinicFile(DEMO_CLINIC);
  const shadow = { ...demo, sites: demo.sites.map((site) => ({ ...site, publishing: 'shadow' as const })) };
  const settings = localSettings({
    PORT: '0',
    SANDBOX_PORT: '0',
    CAL_WEBHOOK_SECRET: SECRET,
    CAL_PATCH_SECONDS: '0.1',
    // Nothing is told while these tests run: what is owed stays to be seen.
    CAL_SETTLE_SECONDS: '600',
    LOG_LEVEL: 'SILENT',
    SWEEP_SECONDS: '3600',
  });
  const probed = {
    id: PROBE_TYPE,
    slug: 'probe',
    title: 'Probe',
    length: 30,
    location: 'Clinic North, 1 Harbour Street',
    hostIds: [demoClinic.hosts[0]?.id ?? 0],
  };
  const clinic = { ...demoClinic, eventTypes: [...demoClinic.eventTypes, eventType(probed)] };
  const behaviour = { finalWriteMs: 50 };
  const pace = { ordinary: { limit: 10_000 } };
  system = await startLocalSystem({ ...settings, sandbox: { clinic, behaviour, pace } }, shadow);
  writeEndpoints(system);
  if (system.sandbox === undefined) throw new Error('no sandbox');
  sandbox = system.sandbox.sandbox;
});
afterAll(async () => {
  await system.close();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

describe('a command that is not understood', () => {
  test.each([
    ['owed --what', /Unknown option '--what'/],
    ['owed now', /“now” is not understood: say adopt, retry/],
    ['owed adopt', /--site is missing/],
    ['owed adopt --site south', /--site south: there are north/],
    ['owed retry --site north', /--reason is missing/],
    ['owed adopt --site north', /--site north: its publishing is shadow, not on/],
    ['owed --most some', /--most some: not a whole number above zero/],
    ['owed --outputs /nowhere.json', /--outputs \/nowhere\.json: not the outputs/],
    ['dlq drain', /“drain” is not understood: say list, explain, redrive, drop/],
    ['dlq drop', /--id is missing/],
    ['dlq list --queue mail', /--queue mail: there are bookings, publish, replan/],
    ['dlq list --most 0', /--most 0: not a whole number/],
    ['visit', /say a booking’s uid or a visit code/],
    ['visit a:b', /“a:b” is neither a uid nor a visit code/],
    ['erase', /say a booking’s uid/],
    ['erase a:b', /“a:b” is not a booking’s uid/],
    ['erase one two', /“two” is not understood/],
    ['replay --since yesterday', /--since yesterday: neither an instant nor so long ago/],
    ['durations', /--since is missing/],
    ['durations --since long', /--since long: neither an instant nor so long ago/],
    ['rebuild --days -1', /--days/],
    ['report', /--site is missing/],
    ['report --site south', /--site south: there are north/],
    ['report --site north --days 0', /--days 0: not a whole number above zero/],
    ['report --site north --days 36', /--days 36: no more than 35 are kept/],
    ['report --site north --until 2027-02-30', /--until 2027-02-30: not a date/],
    ['report --site north --days 2 --until 2026-01-02', /of 2026-01-01 nothing is kept, only of 35 days/],
    ['utilisation', /--site is missing/],
    ['utilisation --site south', /--site south: there are north/],
    ['utilisation --site north --one-more --csv', /--one-more: not as --csv/],
    ['utilisation --site north --days 41', /--days 41: no more than 40 are kept/],
    ['utilisation --site north --until 2027-02-30', /--until 2027-02-30: not a date/],
    [
      'utilisation --site north --days 2 --until 2026-01-02',
      /of 2026-01-01 nothing is kept, only of 40 days/,
    ],
    ['rebuild all', /“all” is not understood/],
    ['cal-availability --event-type laser', /--event-type laser: not a whole number/],
    ['cal-availability --event-type 3003', /--event-type 3003: the clinic file has no such/],
    ['cal-availability --undo --event-type 3003', /--event-type 3003: it has no schedule of ours/],
    ['doctor it', /“it” is not understood/],
    ['cal-check it', /“it” is not understood/],
    ['cal-register --level team', /--level team: say organization, user or event-type:<id>/],
    ['cal-register --url rooms', /--url rooms: not the address of a webhook/],
    ['cal-register --credential other', /--credential other: there are default/],
    ['cal-register --yes', /CAL_WEBHOOK_SECRET is not set/],
    ['cal-probe --email a@b', /--event-type is missing/],
    ['cal-probe --event-type scan --start x --email y', /--event-type scan: not a whole number/],
    ['cal-probe --event-type 1 --start soon --email y', /--start soon: not an instant/],
    ['cal-probe --event-type 1 --start 2030-01-01 --email y', /--email y: not an address/],
    [
      'cal-probe --event-type 1 --start 2030-01-01 --email a@b --write /no.json',
      /--write \/no\.json: cannot be read/,
    ],
  ])('%s: says what is wrong, exit 2, and does nothing', async (line, message) => {
    const { code, said, progress } = await run(line);
    expect(progress).toMatch(message);
    expect({ code, said }).toEqual({ code: 2, said: '' });
    expect(sandbox.bookings().filter(({ eventTypeId }) => eventTypeId === PROBE_TYPE)).toEqual([]);
  });

  test.each([
    'visit',
    'erase',
    'owed',
    'dlq',
    'replay',
    'rebuild',
    'durations',
    'report',
    'utilisation',
    'cal-check',
    'cal-register',
    'cal-probe',
    'doctor',
  ])('%s --help says what there is', async (name) => {
    const { code, said } = await run(`${name} --help`);
    expect(code).toBe(0);
    expect(said).toMatch(/npm run [\s\S]*Options[\s\S]*--outputs/);
  });
});

describe('cal:register', () => {
  const ours = () =>
    sandbox.subscriptions().filter(({ subscriberUrl }) => subscriberUrl.startsWith(system.url));
  const withSecret = async <T>(secret: string, act: () => Promise<T>): Promise<T> => {
    vi.stubEnv('CAL_WEBHOOK_SECRET', secret);
    try {
      return await act();
    } finally {
      vi.stubEnv('CAL_WEBHOOK_SECRET', '');
    }
  };

  test('finds the webhook right that is right, and writes nothing', async () => {
    const before = ours();
    const { code, data } = await withSecret(SECRET, () => json('cal-register --yes --locations'));
    expect({ code, data }).toMatchObject({
      code: 0,
      data: { webhooks: [{ done: 'is right', wrong: [], warnings: [] }], failed: [], warnings: [] },
    });
    expect(ours()).toEqual(before);
  });

  test('repairs it: switched on, every trigger, no template, the right secret; without --yes it only says so', async () => {
    const [webhook] = ours();
    if (webhook === undefined) throw new Error('the sandbox has no webhook');
    const broken = {
      active: false,
      triggers: ['BOOKING_CREATED'] as const,
      payloadTemplate: '{}',
      secret: 'old',
    };
    sandbox.subscribe({ ...webhook, ...broken });
    const shown = await withSecret(SECRET, () => run('cal-register'));
    expect(shown.said).toMatch(
      /would be repaired, with --yes \(switched off, without BOOKING_REQUESTED.*with a payload template, signed with another secret\)/,
    );
    expect(ours()[0]).toMatchObject(broken);
    expect((await withSecret(SECRET, () => run('cal-register --yes'))).said).toContain(': repaired (');
    expect(ours()).toHaveLength(1);
    expect(ours()[0]).toMatchObject({ active: true, payloadTemplate: null, secret: SECRET });
    expect(ours()[0]?.triggers).toEqual(expect.arrayContaining(['BOOKING_CANCELLED', 'BOOKING_REASSIGNED']));
  });

  test('creates what is missing, with what a self-hosted Cal.com knows where it knows no more', async () => {
    sandbox.behaviour.edition = 'public';
    const url = 'https://rooms.example/api/webhooks/cal';
    const { said } = await withSecret('s', () => run(`cal-register --yes --url ${url}`));
    sandbox.behaviour.edition = 'hosted';
    expect(said).toContain(`for ${url}: created (missing)`);
    const made = sandbox.subscriptions().find(({ subscriberUrl }) => subscriberUrl === url);
    expect(made).toMatchObject({
      level: { kind: 'user' },
      active: true,
      secret: 's',
      version: '2021-10-20',
    });
    expect(made?.triggers).not.toContain('BOOKING_REASSIGNED');
  });

  test('leaves changed locations to the lists of what changed, unless it is asked for them or the key lists nothing', async () => {
    const triggers = () => ours()[0]?.triggers;
    await withSecret(SECRET, async () => {
      expect((await run('cal-register --yes --locations')).said).toContain(': ');
      expect(triggers()).toContain('BOOKING_LOCATION_UPDATED');
      expect((await run('cal-register --yes')).said).toContain(': written again');
      expect(triggers()).not.toContain('BOOKING_LOCATION_UPDATED');
      expect(triggers()).toContain('BOOKING_REASSIGNED');
      expect((await run('cal-register')).said).toContain(': is right');
      // A webhook that has them, or lacks them, is no wrong one.
      expect((await json('cal-register --locations')).data.webhooks).toMatchObject([{ wrong: [] }]);
      await noteListing(system.ledger, 'default', true, Date.now());
      expect((await run('cal-register --yes')).said).toContain(': written again');
      await noteListing(system.ledger, 'default', false, Date.now());
      expect(triggers()).toContain('BOOKING_LOCATION_UPDATED');
    });
  });

  test('warns of the same URL at two levels, and of a user’s webhook that misses team events', async () => {
    const { data } = await json('cal-register --level user');
    expect(data.webhooks[0].done).toBe('would be created, with --yes');
    expect([...data.webhooks[0].warnings, ...data.warnings]).toEqual([
      expect.stringContaining('stands at organization'),
      expect.stringContaining('does not fire for the bookings of a team'),
      expect.stringContaining('CAL_WEBHOOK_SECRET is not set'),
    ]);
  });
});

describe('cal:check', () => {
  const words = async () => (await run('cal-check')).said;

  test('proves the key, what it may do, and the catalogue; what no visit type names is said', async () => {
    const { code, said } = await run('cal-check');
    expect(said).toMatch(/ok {5}the key default is accepted \(organization \d+\)/);
    expect(said).toMatch(/ok {5}default administers organization/);
    expect(said).toContain(`event type ${PROBE_TYPE} (probe) gets no rooms`);
    // Those of teams, too, though the key's user is in none.
    expect(said).not.toMatch(/no event type/);
    expect(said).toMatch(/ok {5}\d+ event type\(s\) get rooms, with \d+ known host\(s\)/);
    expect(code).toBe(
      (await json('cal-check')).data.findings.some((each: { wrong: boolean }) => each.wrong) ? 1 : 0,
    );
  });

  test('says that a key is refused, and that one is no admin’s', async () => {
    sandbox.addKey({ key: 'cal_local_key', userId: 4711, eventTypeIds: [3001] });
    expect(await words()).toMatch(
      /WRONG {2}default changes locations of its own .* no admin of organization/,
    );
    expect(await words()).toMatch(/WRONG {2}visit type .*no event type/);
    sandbox.revokeKey('cal_local_key');
    const refused = await run('cal-check');
    expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/WRONG {2}default: .*401/) });
    sandbox.addKey('cal_local_key');
  });

  test('reads bookings by whichever version Cal.com serves, and says where it serves none', async () => {
    sandbox.behaviour.retiredVersions = ['list 2024-08-13'];
    expect(await words()).toContain('ok     default may read bookings');
    sandbox.behaviour.retiredVersions = ['list 2024-08-13', 'list 2026-05-01'];
    const none = await run('cal-check');
    sandbox.behaviour.retiredVersions = [];
    expect(none).toMatchObject({
      code: 1,
      said: expect.stringMatching(
        /WRONG {2}default may not read bookings: Cal\.com .*no version of the list/,
      ),
    });
  });
});

describe('with a key for each doctor', () => {
  const asImported = readFileSync(
    new URL('../../shared/catalogue/demo-clinic.yaml', import.meta.url),
    'utf8',
  );
  const file = join(home, 'keys.yaml');
  const imports = async (text: string): Promise<void> => {
    writeFileSync(file, text);
    expect((await run(`catalogue import ${file} --yes`)).code).toBe(0);
  };

  test('cal:register and cal:check go on after one that is missing, and say all they found', async () => {
    await imports(asImported.replace('homeRoom: 1A', 'homeRoom: 1A\n    credential: other'));
    const register = await json('cal-register');
    expect(register.code).toBe(1);
    expect(register.data.webhooks).toMatchObject([{ credential: 'default' }]);
    expect(register.data.failed).toMatchObject([
      { credential: 'other', reason: expect.stringContaining('other') },
    ]);
    const { said } = await run('cal-check');
    expect(said).toMatch(/ok {5}the key default is accepted/);
    expect(said).toMatch(/WRONG {2}other: no Cal.com API key for credential other/);
    await imports(asImported);
  });

  test('cal:check says that a key lists nothing though there are bookings', async () => {
    await noteListing(system.ledger, 'default', true, Date.now());
    expect((await run('cal-check')).said).toMatch(/WRONG {2}default lists no booking though there are some/);
    await noteListing(system.ledger, 'default', false, Date.now());
  });

  test('cal:check lists the children of managed event types, and says which are covered', async () => {
    const types = sandbox.clinic.eventTypes as EventType[];
    const child = { teamId: 77, schedulingType: 'MANAGED' as const, parentEventTypeId: 9_100 };
    const ordinary = { title: 'Check-up', length: 30, location: 'x', hostIds: [4711] };
    types.push(
      eventType({ id: 9_101, slug: 'consultation', ...ordinary, ...child }),
      eventType({ id: 9_102, slug: 'nowhere', ...ordinary, ...child }),
    );
    const { said } = await run('cal-check');
    types.splice(-2);
    expect(said).toContain(
      'event type 9101 of host 4711 is a child of the managed event type 9100: covered by visit type consultation',
    );
    expect(said).toContain(
      'event type 9102 of host 4711 is a child of the managed event type 9100: not covered',
    );
  });
});

/** A dead letter that was looked at when another one was dropped: hidden since then, for a while, from anyone who looks. */
let notNamed: string | undefined;

describe('dlq', () => {
  const bad = `{"name":"Wilhelmina Xylander"}`;

  test('lists, explains and redrives: what can be read goes back to its queue, what cannot stays to be seen', async () => {
    const sqs = new SQSClient({ useQueueUrlAsEndpoint: false, endpoint: system.sqsEndpoint });
    const good = toBookingMessage({
      deliveryId: '0'.repeat(64),
      trigger: 'BOOKING_CREATED',
      receivedAt: Date.now(),
      fact: {
        uid: 'dead-letter-1',
        status: 'confirmed',
        createdAt: Date.now(),
        start: at(13),
        end: at(13) + 1_800_000,
        practitionerId: 4711,
        venue: 'on-site',
        inputs: { eventTypeSlug: 'consultation' },
      },
    });
    for (const MessageBody of [good, bad])
      await sqs.send(new SendMessageCommand({ QueueUrl: system.deadLetterUrls.bookings, MessageBody }));
    const { data } = await json('dlq redrive');
    expect(data).toMatchObject({ queue: 'bookings', redriven: 1 });
    expect(data.messages).toHaveLength(2);
    expect(data.messages).toContainEqual(
      expect.objectContaining({ about: 'BOOKING_CREATED', visitCode: await codeOf('dead-letter-1') }),
    );
    expect(data.messages).toContainEqual(expect.objectContaining({ about: 'unreadable', malformed: true }));
    expect(JSON.stringify(data)).not.toMatch(/Xylander|dead-letter-1/);
    await known('dead-letter-1');
    await sqs.send(new SendMessageCommand({ QueueUrl: system.deadLetterUrls.bookings, MessageBody: good }));
    const explained = await run('dlq explain');
    expect(explained.said).toMatch(
      /visitCode=\S+ .*reason=redriving takes it in now: unchanged; the booking is roomed by now/,
    );
    sqs.destroy();
  });

  test('drops the one message that is named, and the trail says so', async () => {
    const before = localDateOf(Date.now(), 'Europe/Berlin');
    const sqs = new SQSClient({ useQueueUrlAsEndpoint: false, endpoint: system.sqsEndpoint });
    const ids: (string | undefined)[] = [];
    for (const MessageBody of [bad, bad]) {
      const sent = new SendMessageCommand({ QueueUrl: system.deadLetterUrls.replan, MessageBody });
      ids.push((await sqs.send(sent)).MessageId);
    }
    sqs.destroy();
    expect(await run(`dlq drop --queue replan --id ${ids[1]}`)).toMatchObject({
      code: 0,
      said: expect.stringContaining('1 message(s) dropped, and recorded in the trail.'),
    });
    const trails = [before, localDateOf(Date.now(), 'Europe/Berlin')].map((date) =>
      system.ledger.readTrail('north', date, 1000),
    );
    expect((await Promise.all(trails)).flat()).toContainEqual(
      expect.objectContaining({ id: `dropped-${ids[1]}`, reason: 'message-dropped', by: 'command' }),
    );
    expect(await run('dlq drop --queue replan --id no-such-message')).toMatchObject({ code: 1 });
    notNamed = ids[0];
  });

  test('of a queue without dead letters is empty', async () => {
    expect(await json('dlq list --queue publish')).toEqual({
      code: 0,
      data: { queue: 'publish', messages: [], redriven: 0 },
    });
  });
});

describe('what Cal.com and the Ledger owe each other', () => {
  test('owed shows what shadow would send and why; adopted, it is owed to the credential', async () => {
    const { uid } = await book(9);
    await known(uid);
    const before = await json('owed');
    expect(before.data.owed).toContainEqual(
      expect.objectContaining({
        to: 'shadow north',
        visitCode: await codeOf(uid),
        reason: expect.stringContaining('in shadow'),
      }),
    );
    await publish('on');
    const adopted = await json('owed adopt --site north --most 1');
    expect(adopted).toMatchObject({ code: 0, data: { site: 'north', adopted: 1 } });
    const after = await run('owed');
    expect(after.said).toMatch(/queued default {2}\S+ {2}visit \S+ {2}due \S+ {2}not told yet/);
    await publish('shadow');
  });

  test('what was parked for one reason is tried again at once, and nothing else', async () => {
    await publish('on');
    const rows = [await book(6), await book(5)];
    for (const { uid } of rows) await known(uid);
    const reasons = ['may-not-change-event-type-3001', 'sent-three-times'] as const;
    for (const [index, { uid }] of rows.entries()) {
      const record = await system.ledger.readBooking(uid);
      if (record === undefined) throw new Error('no such booking');
      const { version: seen, ...rest } = record;
      const publication = parked(rest.publication, 'north', reasons[index] ?? 'unreadable', Date.now());
      await system.ledger.commit([{ kind: 'booking', seen, record: { ...rest, publication } }]);
    }
    const command = `owed retry --site north --reason ${reasons[0]}`;
    expect(await json(command)).toMatchObject({ code: 0, data: { retried: 1, left: 0 } });
    const now = await system.ledger.readBookings(rows.map(({ uid }) => uid));
    expect(now.map(({ publication }) => reasonOf(publication) === reasons[1]).sort()).toEqual([false, true]);
    expect(await json(command)).toMatchObject({ data: { retried: 0 } });
    await publish('shadow');
  });

  test('of a visit code the uid is found, and none of one that no one has', async () => {
    const { uid } = await book(8);
    await known(uid);
    const code = await codeOf(uid);
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect((await json('owed')).data.owed.map((each: { visitCode: string }) => each.visitCode)).toContain(
      code,
    );
    expect(await json(`visit ${code.toLowerCase()}`)).toEqual({ code: 0, data: { uid, visitCode: code } });
    expect(await run('visit 0000-0000')).toMatchObject({
      code: 1,
      said: expect.stringContaining('knows no'),
    });
  });

  test('a booking is erased wherever the table names it, shown first, and not while it is still to come', async () => {
    const { uid: before } = await book(7);
    await known(before);
    expect(await run(`erase ${before} --yes`)).toMatchObject({
      code: 1,
      progress: expect.stringContaining('Cancel it at Cal.com first'),
    });
    // A successor names it, the trail tells of it, and a neighbour's uid begins like it.
    const { uid: after } = await sandbox.reschedule(before, { start: at(14) });
    await known(after);
    await eventually(
      'the end of the first',
      async () => (await system.ledger.readBooking(before))?.fact.status === 'ended',
    );
    const neighbour = await system.ledger.readBooking(after);
    if (neighbour === undefined) throw new Error('no such booking');
    const { version: _, ...record } = neighbour;
    const longer = `${before}x`;
    await system.ledger.commit([
      {
        kind: 'booking',
        seen: 0,
        record: { ...record, uid: longer, fact: { ...record.fact, uid: longer }, replaces: [] },
      },
    ]);
    const everything = async () =>
      JSON.stringify((await documentClient().send(new ScanCommand({ TableName: 'room-assigner' }))).Items);
    // What is still under way about it, such as the re-plan of its Day, would leave new traces.
    await eventually(
      'nothing due at the site',
      async () => (await system.ledger.readDue('north', Date.now())).length === 0,
    );
    const shown = await json(`erase ${before}`);
    expect(shown.data.traces.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['link', 'trail', 'booking']),
    );
    expect((await system.ledger.readBooking(after))?.replaces).toEqual([before]);
    const erased = await run(`erase ${before} --yes`);
    expect(erased.said).toMatch(/the booking itself[\s\S]*a line of the trail[\s\S]*\d+ erased\./);
    expect(erased.said).not.toContain(before);
    expect(await system.ledger.readBooking(before)).toBeUndefined();
    expect(await system.ledger.readBooking(longer)).toBeDefined();
    expect((await system.ledger.readBooking(after))?.replaces).toEqual([]);
    expect((await everything()).replaceAll(longer, '')).not.toContain(before);
    expect((await run(`erase ${before} --yes`)).said).toContain('holds nothing of');
  });

  test('a walk-in is not erased while it is in its room, and is once it has finished', async () => {
    const { uid: booked } = await book(8);
    await known(booked);
    const found = await system.ledger.readBooking(booked);
    if (found === undefined) throw new Error('no such booking');
    const { version: _, ...rest } = found;
    const uid = 'walkin-to-be-erased';
    const now = Date.now();
    const record = { ...rest, uid, fact: { ...rest.fact, uid }, publication: NOTHING_PUBLISHED };
    const inRoom = { ...record, progress: { arrivedAt: now, inRoomAt: now } };
    await system.ledger.commit([{ kind: 'booking', seen: 0, record: inRoom }]);
    expect(await run(`erase ${uid} --yes`)).toMatchObject({
      code: 1,
      progress: expect.stringContaining('Finish it at the board first'),
    });
    const finished = { ...inRoom, progress: { ...inRoom.progress, finishedAt: now } };
    await system.ledger.commit([{ kind: 'booking', seen: 1, record: finished }]);
    expect((await run(`erase ${uid} --yes`)).said).toMatch(/the booking itself[\s\S]*1 erased\./);
    expect(await system.ledger.readBooking(uid)).toBeUndefined();
  });

  test('replay finds a cancellation whose webhook was lost, and says what it found', async () => {
    const { uid } = await book(10);
    await known(uid);
    sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    await sandbox.cancel(uid);
    const { code, said, progress } = await run('replay --since 1h');
    expect(code).toBe(0);
    expect(progress).toMatch(/\d+ booking\(s\) read/);
    expect(said).toMatch(/1 {2}over at Cal\.com: sent through the bookings queue/);
    await eventually('its end', async () => (await system.ledger.readBooking(uid))?.fact.status === 'ended');
    expect((await json('replay --since 1h')).data.found['lost-ended']).toBeUndefined();
  });

  test('rebuild says what it would enter, and enters it only when told to', async () => {
    sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    const { uid } = await book(11);
    const { code, data } = await json('rebuild');
    expect({ code, data }).toMatchObject({ code: 0, data: { dryRun: true, assigned: 1, owed: 0 } });
    expect(data.found).toBe(data.known + 1);
    expect(await system.ledger.readBooking(uid)).toBeUndefined();
    expect((await run('rebuild --yes')).said).toMatch(
      /1 were assigned like new ones[\s\S]*location\(s\) are owed/,
    );
    expect((await system.ledger.readBooking(uid))?.placement.kind).toBe('roomed');
  });

  test('rebuild refuses a table that was wound back, and enters nothing', async () => {
    const { site } = await system.ledger.readSite('north');
    if (site === undefined) throw new Error('no clinic file was imported');
    const { version: seen, knownSince, ...rest } = site;
    const earlier = { ...rest, knownSince: knownSince - 120_000 };
    await system.ledger.commit([{ kind: 'site', seen, record: earlier }]);
    // Made and told since, as far as Cal.com shows.
    sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    const { uid } = await book(13);
    sandbox.editLocation(uid, 'Room 1A — Floor 1, North wing');
    const { code, data } = await json('rebuild --yes');
    expect({ code, data }).toMatchObject({ code: 1, data: { forgotten: 1, takenOver: 0, assigned: 0 } });
    expect((await run('rebuild')).said).toMatch(/1 booking\(s\)[\s\S]*wound back\. Nothing was entered/);
    expect(await system.ledger.readBooking(uid)).toBeUndefined();
    sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    await sandbox.cancel(uid);
  });
});

test('report says what the rooms of a site in shadow came to, date by date, and names no one', async () => {
  const { uid } = await book(12, 'blood-test');
  await known(uid);
  const date = localDateOf(at(12), 'Europe/Berlin');
  const line = `report --site north --days 2 --until ${date}`;
  const { data } = await json(line);
  expect(data).toMatchObject({ site: 'north', publishing: 'shadow', until: date, days: [{}, { date }] });
  const [, { visits, roomed, messages }] = data.days;
  expect(roomed).toBeGreaterThan(0);
  expect(visits).toBeGreaterThanOrEqual(roomed);
  expect(messages.immediately).toBeGreaterThan(0);
  const { said: csv } = await run(`${line} --csv`);
  expect(csv.split('\n')).toEqual([
    expect.stringMatching(/^date,visits,rooms_found,/),
    expect.stringMatching(/^20\d\d-\d\d-\d\d(,\d+){12}$/),
    expect.stringMatching(new RegExp(`^${date},${visits},${roomed},`)),
  ]);
  const { said } = await run(line);
  expect(said).toMatch(new RegExp(`^all +${data.total.visits} +${data.total.roomed} `, 'm'));
  expect(said + csv + JSON.stringify(data)).not.toContain(uid);
});

test('durations reads from the Ledger how long visits really last, and says what to write into the clinic file', async () => {
  const date = localDateOf(Date.now() - 2 * 86_400_000, 'Europe/Berlin');
  const end = Date.parse(`${date}T10:00:00Z`);
  const inputs = { eventTypeSlug: 'consultation' };
  const finished = (minutes: number) => ({ arrivedAt: end - 1_800_000, finishedAt: end + minutes * 60_000 });
  const occupancies = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => {
      const uid = `long-ago-${i}`;
      const times = { from: end - 1_800_000, to: end, start: end - 1_800_000, end };
      const visit = {
        uid,
        roomId: '1A',
        ...times,
        status: 'confirmed' as const,
        inputs,
        progress: finished(i),
      };
      return [uid, visit];
    }),
  );
  await system.ledger.commit([
    { kind: 'room-day', seen: 0, record: { siteId: 'north', date, roomId: '1A', occupancies, blocks: {} } },
  ]);
  const { code, said } = await run('durations --since 90d');
  expect(code).toBe(0);
  expect(said).toContain('  - id: consultation\n    overrun: { p50: 9, p80: 15, p95: 18 }');
  expect(said).toMatch(/^group-class +0 +0 {2}too few, 20 are the least$/m);
  expect((await run('durations --since yesterday')).code).toBe(2);
});

test('utilisation says how the rooms of a site were used, adds up, and names no one', async () => {
  const { uid } = await book(13, 'blood-test');
  await known(uid);
  const date = localDateOf(at(13), 'Europe/Berlin');
  const line = `utilisation --site north --days 2 --until ${date}`;
  const { data } = await json(line);
  expect(data).toMatchObject({ site: 'north', until: date });
  const { open, booked, turnaround, blocked, idle, visits } = data.total;
  expect(booked + turnaround + blocked + idle).toBe(open);
  expect(Math.min(booked, visits)).toBeGreaterThan(0);
  const { said: csv } = await run(`${line} --csv`);
  const rows = csv.split('\n').map((each) => each.split(','));
  expect(new Set(rows.map((cells) => cells.length)).size).toBe(1);
  expect(rows.at(-1)?.slice(0, 6)).toEqual(['site', '', '', '', String(open), String(booked)]);
  const { said } = await run(line);
  expect(said).toMatch(new RegExp(`^all +${open} +${booked} `, 'm'));
  expect(said + csv + JSON.stringify(data)).not.toContain(uid);
});

test('utilisation --one-more says what one more room would have seated', async () => {
  // A Wednesday that is over, whatever day it is.
  const date = new Date(at(12) - 19 * 86_400_000).toISOString().slice(0, 10);
  const start = Date.parse(`${date}T10:00:00Z`);
  const visit = {
    start,
    end: start + 1_800_000,
    status: 'confirmed' as const,
    priority: 1,
    firstEventAt: start,
  };
  const inputs = { eventTypeSlug: 'laser-treatment' };
  const waiting = ['one', 'two', 'three', 'four', 'five'].map((uid) => ({
    ...visit,
    uid: `waited-${uid}`,
    inputs,
  }));
  await system.ledger.commit(waiting.map((each) => ({ kind: 'wait', siteId: 'north', date, waiting: each })));
  const { code, said } = await run(`utilisation --site north --days 1 --until ${date} --one-more`);
  expect(code).toBe(0);
  expect(said).toMatch(/^ {2}1 more: a room like \w+ \(.*laser.*\), \w+days 1\d:00–1\d:00, on 1 date/m);
  expect(said).not.toContain('waited-');
});

test('cal:probe says what it would book, and books it only when told to', async () => {
  expect(await run('cal-probe')).toMatchObject({
    code: 0,
    said: expect.stringContaining('Nothing was done'),
  });
  const { code, said } = await run('cal-probe --event-type 1 --start 2030-01-01 --email a@b');
  expect({ code, said }).toEqual({
    code: 0,
    said: 'Would book event type 1 for 2030-01-01T00:00:00.000Z, and Cal.com mail a@b several times.\nNothing was done: add --yes to do it.',
  });
});

/** What became of the test visits booked for such an hour. */
const probedAt = (hour: number): string[] =>
  sandbox
    .bookings()
    .filter(({ eventTypeId, start }) => eventTypeId === PROBE_TYPE && start === at(hour))
    .map(({ status }) => status);

/**
 * Cal.com writes last when its webhooks have been answered. This one is not before the location has been PATCHed: else, on a
 * machine that has much to do, the booking would be made by then.
 */
const writtenAfterPatch = async <T>(hour: number, act: () => Promise<T>): Promise<T> => {
  const patched = async () =>
    sandbox
      .bookings()
      .some(
        ({ eventTypeId, start, location }) =>
          eventTypeId === PROBE_TYPE && start === at(hour) && location.startsWith('Room probe'),
      );
  const server = createServer((_, response) => {
    void eventually('the PATCH', patched, undefined, 20).finally(() => response.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const webhook = sandbox.subscribe({
    subscriberUrl: `http://127.0.0.1:${port}`,
    secret: null,
    level: { kind: 'event-type', eventTypeId: PROBE_TYPE },
    triggers: ['BOOKING_CREATED'],
  });
  try {
    return await act();
  } finally {
    sandbox.subscribe({ ...webhook, active: false });
    server.close();
  }
};

test('cal:probe measures that an early PATCH is overwritten, and writes the settle time into the settings', async () => {
  const file = join(home, 'prod.yaml');
  writeFileSync(file, '# Ours.\nsweepMinutes: 2 # as before\n');
  const start = new Date(at(8)).toISOString();
  const line = `cal-probe --event-type ${PROBE_TYPE} --start ${start} --email a@clinic.example --seconds 1 --yes`;
  const { code, data } = await writtenAfterPatch(8, () => json(`${line} --write ${file}`));
  expect({ code, data }).toMatchObject({
    code: 0,
    data: {
      patchedBeforeAnswer: true,
      revertedAfterMs: expect.any(Number),
      stuck: true,
      quota: { limit: 5 },
    },
  });
  expect(data.settings.settleSeconds).toBeGreaterThan(10);
  expect(readFileSync(file, 'utf8')).toBe(
    `# Ours.\nsweepMinutes: 2 # as before\nsettleSeconds: ${data.settings.settleSeconds}\npatchSeconds: 15\n`,
  );
  expect(probedAt(8)).toEqual(['CANCELLED']);
});

test('cal:register prints the addresses that Cal.com sends from, and nothing that it receives on', async () => {
  const { code, said } = await run('cal-register --addresses');
  expect({ code, said }).toEqual({ code: 0, said: '198.51.100.16/28\n198.51.100.32/28\n203.0.113.7/32' });
  sandbox.behaviour.edition = 'public';
  const refused = await run('cal-register --addresses');
  sandbox.behaviour.edition = 'hosted';
  expect(refused.code).not.toBe(0);
});

test.each([
  [false, 1, 'ACCEPTED'],
  [true, 0, 'CANCELLED'],
] as const)(
  'cal:probe --seats tells whether a PATCHed class can be cancelled (%s)',
  async (cancels, exit, status) => {
    sandbox.behaviour.cancelsPatchedClasses = cancels;
    const start = new Date(at(cancels ? 9 : 10)).toISOString();
    const { code, data } = await json(
      `cal-probe --event-type 3008 --start ${start} --email a@b --seats --yes`,
    );
    sandbox.behaviour.cancelsPatchedClasses = false;
    expect({ code, data }).toEqual({ code: exit, data: { cancels } });
    const booked = sandbox
      .bookings()
      .filter((row) => row.start === Date.parse(start) && row.eventTypeId === 3008);
    expect(booked.map((row) => row.status)).toEqual([status]);
  },
);

/** All but the PATCH, which there is under this one alone. */
const OLDER = ['create', 'one', 'act', 'list'].map((route) => `${route} 2024-08-13`);

test.each(
  matrix([
    ['older', OLDER, 9],
    ['newer', ['2026-02-25', '2026-05-01'], 10],
  ]),
)(
  'cal:probe measures all the same where Cal.com no longer serves the %s versions',
  async (_, retired, hour) => {
    sandbox.behaviour.retiredVersions = retired;
    sandbox.setPace({ location: { limit: 100 } });
    const start = new Date(at(hour)).toISOString();
    const { code, data } = await writtenAfterPatch(hour, () =>
      json(
        `cal-probe --event-type ${PROBE_TYPE} --start ${start} --email a@clinic.example --seconds 1 --yes`,
      ),
    );
    sandbox.setPace({ location: { limit: 5 } });
    sandbox.behaviour.retiredVersions = [];
    expect({ code, data }).toMatchObject({ code: 0, data: { patchedBeforeAnswer: true, stuck: true } });
    expect(probedAt(hour)).toEqual(['CANCELLED']);
  },
);

// As late as can be: by then it is hidden no more, or not for long.
test('a dead letter that was not named is still there after another one was dropped', async () => {
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false, endpoint: system.sqsEndpoint });
  const QueueUrl = system.deadLetterUrls.replan;
  let seen: string | undefined;
  while (seen === undefined) {
    const look = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, VisibilityTimeout: 0 });
    seen = (await sqs.send(look)).Messages?.[0]?.MessageId;
  }
  sqs.destroy();
  expect(seen).toBe(notNamed);
  expect(await run(`dlq drop --queue replan --id ${notNamed}`)).toMatchObject({ code: 0 });
  expect(await json('dlq list --queue replan')).toMatchObject({ data: { messages: [] } });
});
