import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE } from '../../../shared/domain/instant.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { planOneMore } from '../../../shared/reporting/plan-one-more.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { boardOnLedger, MONDAY, NINE } from '../../support/board-on-ledger.ts';

const DAY = 24 * 60 * MINUTE;

let board: Awaited<ReturnType<typeof boardOnLedger>>;
/** Two come at ten for the one laser that there is; it is asked a day later. */
beforeEach(async () => {
  board = await boardOnLedger(memoryLedger());
  for (const uid of ['first', 'second'])
    await board.book(uid, {
      start: NINE + 60 * MINUTE,
      end: NINE + 90 * MINUTE,
      inputs: { eventTypeId: 3003 },
    });
  board.at(NINE + DAY);
});

const ask = (weekday: string) =>
  board.ask('POST', '/api/one-more', { body: { from: MONDAY, to: MONDAY, weekday } });
const planned = (id: string, secondsToPlan = 60) =>
  planOneMore({ ...board.deps, loadSolver: loadHighsSolver, secondsToPlan })(id);
const answerTo = async (id: string) => (await board.ask('GET', `/api/one-more/${id}`)).body;

describe('what one more room would have brought', () => {
  test('is asked for, planned behind it, and told with each room by its name', async () => {
    const { status, headers, body } = await ask('mon');
    expect({ status, location: headers.location, body }).toMatchObject({
      status: 202,
      location: `/api/one-more/${body.id}`,
      body: { state: 'planning', dates: [MONDAY], found: [] },
    });
    expect(board.proofs).toEqual([body.id]);
    expect(await planned(body.id)).toBe('planned');
    expect(await answerTo(body.id)).toMatchObject({
      state: 'planned',
      found: [{ weekday: 'mon', dates: 1, room: '4A', name: expect.any(String), from: '09:00', seats: 1 }],
    });
    expect(await planned(body.id)).toBe('answered');
  });

  test('is nothing on a weekday that the dates do not have: no one is asked', async () => {
    const { body } = await ask('tue');
    expect(body).toMatchObject({ state: 'planned', dates: [], found: [] });
    expect(board.proofs).toEqual([]);
  });

  test('is said to be cut short where the time was up', async () => {
    const { body } = await ask('mon');
    expect(await planned(body.id, 0)).toBe('cut');
    expect(await answerTo(body.id)).toMatchObject({ state: 'cut', found: [] });
  });

  test('is forgotten after an hour, and unknown of another id', async () => {
    const { body } = await ask('mon');
    expect(await board.ask('GET', '/api/one-more/another')).toMatchObject({ status: 404 });
    board.at(NINE + DAY + 61 * MINUTE);
    expect(await board.ask('GET', `/api/one-more/${body.id}`)).toMatchObject({ status: 404 });
    expect(await planned(body.id)).toBe('unknown');
  });

  test.each([
    [{ weekday: 'someday' }, 'weekday'],
    [{ weekday: 'mon', from: 'yesterday' }, 'from'],
    [{ weekday: 'mon', to: '2027-12-01' }, 'to'],
    [{ weekday: 'mon', rooms: 2 }, 'rooms'],
  ])('is refused for %j, naming the field', async (body, field) => {
    expect(await board.ask('POST', '/api/one-more', { body })).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });
});
