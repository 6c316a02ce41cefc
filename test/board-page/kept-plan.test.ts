import { describe, expect, test } from 'vitest';
import {
  type KeptPlan,
  type PlanStore,
  planShown,
  planToKeep,
} from '../../functions/board/page/app/kept-plan.ts';
import { type Known, PlanKeeper } from '../../functions/board/page/app/plan-keeper.ts';
import { boardShown, roomShown, visitShown } from '../support/board-shown.ts';

const MINUTE = 60_000;
const TEN = Date.parse('2026-11-17T10:00:00.000Z');
const HOLDER = 'one-sign-in';
const board = boardShown({ rooms: [roomShown('1A')] });
const tomorrow = { ...board, date: '2026-11-18' };

/** In memory, as a browser would over its files. */
const storeOf = (kept: KeptPlan[] = []): PlanStore & { readonly kept: KeptPlan[] } => {
  const isSame = (a: KeptPlan) => (b: KeptPlan) =>
    a.holder === b.holder && a.board.site === b.board.site && a.board.date === b.board.date;
  const drop = async (plan: KeptPlan): Promise<void> => {
    const index = kept.findIndex(isSame(plan));
    if (index >= 0) kept.splice(index, 1);
  };
  return {
    kept,
    read: async () => [...kept],
    drop,
    write: async (plan) => {
      await drop(plan);
      kept.push(plan);
    },
  };
};

describe('what a screen keeps of a Day', () => {
  test('is nothing by which anyone could be known, and nothing that anyone wrote', () => {
    const told = boardShown({
      rooms: [
        roomShown('1A', {
          booking: 'secret-uid',
          blockId: 'b1',
          etag: 'secret-etag',
          blocks: [
            {
              id: 'b1',
              start: board.now,
              reason: 'other',
              booking: 'secret-uid',
              ...{ note: 'secret words' },
            },
          ],
        }),
      ],
      bookings: [
        visitShown('secret-uid', '1A', board.now, board.now, {
          practitioner: 'Dr. Adler',
          overruled: { rules: [], reason: 'other', by: 'secret-subject', at: board.now } as never,
          ...{ patient: 'secret name' },
        }),
      ],
      visitCodes: { 'secret-uid': 'KFX3' },
      waiting: [{ uid: 'secret-uid', start: board.now, end: board.now, reasons: {} }],
      calBookings: 'https://secret.example/booking/',
    });
    const kept = planToKeep(told);
    expect(JSON.stringify(kept)).not.toContain('secret');
    expect(kept.bookings).toMatchObject([{ uid: 'KFX3', roomId: '1A', practitioner: 'Dr. Adler' }]);
    expect(kept.rooms).toMatchObject([{ id: '1A', booking: 'KFX3' }]);
    expect(kept.visitCodes).toEqual({ KFX3: 'KFX3' });
  });

  test('has every visit, whether the board has a code for it or not', () => {
    const bookings = ['a', 'b'].map((uid) => visitShown(uid, '1A', board.now, board.now));
    expect(new Set(planToKeep({ ...board, bookings }).bookings.map(({ uid }) => uid)).size).toBe(2);
  });
});

