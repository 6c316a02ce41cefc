import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { showPage } from '../../functions/visit-page/show-page.ts';
import { isCheckIn, takeCheckIn } from '../../functions/visit-page/take-check-in.ts';
import { blockRoom } from '../../shared/board/commands/block-room.ts';
import { sayNotArrived } from '../../shared/board/commands/say-arrived.ts';
import { calLister } from '../../shared/calcom/cal-lister.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { Catalogue, RoomId, Site } from '../../shared/domain/catalogue.ts';
import { DEFAULT_LINK_FORMAT } from '../../shared/domain/location-text.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { withLink } from '../../shared/publishing/with-link.ts';
import { rebuild } from '../../shared/reconciling/rebuild.ts';
import { answerWhatIf } from '../../shared/replanning/answer-what-if.ts';
import { checkIn } from '../../shared/visit-page/check-in.ts';
import { readPageMemo } from '../../shared/visit-page/page-memo.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime, staffAt } from '../support/clinic-on-virtual-time.ts';
import { httpEvent } from '../support/http-event.ts';

const LINK = 'https://rooms.example';
const TUESDAY = '2026-10-06';
/** The demo clinic is two hours ahead of UTC then. */
const at = (time: string): string => new Date(`${TUESDAY}T${time}:00+02:00`).toISOString();

/** Tells a link; `annexe`: these rooms are in a building of their own. */
const byLink =
  (over: Partial<Site> = {}, annexe: readonly RoomId[] = []) =>
  (demo: Catalogue): Catalogue => ({
    ...demo,
    version: `${demo.version}-by-link-${JSON.stringify(over)}`,
    sites: demo.sites.map((site) => ({
      ...site,
      announcing: { link: LINK },
      locationFormat: DEFAULT_LINK_FORMAT,
      checkIn: true as const,
      ...over,
      rooms: site.rooms.map((room) => ({
        ...room,
        directions: `Follow the line to ${room.id}`,
        ...(annexe.includes(room.id) && { building: 'Annexe' }),
      })),
    })),
  });

/** A clinic that has told one scan on Tuesday at ten its room, which is 3B while that is free. */
const withScan = async (
  catalogue: (demo: Catalogue) => Catalogue = byLink(),
  now = '2026-10-05T06:00:00Z',
) => {
  const clinic = await clinicOnVirtualTime({ catalogue, now });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', hostId: 4711, start: at('10:00') });
  await clinic.minutes(3);
  return { clinic, uid, link: linkIn(clinic, uid) };
};

const linkIn = (clinic: ClinicOnVirtualTime, uid: string): string =>
  /https:\S+/.exec(clinic.sandbox.booking(uid)?.location ?? '')?.[0] ?? 'no link';

const tokenOf = (link: string): string => link.slice(`${LINK}/r/`.length);

const open = (clinic: ClinicOnVirtualTime, link: string, language = 'en') =>
  showPage({
    ledger: clinic.ledger,
    clinic: new Clinic(clinic.ledger, clinic.time.now, madeUpWords),
    now: clinic.time.now,
    log: { info: () => undefined, error: () => undefined },
  })(httpEvent('GET', link, { headers: { 'accept-language': language } }));

const loseRoom = async (clinic: ClinicOnVirtualTime, room: RoomId): Promise<void> => {
  const { deps, site } = staffAt(clinic);
  const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: 'a fault', agreed: true };
  const fault = { start: Date.parse(at('08:00')), end: Date.parse(at('18:00')), reason: 'fault' } as const;
  expect((await clinic.time.until(blockRoom(deps, action, site, room, fault))).kind).toBe('landed');
  await clinic.minutes(3);
};

const mailsOf = (clinic: ClinicOnVirtualTime, uid: string): number => clinic.locationMails(uid).length;

