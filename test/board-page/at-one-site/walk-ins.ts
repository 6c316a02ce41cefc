import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BookedVisit, ClinicDay } from '../../../bin/local/clinic-day.ts';
import { eventually } from '../../../bin/local/eventually.ts';
import { isTaken } from '../../../bin/local/is-taken.ts';
import type { BoardView, BookingView } from '../../../shared/board/view/board-view.ts';
import { type Desk, deskAt, WAYS } from '../../support/desk-at.ts';
import { closePages, withBrowser } from '../../support/one-browser.ts';
import { describeInDeep, matrix, testInDeep, WHOLE_MATRIX } from '../../support/whole-matrix.ts';
import { axeViolations } from '../axe.ts';
import { oneSite } from './one-site.ts';

let day: ClinicDay;
let browser: Browser;
/** Whose window stays open from one test to the next. */
let desk: Desk;
beforeAll(async () => {
  [day, browser] = await withBrowser(oneSite.on('2026-12-01', '09:30'));
  desk = await openDesk();
});
afterAll(closePages);

const boardNow = (): Promise<BoardView> => day.api('/api/board');
const inRoom = async (room: string): Promise<readonly BookingView[]> =>
  (await boardNow()).bookings.filter(({ roomId, state }) => roomId === room && state === 'in-use');

const openDesk = (locale = 'en-GB'): Promise<Desk> =>
  deskAt(browser, new URL(day.system.url), '[data-room]', { locale });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const noticed = (page: Page, text: string) => page.locator('.notice', { hasText: text }).waitFor();

describe('someone without a booking is seated for half an hour', () => {
  test.each(
    matrix([
      ['en-GB', '1A', 'Seat: room 1A', '30 min', 'Seat', 'Seated in room 1A', 'Walk-in'],
      [
        'de-DE',
        '2A',
        'Platz geben: Raum 2A',
        '30 Min.',
        'Platz geben',
        'In Raum 2A untergebracht',
        'Ohne Termin',
      ],
    ]),
  )(
    'in the free room that one points at: three presses (%s)',
    async (locale, room, open, minutes, seat, said, name) => {
      const at = locale === 'en-GB' ? desk : await openDesk(locale);
      const { page } = at;
      await at.press(button(page, open));
      const sheet = page.locator('dialog[open]');
      if (WHOLE_MATRIX || locale === 'en-GB') expect(await axeViolations(page, 'dialog')).toEqual([]);
      await at.press(sheet.locator('label', { hasText: minutes }));
      await at.press(sheet.getByRole('button', { name: seat, exact: true }));
      await noticed(page, said);
      expect(at.presses()).toBeLessThanOrEqual(3);
      const [visit] = await inRoom(room);
      expect(visit).toMatchObject({ walkIn: true, publication: 'nothing' });
      expect(Date.parse(visit?.end ?? '') - Date.parse(visit?.start ?? '')).toBe(30 * 60_000);
      await page.waitForSelector(`[data-room="${room}"].tone-in-use`);
      expect(await page.textContent(`[data-room="${room}"]`)).toContain(name);
      expect(at.complaints()).toEqual([]);
      if (at !== desk) await at.close();
    },
  );

  test('wherever is best: three presses, and the reason is read before the third', async () => {
    await desk.afresh();
    const { page } = desk;
    await desk.press(button(page, 'Seat a walk-in'));
    const sheet = page.locator('dialog[open]');
    await desk.press(sheet.locator('label', { hasText: '30 min' }));
    const best = sheet.locator('[data-proposed]');
    await best.waitFor();
    expect(await best.innerText()).toMatch(/The best room: \w+/);
    expect(await axeViolations(page, 'dialog')).toEqual([]);
    const room = (await best.locator('b').innerText()).trim();
    await desk.press(best);
    await noticed(page, `Seated in room ${room}`);
    expect(desk.presses()).toBeLessThanOrEqual(3);
    expect(await inRoom(room)).toHaveLength(1);
    await desk.press(button(page, 'Undo'));
    await noticed(page, 'Undone');
    expect(await inRoom(room)).toEqual([]);
  });

  // `walk-ins.test.ts` refuses it and says why; of two desks that do the same the second hears so in `at-the-desk.ts`.
  testInDeep('not in a room that another desk has given away meanwhile, and why is said', async () => {
    await desk.afresh();
    const another = await openDesk();
    const [one, other] = [desk.page, another.page];
    for (const page of [one, other]) await button(page, 'Seat: room 1B').click();
    const seat = (page: Page) =>
      page.locator('dialog[open]').getByRole('button', { name: 'Seat', exact: true });
    await seat(one).click();
    await noticed(one, 'Seated in room 1B');
    await seat(other).click();
    await noticed(other, 'That room will not do: held by');
    await button(one, 'Undo').click();
    await noticed(one, 'Undone');
    await another.close();
  });

  test('by keyboard alone: three keys beside Tab', async () => {
    await desk.afresh();
    const { page } = desk;
    await desk.key(button(page, 'Seat: room 3C'));
    await page.waitForSelector('dialog[open] input[type="radio"]');
    for (
      let tabs = 0;
      tabs < 10 && !(await page.evaluate('document.activeElement.type === "radio"'));
      tabs += 1
    )
      await page.keyboard.press('Tab');
    await desk.strike('ArrowRight');
    await desk.strike('Enter');
    await noticed(page, 'Seated in room 3C');
    expect(desk.presses()).toBeLessThanOrEqual(3);
    // What was pressed is gone by then: one goes on at its card.
    await page.waitForSelector('[data-room="3C"].tone-in-use :focus');
    const [visit] = await inRoom('3C');
    expect(Date.parse(visit?.end ?? '') - Date.parse(visit?.start ?? '')).toBe(30 * 60_000);
  });

  // `walk-ins.test.ts` gives who asks by needs the best room; the window is the one of the test after this.
  testInDeep('of a visit type and with a doctor, only where such a visit can be', async () => {
    await desk.afresh();
    const { page } = desk;
    await button(page, 'Seat a walk-in').click();
    const sheet = page.locator('dialog[open]');
    await sheet
      .getByRole('combobox', { name: 'Visit', exact: true })
      .selectOption({ label: 'Abdominal scan' });
    await sheet.getByRole('combobox', { name: 'Seen by' }).selectOption('4711');
    await expect
      .poll(() => sheet.locator('.pick:not([data-overrule])').allInnerTexts(), { timeout: 120_000 })
      .toMatchObject([expect.stringMatching(/^3B\s+The best room: the only room that will do/)]);
    await sheet.locator('.pick').first().click();
    await noticed(page, 'Seated in room 3B');
    expect(await inRoom('3B')).toMatchObject([{ visitType: 'abdominal-scan', walkIn: true }]);
    await page.locator('[data-room="3B"] .card-open').click();
    await page.locator('dialog .link').first().click();
    const words = await page.locator('dialog[open]').innerText();
    // Nothing at Cal.com to be led to, or to be asked about.
    expect(words).not.toContain('Cal.com');
  });

  test.each(WAYS)('against a rule in three presses, by %s: the last names what it breaks', async (way) => {
    await desk.afresh();
    const { page } = desk;
    const by = desk.by[way];
    await by(button(page, 'Seat a walk-in'));
    const sheet = page.locator('dialog[open]');
    await sheet
      .getByRole('combobox', { name: 'Visit', exact: true })
      .selectOption({ label: 'Abdominal scan' });
    await by(sheet.locator('[data-overrule]', { hasText: '1B' }));
    await sheet.locator('[data-breaks="lacks-equipment"]').waitFor();
    await by(button(page, 'Overrule and seat'));
    await noticed(page, 'Seated in room 1B');
    expect(desk.presses()).toBe(3);
    expect(await inRoom('1B')).toMatchObject([
      { walkIn: true, pinned: true, overruled: { rules: [{ rejection: 'lacks-equipment' }] } },
    ]);
    await button(page, 'Undo').click();
    await noticed(page, 'Undone');
    expect(desk.complaints()).toEqual([]);
  });
});

