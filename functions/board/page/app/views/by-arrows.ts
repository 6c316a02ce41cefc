import type { TargetedKeyboardEvent } from 'preact';

/** Whether a middle lies that way from another, and how far off: what stands in line with it is nearest. */
const WAYS: Readonly<Record<string, (x: number, y: number) => readonly [ahead: number, aside: number]>> = {
  ArrowRight: (x, y) => [x, y],
  ArrowLeft: (x, y) => [-x, y],
  ArrowDown: (x, y) => [y, x],
  ArrowUp: (x, y) => [-y, x],
};

const middleOf = (element: Element): readonly [number, number] => {
  const { x, y, width, height } = (element.closest('[data-room]') ?? element).getBoundingClientRect();
  return [x + width / 2, y + height / 2];
};

/** From one room's name to the next one that way: a room among many is not so many stops of Tab away. */
export const byArrows = (event: TargetedKeyboardEvent<HTMLElement>): void => {
  const way = WAYS[event.key];
  const { target, currentTarget } = event;
  if (way === undefined || !(target instanceof HTMLElement) || !target.matches('.card-open')) return;
  const [fromX, fromY] = middleOf(target);
  let nearest: HTMLElement | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const each of currentTarget.querySelectorAll<HTMLElement>('.card-open')) {
    const [x, y] = middleOf(each);
    const [ahead, aside] = way(x - fromX, y - fromY);
    // Aside counts threefold: down leads to what is below, not to what is nearest.
    const far = ahead + 3 * Math.abs(aside);
    if (ahead > 1 && far < least) [nearest, least] = [each, far];
  }
  if (nearest === undefined) return;
  event.preventDefault();
  nearest.focus();
};
