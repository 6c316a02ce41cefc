import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage } from '../../bin/browser/browser.ts';
import type { ClinicDay } from '../../bin/local/clinic-day.ts';
import type { BoardView } from '../../shared/board/view/board-view.ts';
import { clinicRunning } from '../support/clinic-running.ts';
import { closePages, withBrowser } from '../support/one-browser.ts';

const LINK = 'https://rooms.example';

/** The demo clinic, which tells a link, and has a third room for scans in a house of its own. */
const clinic = clinicRunning(() =>
  readFileSync('shared/catalogue/demo-clinic.yaml', 'utf8')
    .replace('announcing: immediately', `announcing: { link: ${LINK} }`)
    .replace(/locationFormat: .*/, 'locationFormat: "{site}, {building} — your room: {link}"')
    .replace(
      / {4}buildings:\n/,
      `$&      - name: Annexe
        floors:
          - name: 1
            rooms: [{ id: 9C, kind: procedure, equipment: [ultrasound], accessible: true }]
`,
    ),
);

let day: ClinicDay;
let browser: Browser;
beforeAll(async () => {
  [day, browser] = await withBrowser(clinic.on('2026-12-08', '09:30'));
});
afterAll(async () => {
  await closePages();
  await clinic.close();
});

/** A machine that has much else to do takes its time. */
const PATIENCE = { timeout: 300_000, interval: 100 };

type Mail = { readonly kind: string; readonly role: string; readonly channel: string };

const visit = async (uid: string) => {
  const { bookings } = await day.api<BoardView>('/api/board');
  return bookings.find((each) => each.uid === uid);
};
/** When it was seen there at the latest, by the clock of this machine. */
const isIn = async (uid: string, room: string): Promise<number> => {
  await expect.poll(async () => (await visit(uid))?.roomId ?? 'no room', PATIENCE).toBe(room);
  return Date.now();
};
const mailsOfRooms = async (uid: string): Promise<number> => {
  const { mails } = await day.sandbox<{ mails: Mail[] }>(`mails?uid=${uid}`);
  return mails.filter(({ kind, role }) => kind === 'location-changed' && role === 'attendee').length;
};
const locationOf = async (uid: string): Promise<string> =>
  (await day.sandbox<{ booking: { location: string } }>(`bookings/${uid}`)).booking.location;

/** As at the desk: for the next two hours, and it is said who is moved. */
const block = async (board: Page, room: string): Promise<void> => {
  await board.getByRole('button', { name: `Block: room ${room}`, exact: true }).click();
  await board.locator('dialog label', { hasText: '120 min' }).click();
  await board.locator('dialog').getByRole('button', { name: 'Block', exact: true }).click();
  await board.locator('[data-notifications][data-state="proved"]').waitFor();
  await board.getByRole('button', { name: 'Confirm', exact: true }).click();
};

/** How often an open page looks by itself, in seconds, as it says. */
const looksEvery = async (page: Page): Promise<number> =>
  Number(await page.locator('meta[http-equiv="refresh"]').getAttribute('content'));

test('a patient whose room is blocked is sent nothing, and their open link shows the new room within ten seconds; another building is one mail', async () => {
  const { uid } = await day.book('abdominal-scan', '10:30', { hostId: 4711 });
  await isIn(uid, '3B');
  await expect.poll(() => locationOf(uid), PATIENCE).toContain(LINK);
  const told = await locationOf(uid);
  const link = new URL(/https:\S+/.exec(told)?.[0] ?? '');
  expect(told).toBe(`Clinic North, North wing — your room: ${link.href}`);
  await expect.poll(() => mailsOfRooms(uid), PATIENCE).toBe(1);

  const { page: phone, complaints } = await openPage(browser, day.system.url);
  const looks: { readonly askedAt: number; readonly shown: Promise<string> }[] = [];
  phone.on('requestfinished', async (request) => {
    if (!request.isNavigationRequest()) return;
    const response = await request.response();
    if (response) looks.push({ askedAt: request.timing().startTime, shown: response.text() });
  });
  await phone.goto(new URL(link.pathname, day.system.url).href);
  await phone.locator('.room', { hasText: 'Room 3B' }).waitFor();
  // The next look is two seconds and more before the ten are over, which is time for its answer.
  expect(await looksEvery(phone)).toBeLessThanOrEqual(8);

  const { page: board } = await openPage(browser, day.system.url);
  await board.goto(day.system.url);
  await block(board, '3B');
  const movedBy = await isIn(uid, '3C');
  await phone.locator('.room', { hasText: 'Room 3C' }).waitFor();
  const first = looks.find(({ askedAt }) => askedAt > movedBy) ?? looks.at(-1);
  expect(await first?.shown).toContain('Room 3C');
  expect(await looksEvery(phone)).toBeLessThanOrEqual(8);
  expect(await mailsOfRooms(uid)).toBe(1);

  // A board that has not looked since is told that someone was faster.
  await board.locator(`[data-room="3C"] [data-focus="card ${uid}"]`).waitFor();
  await block(board, '3C');
  await isIn(uid, '9C');
  await phone.locator('.room', { hasText: 'Room 9C' }).waitFor();
  await expect.poll(() => locationOf(uid), PATIENCE).toContain('Annexe');
  expect(await locationOf(uid)).toBe(`Clinic North, Annexe — your room: ${link.href}`);
  await expect.poll(async () => (await visit(uid))?.publication, PATIENCE).toBe('told');
  // The one by which the link came, and the one of the other building.
  expect(await mailsOfRooms(uid)).toBe(2);
  const { patches } = await day.sandbox<{ patches: { uid: string }[] }>('patches');
  expect(patches.filter((patch) => patch.uid === uid)).toHaveLength(2);
  expect(complaints()).toEqual([]);
});
