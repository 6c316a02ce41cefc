import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Pointed, stretched } from '../model/pointed.ts';
import { middleOf, type Stop, type StopRow, stopAfter, wayOf } from '../model/stops.ts';
import { QUARTER, type Timeline } from '../model/timeline.ts';

export const named = (frame: Element | null, key: string): HTMLElement | null | undefined =>
  frame?.querySelector<HTMLElement>(`[data-focus="${CSS.escape(key)}"]`);

export const keyOf = (target: EventTarget | null): string =>
  (target as Element | null)?.closest<HTMLElement>('[data-focus]')?.dataset.focus ?? '';

/**
 * The timeline is one stop of Tab; within it arrow keys lead from thing to thing, and to the free time between them, which has one
 * button for all of it.
 */
export const useStops = (
  frame: RefObject<HTMLElement | null>,
  rows: readonly StopRow[],
  hours: Timeline['hours'],
) => {
  const current = useRef('');
  /** Where one was before one went up or down. */
  const column = useRef<number | undefined>(undefined);
  const stopOf = (key: string): Stop | undefined =>
    rows.flatMap(({ stops }) => stops).find((each) => each.key === key);
  const [pointed, point] = useState<Pointed | undefined>();
  const [wanted, want] = useState('');
  useLayoutEffect(() => {
    const stop = named(frame.current, current.current) ?? frame.current?.querySelector('button');
    for (const each of frame.current?.querySelectorAll<HTMLElement>('[tabindex="0"]') ?? [])
      if (each !== stop) each.tabIndex = -1;
    if (stop) stop.tabIndex = 0;
  });
  useLayoutEffect(() => {
    if (wanted === '') return;
    want('');
    const element = named(frame.current, wanted);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [wanted]);

  const timeOf = (share: number): number => (hours[0] ?? 0) + share * hours.length * 4 * QUARTER;
  const go = ({ kind, key, from, to }: Stop, roomId: string | undefined): void => {
    current.current = key;
    point(
      kind === 'free' && roomId !== undefined
        ? { roomId, start: upTo(timeOf(from)), end: downTo(timeOf(to)) }
        : undefined,
    );
    want(kind === 'free' ? 'stretch' : key);
  };
  /** Whether the key was one of these. */
  const press = (event: KeyboardEvent): boolean => {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    const way = wayOf(key, frame.current?.matches(':dir(rtl)') ?? false);
    if (way === undefined || altKey || metaKey) return false;
    event.preventDefault();
    if (shiftKey && pointed) point(stretched(pointed, way, hours));
    else {
      const next = stopAfter(rows, current.current, way, { whole: ctrlKey, column: column.current });
      if (next) {
        const isUpright = way === 'up' || way === 'down';
        column.current = isUpright
          ? (column.current ?? middleOf(stopOf(current.current) ?? next))
          : undefined;
        go(next, rows.find(({ stops }) => stops.includes(next))?.roomId);
      }
    }
    return true;
  };
  const focused = ({ target }: FocusEvent): void => {
    const key = keyOf(target);
    if (key === 'stretch') return;
    if (key !== current.current) column.current = undefined;
    current.current = key;
    point(undefined);
    for (const each of frame.current?.querySelectorAll<HTMLElement>('[tabindex="0"]') ?? [])
      each.tabIndex = -1;
    (target as HTMLElement).tabIndex = 0;
  };
  return { pointed, point, press, focused };
};

/** Free time in whole quarters. */
const upTo = (time: number): number => Math.ceil(time / QUARTER - 0.01) * QUARTER;
const downTo = (time: number): number => Math.floor(time / QUARTER + 0.01) * QUARTER;