describe('where a link is announced, a patient', () => {
  test('is told the place and a link, once, and the link shows the room and the way there', async () => {
    const { clinic, uid, link } = await withScan();
    expect(clinic.sandbox.booking(uid)?.location).toBe(`Clinic North, North wing — your room: ${link}`);
    expect(tokenOf(link)).toMatch(/^[1-9A-HJ-NP-Za-km-z]{22}$/);
    expect(mailsOf(clinic, uid)).toBe(1);
    const page = await open(clinic, link);
    expect(page.statusCode).toBe(200);
    for (const words of ['Clinic North', 'Room 3B', 'Floor 2, North wing', 'Follow the line to 3B'])
      expect(page.body).toContain(words);
  });

  test('is sent nothing when the room moves within the building: the link shows the new one', async () => {
    const { clinic, uid, link } = await withScan();
    await loseRoom(clinic, '3B');
    expect(await clinic.roomOf(uid)).toBe('3C');
    expect(mailsOf(clinic, uid)).toBe(1);
    expect(clinic.sandbox.patches()).toHaveLength(1);
    expect((await open(clinic, link)).body).toContain('Room 3C');
  });

  test('is not among those that a plan counts, nor among those that a what-if says it would mail', async () => {
    const { clinic, uid } = await withScan();
    const { deps, site } = staffAt(clinic);
    const [start, end] = [Date.parse(at('08:00')), Date.parse(at('18:00'))];
    const answer = await answerWhatIf(
      clinic.dependencies,
      await deps.clinic.site(site),
      { question: { what: 'block', room: '3B', start, end }, dates: [TUESDAY] },
      {},
    );
    expect(answer).toMatchObject({ mails: 0, silent: [uid], affected: [{ uid, to: '3C', told: false }] });
    await loseRoom(clinic, '3B');
    const { plan } = await clinic.ledger.readDay(site.id, TUESDAY);
    expect(plan?.certificate).toMatchObject({ messages: 0 });
  });

  test.each([
    ['without a mail, as soon as someone is booked, in the same building', [], 1, false],
    ['by a plan, and a mail, where that means another one', ['3C'], 2, true],
  ] as const)('makes room for someone who would have to wait %s', async (_how, annexe, mails, waited) => {
    const { clinic, uid } = await withScan(byLink({}, annexe));
    await loseRoom(clinic, '1A');
    await loseRoom(clinic, '1B');
    await clinic.book({ eventType: 'consultation', hostId: 4712, start: at('10:00') });
    await clinic.minutes(3);
    expect(clinic.outcomes.some(({ kind }) => kind === 'waiting')).toBe(waited);
    expect(await clinic.roomOf(uid)).toBe('3C');
    expect(mailsOf(clinic, uid)).toBe(mails);
  });

  test('is mailed once of another building, by the same link', async () => {
    const { clinic, uid, link } = await withScan(byLink({}, ['3C']));
    await loseRoom(clinic, '3B');
    expect(clinic.sandbox.booking(uid)?.location).toBe(`Clinic North, Annexe — your room: ${link}`);
    expect(mailsOf(clinic, uid)).toBe(2);
  });

  test('is sent nothing of another building either where the clinic’s text names none', async () => {
    const { clinic, uid, link } = await withScan(byLink({ locationFormat: '{site}: {link}' }, ['3C']));
    await loseRoom(clinic, '3B');
    expect(mailsOf(clinic, uid)).toBe(1);
    expect((await open(clinic, link)).body).toContain('Floor 3, Annexe');
  });

  test('who has to wait reads what the clinic says then, and is sent nothing', async () => {
    const { clinic, uid, link } = await withScan();
    await loseRoom(clinic, '3C');
    await loseRoom(clinic, '3B');
    expect(await clinic.roomOf(uid)).toBe('waiting');
    expect(mailsOf(clinic, uid)).toBe(1);
    const { body } = await open(clinic, link);
    expect(body).toContain('please ask at reception');
    expect(body).not.toMatch(/3[BC]/);
  });

  test.each([
    ['the API, which keeps the text', 'api', 0],
    ['the web, which sets the place back', 'web', 1],
  ] as const)('keeps the link when the visit is rescheduled through %s', async (_how, via, mails) => {
    const { clinic, uid, link } = await withScan();
    const next = await clinic.time.until(clinic.sandbox.reschedule(uid, { start: at('14:00'), via }));
    await clinic.minutes(3);
    expect(next.uid).not.toBe(uid);
    expect(linkIn(clinic, next.uid)).toBe(link);
    expect(mailsOf(clinic, next.uid)).toBe(mails);
    expect((await open(clinic, link)).body).toContain('14:00');
  });

  test('finds by the link a visit that was put off for months and is the same booking still', async () => {
    const { clinic, uid, link } = await withScan();
    const record = await clinic.record(uid);
    if (record === undefined) throw new Error('no record');
    const { version, ...rest } = record;
    const putOff = { ...rest, ttl: record.ttl + 100 * 86_400 };
    await clinic.ledger.commit([{ kind: 'booking', seen: version, record: putOff }]);
    const { deps, site } = staffAt(clinic);
    const terms = await deps.clinic.site(site);
    const newToken = () => 'no other';
    const linked = await withLink(
      { ledger: clinic.ledger, newToken },
      { ...putOff, version: version + 1 },
      terms,
    );
    expect(linked).toMatchObject({ link: tokenOf(link), version: version + 1 });
    expect(await readPageMemo(clinic.ledger, tokenOf(link))).toMatchObject({ uid, ttl: putOff.ttl });
  });

  test('keeps the link when the visit is rescheduled again before anyone was told the first new time', async () => {
    const { clinic, uid, link } = await withScan();
    let last = uid;
    for (const time of ['14:00', '15:00', '16:00']) {
      const next = await clinic.time.until(clinic.sandbox.reschedule(last, { start: at(time), via: 'api' }));
      last = next.uid;
      await clinic.time.pass(2_000);
    }
    await clinic.minutes(3);
    expect(linkIn(clinic, last)).toBe(link);
    expect(mailsOf(clinic, last)).toBe(0);
    expect((await open(clinic, link)).body).toContain('16:00');
  });
});

