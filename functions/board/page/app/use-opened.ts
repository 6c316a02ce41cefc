import { useEffect, useState } from 'preact/hooks';

type Opened = typeof import('./views/opened.ts');

const TOUCHED = ['pointermove', 'pointerdown', 'keydown'] as const;

/**
 * What is opened from the board is loaded by whoever touches it: with the first move, so that it is there with the
 * first press. A screen that is only looked at goes without. `failed` is called where it is wanted and cannot be had.
 */
export const useOpened = (wanted: boolean, failed: () => void): Opened | undefined => {
  const [opened, setOpened] = useState<Opened | undefined>();
  useEffect(() => {
    if (opened !== undefined) return;
    const load = (): Promise<void> => import('./views/opened.ts').then(setOpened);
    if (wanted) void load().catch(failed);
    const early = (): void => void load().catch(() => undefined); // tried again when it is wanted
    for (const event of TOUCHED) addEventListener(event, early, { once: true });
    return () => {
      for (const event of TOUCHED) removeEventListener(event, early);
    };
  }, [opened, wanted, failed]);
  return opened;
};
