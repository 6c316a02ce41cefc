/** What had focus last, outside of what lies over the page, and the names around it, innermost first. */
let had: HTMLElement | undefined;
let held: string[] = [];

const namesAround = (element: Element | null): string[] => {
  const names: string[] = [];
  for (
    let at = element?.closest<HTMLElement>('[data-focus]');
    at;
    at = at.parentElement?.closest<HTMLElement>('[data-focus]')
  )
    if (at.dataset.focus) names.push(at.dataset.focus);
  return names;
};

document.addEventListener('focusin', ({ target }) => {
  // A window over the page goes with what is done in it: where it was opened from is where one goes on.
  if (!(target instanceof HTMLElement) || target.closest('dialog') !== null) return;
  had = target;
  held = namesAround(target);
});

/**
 * After a refresh, or when a window over the page has gone: what had focus takes it again; where that is gone, the nearest thing
 * that is still there.
 */
export const keepFocus = (): void => {
  if (document.activeElement !== document.body || held.length === 0 || document.querySelector('dialog[open]'))
    return;
  if (had?.isConnected) {
    had.focus({ preventScroll: true });
    if (document.activeElement === had) return;
  }
  for (const name of held) {
    const place = document.querySelector<HTMLElement>(`[data-focus="${CSS.escape(name)}"]`);
    const able = place?.matches('button, a') ? place : place?.querySelector<HTMLElement>('button, a');
    if (able) {
      able.focus({ preventScroll: true });
      return;
    }
  }
  held = [];
};
