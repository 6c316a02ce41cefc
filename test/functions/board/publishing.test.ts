import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { BoardView } from '../../../shared/board/view/board-view.ts';
import type { PublishingMode } from '../../../shared/domain/catalogue.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(given().ledger, { catalogue: ownNorth() });
});

const turn = (mode: string, headers: Record<string, string> = {}): Promise<Answered> =>
  board.ask('POST', '/api/publishing', { body: { mode }, headers });
const recheck = async (): Promise<BoardView> => (await board.ask('GET', `/api/board?date=${MONDAY}`)).body;
/** Books a consultation at the minute after nine; who Cal.com's location is owed to. */
const owedFor = async (minute: number): Promise<string> => {
  const uid = randomUUID();
  const start = NINE + minute * MINUTE;
  await board.book(uid, { start, end: start + 20 * MINUTE });
  return (await given().ledger.readBooking(uid))?.publication.state.kind ?? 'no-one';
};
const since = async (): Promise<number | undefined> =>
  (await given().ledger.readSite(board.site)).site?.publishingSince;
const later = (): void => board.at(board.deps.now() + MINUTE);
const mode = async (to: PublishingMode): Promise<void> => {
  later();
  expect(await turn(to)).toMatchObject({ status: 200, body: { publishing: to } });
};

describe('publishing', () => {
  test('is switched from the board, which says so at the next look, and the trail by who', async () => {
    await mode('shadow');
    expect((await recheck()).publishing).toBe('shadow');
    await mode('on');
    expect((await recheck()).publishing).toBe('on');
    const { changes } = (await board.ask('GET', `/api/trail?date=${MONDAY}`)).body;
    expect(changes.slice(0, 2)).toMatchObject([
      { what: 'publishing', by: 'loopback', reason: 'on' },
      { what: 'publishing', by: 'loopback', reason: 'shadow' },
    ]);
  });

  test('that goes on covers what is booked from then on, and no one from before', async () => {
    await mode('shadow');
    expect(await owedFor(0)).toBe('shadow');
    await mode('on');
    expect(await since()).toBe(board.deps.now());
    later();
    expect(await owedFor(60)).toBe('queued');
    const { attention } = await recheck();
    expect(attention.filter(({ kind }) => kind === 'shadow')).toMatchObject([{ resolve: ['send-shadow'] }]);
  });

  test('in shadow lists what it would send, and offers nothing that would be refused', async () => {
    await mode('shadow');
    await owedFor(0);
    const [listed] = (await recheck()).attention;
    expect(listed).toMatchObject({ kind: 'shadow', resolve: [] });
    expect(
      await board.ask('POST', `/api/bookings/${listed?.booking}/actions`, { body: { do: 'send-shadow' } }),
    ).toMatchObject({ status: 409 });
  });

  test('that was off for a while goes on as it was; what was booked meanwhile is told', async () => {
    await mode('shadow');
    await mode('on');
    const before = await since();
    await mode('off');
    expect(await recheck()).toMatchObject({ publishing: 'off', paused: true });
    await owedFor(0);
    await mode('on');
    expect(await since()).toBe(before);
    expect(await recheck()).toMatchObject({ publishing: 'on', paused: false });
  });

  test('that was off and then in shadow begins anew when it goes on', async () => {
    for (const each of ['shadow', 'on', 'off', 'shadow', 'on'] as const) await mode(each);
    expect(await since()).toBe(board.deps.now());
  });

  test('switched to what it is already stays as it was', async () => {
    await mode('shadow');
    await mode('on');
    const before = await since();
    await mode('on');
    expect(await since()).toBe(before);
  });

  test('is left alone by anyone who saw another mode, and says which it is', async () => {
    await mode('shadow');
    expect(await turn('on', { 'if-match': '"off"' })).toMatchObject({
      status: 412,
      body: { type: 'urn:room-board:changed', publishing: 'shadow' },
    });
    expect((await recheck()).publishing).toBe('shadow');
    expect(await turn('on', { 'if-match': '"shadow"' })).toMatchObject({ status: 200 });
  });

  test('is switched once, however often one press arrives, and not taken back by an undo', async () => {
    const press = { 'idempotency-key': randomUUID() };
    await turn('shadow');
    const first = await turn('on', press);
    await turn('off');
    expect(await turn('on', press)).toMatchObject({ status: 200, body: { action: { repeated: true } } });
    expect((await recheck()).publishing).toBe('off');
    expect(await board.ask('POST', `/api/actions/${first.body.action.id}/undo`, { body: {} })).toMatchObject({
      status: 409,
    });
  });

  test('knows three modes and names the field that has another', async () => {
    expect(await turn('loud')).toMatchObject({ status: 400, body: { field: 'mode' } });
  });
});
