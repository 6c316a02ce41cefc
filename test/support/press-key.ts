import type { Locator } from 'playwright-core';
import { eventually } from '../../bin/local/eventually.ts';

/**
 * Presses a key on what it names, as anyone would who sees where the focus is: once that is there, may be pressed and has the
 * focus. A key pressed sooner goes to whatever has the focus instead.
 */
export const pressKey = async (what: Locator, key = 'Enter'): Promise<void> => {
  await what.waitFor();
  await eventually(`${what} taking the focus`, async () => {
    if (!(await what.isEnabled())) return false;
    await what.focus();
    return what.evaluate((element) => element === element.ownerDocument.activeElement);
  });
  await what.page().keyboard.press(key);
};
