/** The names around what had focus, innermost first. */
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
  held = target instanceof Element ? namesAround(target) : [];
});

/** After a refresh: where the button that had focus is gone, the nearest thing that is still there takes it. */
export const keepFocus = (): void => {
  if (document.activeElement !== document.body || held.length === 0 || document.querySelector('dialog[open]'))
    return;
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