// `walk-ins-among-twenty-rooms.test.ts` has each of them asked about and taken back without a mail; `previews.ts` shows how it is asked.
describeInDeep('a walk-in who needs a room that someone has later', () => {
  let visit: BookedVisit;
  let home: string;
  const visitNow = async () => (await boardNow()).bookings.find(({ uid }) => uid === visit.uid);
  const mails = async (): Promise<number> =>
    (await day.sandbox<{ mails: unknown[] }>(`mails?uid=${visit.uid}`)).mails.length;
  beforeAll(async () => {
    visit = await day.book('consultation', '10:30', { hostId: 4712 });
    await eventually('Cal.com taking its room', () => isTaken(day, visit.uid));
    home = (await visitNow())?.roomId ?? '';
    for (const { uid } of await inRoom(home))
      await day.api(`/api/bookings/${uid}/actions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ do: 'finished-early' }),
      });
    // Long enough after it was told that it may be read back; where Cal.com wrote last itself it is told again, and read back within a
    // minute, since it starts soon.
    const isTold = async () => (await visitNow())?.publication === 'told';
    for (const time of ['10:05', '10:06', '10:07', '10:08', '10:09']) {
      await day.at(time);
      if (await eventually('Cal.com showing it', isTold, 3_000).catch(() => false)) break;
    }
    await eventually('Cal.com showing it', isTold);
  });

  test('is seated only once it has been seen who moves, from where to where, how soon and with how many mails', async () => {
    const before = await mails();
    await desk.afresh();
    const { page } = desk;
    await button(page, `Seat: room ${home}`).click();
    const sheet = page.locator('dialog[open]');
    await sheet.locator('label', { hasText: '60 min' }).click();
    await sheet.getByText('free until 10:30').waitFor();
    await sheet.getByRole('button', { name: 'Seat', exact: true }).click();
    await page.waitForSelector('[data-notifications="1"][data-state="proved"]');
    expect(await page.textContent('dialog')).toMatch(
      new RegExp(`1 visit moves.*1 mail is sent.*10:30 Consultation.*: ${home} → \\w+.*in \\d+ min`, 's'),
    );
    expect(await inRoom(home)).toEqual([]);
    // Taken back before anyone is told: no one is mailed.
    const publish = (mode: string) =>
      day.api('/api/publishing', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mode }),
      });
    await publish('off');
    await button(page, 'Confirm').click();
    await noticed(page, `Seated in room ${home}`);
    await eventually('the visit moving', async () => (await visitNow())?.roomId !== home);
    await button(page, 'Undo').click();
    await noticed(page, 'Undone');
    expect((await visitNow())?.roomId).toBe(home);
    expect(await inRoom(home)).toEqual([]);
    await publish('on');
    await eventually('the visit as it was', async () => (await visitNow())?.publication === 'told', 240_000);
    expect(await mails()).toBe(before);
  });
});