describe('a link shows nothing', () => {
  const nothing = async (clinic: ClinicOnVirtualTime, link: string) => {
    const page = await open(clinic, link);
    expect(page).toMatchObject({ statusCode: 404, body: expect.stringContaining('Nothing is shown here') });
    return page;
  };

  test('of a visit that was cancelled', async () => {
    const { clinic, uid, link } = await withScan();
    await clinic.time.until(clinic.sandbox.cancel(uid, { reason: 'ill' }));
    await clinic.minutes(1);
    await nothing(clinic, link);
  });

  test('of a visit that is over', async () => {
    const { clinic, link } = await withScan();
    clinic.time.now = () => Date.parse(at('12:00'));
    await nothing(clinic, link);
  });

  test('that another one took the place of', async () => {
    const { clinic, uid, link } = await withScan();
    const record = await clinic.record(uid);
    if (record === undefined) throw new Error('no record');
    const { version, ...rest } = record;
    await clinic.ledger.commit([
      { kind: 'booking', seen: version, record: { ...rest, link: '2'.repeat(22) } },
    ]);
    await nothing(clinic, link);
  });

  test('that was never given, and the same of each', async () => {
    const { clinic } = await withScan();
    const page = await nothing(clinic, `${LINK}/r/${'2'.repeat(22)}`);
    for (const token of ['', '0'.repeat(22), '2'.repeat(21), '2'.repeat(23), '%2e%2e%2f', '2'.repeat(10_000)])
      expect(await nothing(clinic, `${LINK}/r/${token}`)).toEqual(page);
  });
});