describe('a screen', () => {
  const keeping = (store = storeOf()) => {
    let at = TEN;
    const asked: string[] = [];
    const keeper = new PlanKeeper({
      store,
      now: () => at,
      get: async (path) => {
        asked.push(path);
        return tomorrow;
      },
    });
    const know = (over: Partial<Known> = {}): Promise<void> =>
      keeper.know({ holder: HOLDER, board, contactAt: at, now: at, wall: false, ...over });
    return {
      store,
      asked,
      know,
      later: (minutes: number): void => {
        at += minutes * MINUTE;
      },
      dates: () => store.kept.map((plan) => plan.board.date).sort(),
    };
  };

  test('keeps today’s plan as it is told it, and asks for tomorrow’s now and then', async () => {
    const screen = keeping();
    await screen.know();
    expect(screen.dates()).toEqual(['2026-11-17', '2026-11-18']);
    expect(screen.asked).toEqual(['/api/board?site=north&date=2026-11-18']);
    screen.later(2);
    await screen.know();
    expect(screen.asked).toHaveLength(1);
    expect(screen.store.kept.find((plan) => plan.board.date === board.date)?.asOf).toBe(TEN + 2 * MINUTE);
    screen.later(9);
    await screen.know();
    expect(screen.asked).toHaveLength(2);
  });

  test('keeps no Day that is neither, and on a wall today’s alone', async () => {
    const screen = keeping();
    await screen.know({ board: { ...board, date: '2026-11-25' }, wall: true });
    expect(screen.dates()).toEqual([]);
    await screen.know({ wall: true });
    expect(screen.dates()).toEqual(['2026-11-17']);
    expect(screen.asked).toEqual([]);
  });

  test('keeps what it has where tomorrow’s cannot be had', async () => {
    const store = storeOf();
    const keeper = new PlanKeeper({
      store,
      now: () => TEN,
      get: async () => {
        throw new Error('unreachable');
      },
    });
    await keeper.know({ holder: HOLDER, board, contactAt: TEN, now: TEN, wall: false });
    expect(store.kept).toHaveLength(1);
  });

  test('drops what is a day old, and Days that are over', async () => {
    const old = {
      holder: 'gone',
      board: { ...board, site: 'south' },
      asOf: TEN,
      keptAt: TEN - 25 * 60 * MINUTE,
    };
    const over = { holder: HOLDER, board: { ...board, date: '2026-11-16' }, asOf: TEN, keptAt: TEN - MINUTE };
    const screen = keeping(storeOf([old, over]));
    await screen.know({ wall: true });
    expect(screen.store.kept.map(({ holder, board: { site, date } }) => [holder, site, date])).toEqual([
      [HOLDER, 'north', '2026-11-17'],
    ]);
  });
});

describe('without network', () => {
  const plan = (over: Partial<KeptPlan> & { site?: string; date?: string } = {}): KeptPlan => {
    const { site = 'north', date = '2026-11-17', ...rest } = over;
    return { holder: HOLDER, board: { ...board, site, date }, asOf: TEN, keptAt: TEN, ...rest };
  };
  const given = { holder: HOLDER, now: TEN };
  const shownOf = (plans: KeptPlan[], wanted: Parameters<typeof planShown>[1] = {}, as = given) => {
    const found = planShown(plans, wanted, as);
    return found && [found.shown.board.site, found.shown.board.date];
  };

  test('today’s plan is shown, tomorrow’s where that is asked for, another site’s likewise', () => {
    const plans = [plan({ date: '2026-11-18' }), plan(), plan({ site: 'south' })];
    expect(shownOf(plans)).toEqual(['north', '2026-11-17']);
    expect(shownOf(plans, { date: '2026-11-18' })).toEqual(['north', '2026-11-18']);
    expect(shownOf(plans, { site: 'south' })).toEqual(['south', '2026-11-17']);
  });

  test('a Day that is not kept is not made up: another is shown, under its own date', () => {
    expect(shownOf([plan()], { date: '2026-12-24' })).toEqual(['north', '2026-11-17']);
    expect(shownOf([plan()], { site: 'south' })).toBeUndefined();
  });

  test.each([
    ['of another sign-in', plan({ holder: 'another' })],
    ['kept more than a day ago', plan({ keptAt: TEN - 25 * 60 * MINUTE })],
    ['kept in the future, by a clock that was wrong', plan({ keptAt: TEN + 25 * 60 * MINUTE })],
    ['of a Day that is over', plan({ date: '2026-11-16' })],
  ])('no plan is shown that is %s', (_what, kept) => {
    expect(shownOf([kept])).toBeUndefined();
  });
});
