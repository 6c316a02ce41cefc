import type { KeptPlan, PlanStore } from './kept-plan.ts';

const CACHE = 'plan';

let isForgotten = false;

const pathOf = ({ holder, board: { site, date } }: KeptPlan): string =>
  `/kept-plan?${new URLSearchParams({ holder, site, date })}`;

/** Beside the page’s own files, in the browser’s cache: a large Day is more than its other storage holds. */
export const planStore: PlanStore = {
  read: async () => {
    const cache = await caches.open(CACHE);
    const answers = await Promise.all((await cache.keys()).map((key) => cache.match(key)));
    return Promise.all(
      answers.flatMap((answer) => (answer === undefined ? [] : [answer.json() as Promise<KeptPlan>])),
    );
  },
  write: async (plan) => {
    if (!isForgotten) await (await caches.open(CACHE)).put(pathOf(plan), Response.json(plan));
  },
  drop: async (plan) => void (await (await caches.open(CACHE)).delete(pathOf(plan))),
};

/** Nothing is kept from now on until the page is loaded again, and nothing that was. */
export const forgetPlans = async (): Promise<void> => {
  isForgotten = true;
  // A browser that keeps nothing has nothing to forget.
  await globalThis.caches?.delete(CACHE).catch(() => undefined);
};