test('the page is small, says nothing of a person or a booking, and is neither indexed nor referred from', async () => {
  const { clinic, uid, link } = await withScan();
  const page = await open(clinic, link, 'fr;q=0.9, de-CH;q=0.8, en;q=0.1');
  expect(page.body).toContain('lang="de"');
  expect(page.body).toContain('Raum 3B');
  expect(Buffer.byteLength(page.body ?? '')).toBeLessThan(10_000);
  const booking = clinic.sandbox.booking(uid);
  for (const secret of [uid, booking?.attendees[0]?.name, booking?.attendees[0]?.email, 'scan', '4711'])
    expect(page.body).not.toContain(secret ?? 'no secret');
  expect(page.body).not.toMatch(/<script/);
  expect(page.headers).toMatchObject({
    'cache-control': expect.stringMatching(/max-age=[1-9]\b/),
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex, nofollow',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
});

test('a Ledger that was lost and is made anew from Cal.com knows the links that patients have, and mails no one', async () => {
  const { clinic: past, uid, link } = await withScan();
  const clinic = await clinicOnVirtualTime({
    asleep: true,
    catalogue: byLink(),
    now: new Date(past.time.now()).toISOString(),
    sandbox: { state: past.sandbox.state() },
  });
  await clinic.wakeUp();
  const dependencies = { lister: calLister(clinic.client), progress: () => undefined };
  const report = await rebuild({ ...clinic.dependencies, ...dependencies })({ dryRun: false });
  expect(report).toMatchObject({ found: 1, assigned: 1, owed: 0 });
  expect((await open(clinic, link)).body).toContain('Room 3B');
  await loseRoom(clinic, '3B');
  await clinic.minutes(40);
  expect(clinic.sandbox.patches()).toEqual([]);
  expect(await clinic.roomOf(uid)).toBe('3C');
  expect((await open(clinic, link)).body).toContain('Room 3C');
});

test('patients who were told their room are sent no link until they are moved', async () => {
  const { clinic, uid } = await withScan((demo) => demo);
  expect(clinic.sandbox.booking(uid)?.location).toBe('Room 3B — Floor 2, North wing');
  const options = { dryRun: false, removeRoomsInUse: false };
  await importCatalogue(
    { ledger: clinic.ledger, now: clinic.time.now() },
    byLink()(clinic.catalogue),
    options,
  );
  await clinic.minutes(40);
  expect(mailsOf(clinic, uid)).toBe(1);
  await loseRoom(clinic, '3B');
  expect(mailsOf(clinic, uid)).toBe(2);
  expect((await open(clinic, linkIn(clinic, uid))).body).toContain('Room 3C');
});

describe('*I’m here*', () => {
  /** The scan, so many minutes before it begins. */
  const shortlyBefore = async (minutes: number, catalogue = byLink()) => {
    const { clinic, uid, link } = await withScan(catalogue, at('08:25'));
    await clinic.minutes((Date.parse(at('10:00')) - clinic.time.now()) / 60_000 - minutes);
    const { deps, site } = staffAt(clinic);
    const arrive = () => clinic.time.until(checkIn(deps, tokenOf(link)));
    const arrivedAt = async () => (await clinic.record(uid))?.progress?.arrivedAt;
    return { clinic, uid, link, arrive, arrivedAt, deps, site };
  };

  test('is offered near the visit’s time, makes the patient arrived on the board, and is once said as by the patient', async () => {
    const { clinic, link, arrive, arrivedAt, site } = await shortlyBefore(50);
    expect((await open(clinic, link)).body).toContain('I’m here');
    expect([await arrive(), await arrive()]).toEqual(['arrived', 'known']);
    expect(await arrivedAt()).toBeDefined();
    expect((await open(clinic, link)).body).toContain('We know that you are here');
    const trail = await clinic.ledger.readTrail(site.id, TUESDAY, 100);
    expect(trail.filter(({ what }) => what === 'arrived')).toMatchObject([{ by: 'patient' }]);
  });

  test('is a form without script, which leads back to the page; of a link that leads nowhere it tells as little', async () => {
    const { clinic, link, arrivedAt, deps } = await shortlyBefore(50);
    const take = takeCheckIn({ ...deps, log: { error: () => undefined } });
    const pressed = httpEvent('POST', link, { headers: {} });
    expect([isCheckIn(pressed), isCheckIn(httpEvent('POST', '/api/r', { headers: {} }))]).toEqual([
      true,
      false,
    ]);
    const path = new URL(link).pathname;
    const answer = await clinic.time.until(take(pressed));
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: path } });
    expect(await arrivedAt()).toBeDefined();
    for (const token of ['2'.repeat(22), '../api/board'])
      expect(await take(httpEvent('POST', `${LINK}/r/${token}`, { headers: {} }))).toMatchObject({
        statusCode: 404,
      });
  });

  test('is taken back by staff, and may be said again', async () => {
    const { clinic, uid, arrive, arrivedAt, deps, site } = await shortlyBefore(50);
    const takeBack = () => {
      const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: 'not here' };
      return clinic.time.until(sayNotArrived(deps, action, site, uid));
    };
    await arrive();
    expect(await takeBack()).toMatchObject({ kind: 'landed' });
    expect(await arrivedAt()).toBeUndefined();
    expect(await takeBack()).toEqual({ kind: 'not-now', reason: 'has-not-arrived' });
    expect(await arrive()).toBe('arrived');
  });

  test.each([
    ['long before the visit', 90, byLink()],
    ['where the clinic does not ask for it', 50, byLink({ checkIn: undefined as never })],
  ])('is neither offered nor taken %s', async (_when, minutes, catalogue) => {
    const { clinic, link, arrive, arrivedAt } = await shortlyBefore(minutes, catalogue);
    expect((await open(clinic, link)).body).not.toContain('I’m here');
    expect(await arrive()).toBe('not-now');
    expect(await arrivedAt()).toBeUndefined();
  });
});
