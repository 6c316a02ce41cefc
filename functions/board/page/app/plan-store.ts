import type { KeptPlan, PlanStore } from './kept-plan.ts';

const CACHE = 'plan';

let isForgotten = false;
/** What is being written: a cache that is opened after it was deleted is there again. */
let writing: Promise<void> = Promise.resolve();

const pathOf = ({ holder, board: { site, date } }: KeptPlan): string =>
  `/kept-plan?${new URLSearchParams({ holder, site, date })}`;

/** Beside the page’s own files, in the browser’s cache: a large Day is more than its other storage holds. */
export const planStore: PlanStore = {
  read: async () => {
    // To open a cache makes one.
    if (!(await caches.has(CACHE))) return [];
    const cache = await caches.open(CACHE);
    const answers = await Promise.all((await cache.keys()).map((key) => cache.match(key)));
    return Promise.all(
      answers.flatMap((answer) => (answer === undefined ? [] : [answer.json() as Promise<KeptPlan>])),
    );
  },
  write: (plan) => {
    writing = writing
      .catch(() => undefined)
      .then(async () => {
        if (!isForgotten) await (await caches.open(CACHE)).put(pathOf(plan), Response.json(plan));
      });
    return writing;
  },
  drop: async (plan) => {
    if (await caches.has(CACHE)) await (await caches.open(CACHE)).delete(pathOf(plan));
  },
};

/** Nothing is kept from now on until the page is loaded again, and nothing that was. */
export const forgetPlans = async (): Promise<void> => {
  isForgotten = true;
  await writing.catch(() => undefined);
  // A browser that keeps nothing has nothing to forget.
  await globalThis.caches?.delete(CACHE).catch(() => undefined);
};
