import type { KeptPlan, PlanStore } from './kept-plan.ts';

const CACHE = 'plan';

let isForgotten = false;
let last: Promise<unknown> = Promise.resolve();

/** One thing at a time: a cache that is opened after it was deleted is there again. */
const inTurn = <T>(what: () => Promise<T>): Promise<T> => {
  const done = last.catch(() => undefined).then(what);
  last = done;
  return done;
};

const pathOf = ({ holder, board: { site, date } }: KeptPlan): string =>
  `/kept-plan?${new URLSearchParams({ holder, site, date })}`;

/** Beside the page’s own files, in the browser’s cache: a large Day is more than its other storage holds. */
export const planStore: PlanStore = {
  read: () =>
    inTurn(async () => {
      // To open a cache makes one.
      if (!(await caches.has(CACHE))) return [];
      const cache = await caches.open(CACHE);
      const answers = await Promise.all((await cache.keys()).map((key) => cache.match(key)));
      return Promise.all(
        answers.flatMap((answer) => (answer === undefined ? [] : [answer.json() as Promise<KeptPlan>])),
      );
    }),
  write: (plan) =>
    inTurn(async () => {
      if (!isForgotten) await (await caches.open(CACHE)).put(pathOf(plan), Response.json(plan));
    }),
  drop: (plan) =>
    inTurn(async () => {
      if (await caches.has(CACHE)) await (await caches.open(CACHE)).delete(pathOf(plan));
    }),
};

/** Nothing is kept from now on until the page is loaded again, and nothing that was. */
export const forgetPlans = async (): Promise<void> => {
  isForgotten = true;
  // A browser that keeps nothing has nothing to forget.
  await inTurn(async () => globalThis.caches?.delete(CACHE)).catch(() => undefined);
};
