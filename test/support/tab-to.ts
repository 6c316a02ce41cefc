import type { Page } from 'playwright-core';
import { eventually } from '../../bin/local/eventually.ts';
import { WHOLE_MATRIX } from './whole-matrix.ts';

/** Of the stops on the way so many are stepped on; in `npm run test:deep` each. From what comes before them it goes on by Tab alone. */
const STEPPED_ON = WHOLE_MATRIX ? Number.POSITIVE_INFINITY : 2;

/** In the page: what an element is called when it is read out. */
const NAME_OF = `(element) =>
  (element.getAttribute('aria-label') ?? (element.labels?.[0] ?? element).textContent).trim()`;

/** In the page: how many times Tab is pressed to what is called so, from here or from so far before it as is `steppedOn`. */
const STOPS_TO = `(name, steppedOn = Infinity) => {
  const stops = [...(document.querySelector('dialog[open]') ?? document)
    .querySelectorAll('a[href], button, select, input, [tabindex="0"]')]
    .filter((each) => !each.disabled && each.tabIndex >= 0 && (each.type !== 'radio' || each.checked) &&
      each.checkVisibility());
  const from = stops.indexOf(document.activeElement) + 1;
  const ahead = [...stops.slice(from), ...stops.slice(0, from)];
  const found = ahead.findIndex((each) => name.test((${NAME_OF})(each)));
  if (found === -1) return undefined;
  ahead[found - steppedOn]?.focus();
  return Math.min(found + 1, steppedOn);
}`;

/** The name of what has focus, as it is read out. */
export const nameOfFocus = async (page: Page): Promise<string> =>
  String(await page.evaluate(`(${NAME_OF})(document.activeElement)`));

/** How many stops ahead of the focus what bears that name is; undefined where it is not there, or may not be used. */
const stopsTo = (page: Page, name: RegExp, steppedOn?: number): Promise<number | undefined> =>
  page.evaluate(`(${STOPS_TO})(${name}, ${steppedOn})`);

/** Waits until what bears that name is there, as anyone would, and goes to it with Tab. */
export const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  await eventually(`${name} on the page`, async () => (await stopsTo(page, name)) !== undefined);
  // Whatever the board learns meanwhile may add a stop or take one away: then it is aimed again.
  for (let aimed = 0; aimed < 20; aimed += 1) {
    const stops = (await stopsTo(page, name, STEPPED_ON)) ?? 1;
    for (let presses = 0; presses < stops; presses += 1) await page.keyboard.press('Tab');
    if (name.test(await nameOfFocus(page))) return;
  }
  throw new Error(`Tab never came to ${name}`);
};

/** Presses what bears that name, once the keyboard has got there. */
export const pressByKeyboard = async (page: Page, name: RegExp): Promise<void> => {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
};
