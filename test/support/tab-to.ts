import type { Page } from 'playwright-core';
import { eventually } from '../../bin/local/eventually.ts';

/** In the page: what an element is called when it is read out. */
const NAME_OF = `(element) =>
  (element.getAttribute('aria-label') ?? (element.labels?.[0] ?? element).textContent).trim()`;

/** In the page: how many times Tab is pressed from here to what is called so. */
const STOPS_TO = `(name) => {
  const stops = [...(document.querySelector('dialog[open]') ?? document)
    .querySelectorAll('a[href], button, select, input, [tabindex="0"]')]
    .filter((each) => !each.disabled && each.tabIndex >= 0 && (each.type !== 'radio' || each.checked) &&
      each.checkVisibility());
  const from = stops.indexOf(document.activeElement) + 1;
  const ahead = [...stops.slice(from), ...stops.slice(0, from)].findIndex((each) => name.test((${NAME_OF})(each)));
  return ahead === -1 ? undefined : ahead + 1;
}`;

/** The name of what has focus, as it is read out. */
export const nameOfFocus = async (page: Page): Promise<string> =>
  String(await page.evaluate(`(${NAME_OF})(document.activeElement)`));

/** How many stops ahead of the focus what bears that name is; undefined where it is not there, or may not be used. */
const stopsTo = (page: Page, name: RegExp): Promise<number | undefined> =>
  page.evaluate(`(${STOPS_TO})(${name})`);

/** Waits until what bears that name is there, as anyone would, and goes to it with Tab. */
export const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  await eventually(`${name} on the page`, async () => (await stopsTo(page, name)) !== undefined);
  // Whatever the board learns meanwhile may add a stop or take one away: then it is aimed again.
  for (let aimed = 0; aimed < 20; aimed += 1) {
    const stops = (await stopsTo(page, name)) ?? 1;
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
