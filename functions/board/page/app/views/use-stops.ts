import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Arrow, isArrow, middleOf, type Stop, type StopRow, stopAfter } from '../model/stops.ts';
import { QUARTER, shareOf, type Timeline } from '../model/timeline.ts';

/** An empty stretch of a room's day that is pointed at, in milliseconds. */
export type Pointed = { readonly roomId: string; readonly start: number; readonly end: number };

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
  /** Makes the stretch longer or shorter by a quarter: sideways its end, up and down its beginning. */
  const stretch = (pressed: Arrow): void =>
    point((before) => {
      if (before === undefined) return before;
      const by = pressed === 'ArrowLeft' || pressed === 'ArrowUp' ? -QUARTER : QUARTER;
      const isEnd = pressed === 'ArrowLeft' || pressed === 'ArrowRight';
      const next = isEnd ? { ...before, end: before.end + by } : { ...before, start: before.start + by };
      const isWithin = shareOf(next.start, hours) < 1 && shareOf(next.end, hours) > 0;
      return next.end - next.start >= QUARTER && isWithin ? next : before;
    });
  /** Whether the key was one of these. */
  const press = (event: KeyboardEvent): boolean => {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (!isArrow(key) || altKey || metaKey) return false;
    event.preventDefault();
    if (shiftKey && pointed) stretch(key);
    else {
      const isTurned = frame.current?.matches(':dir(rtl)') && (key === 'ArrowLeft' || key === 'ArrowRight');
      const pressed = isTurned ? (key === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft') : key;
      const next = stopAfter(rows, current.current, pressed, { whole: ctrlKey, column: column.current });
      if (next) {
        const isUpright = pressed === 'ArrowUp' || pressed === 'ArrowDown';
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
