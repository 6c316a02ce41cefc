import { afterEach, expect, test, vi } from 'vitest';
import type { KeptPlan } from '../../functions/board/page/app/kept-plan.ts';
import { forgetPlans, planStore } from '../../functions/board/page/app/plan-store.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** As the specification of service workers has it: to open a cache makes one, and one that was deleted still takes what is put. */
const cachesInMemory = () => {
  const kept = new Map<string, Map<string, Response>>();
  const opened = (name: string) => {
    const cache = kept.get(name) ?? new Map<string, Response>();
    kept.set(name, cache);
    return {
      put: async (path: string, response: Response) => void cache.set(path, response),
      keys: async () => [...cache.keys()],
      match: async (path: string) => cache.get(path)?.clone(),
      delete: async (path: string) => cache.delete(path),
    };
  };
  return {
    // Answered while others go on: what it says may be over by then.
    has: async (name: string) => {
      const is = kept.has(name);
      await new Promise((resolve) => setImmediate(resolve));
      return is;
    },
    open: async (name: string) => opened(name),
    delete: async (name: string) => kept.delete(name),
  };
};

test('a screen that signs out while a plan is being kept or looked for keeps none, and looking for one afterwards makes no place for it', async () => {
  const caches = cachesInMemory();
  vi.stubGlobal('caches', caches);
  const plan = { holder: 'a1', board: { site: 'main', date: '2026-11-29' } } as KeptPlan;
  await planStore.write(plan);
  expect(await planStore.read()).toEqual([plan]);

  await Promise.all([planStore.write(plan), planStore.read(), planStore.drop(plan), forgetPlans()]);
  expect(await caches.has('plan')).toBe(false);

  await planStore.write(plan);
  await planStore.drop(plan);
  expect(await planStore.read()).toEqual([]);
  expect(await caches.has('plan')).toBe(false);
});
