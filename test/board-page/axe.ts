import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { WHOLE_MATRIX } from '../support/whole-matrix.ts';

/** Half as long as the one that people read, and so half the work for each page that reads it. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The one rule whose answer changes with the theme. */
const COLOURS = ['color-contrast'];

/**
 * What axe finds wrong `within` what a selector names, in words; its rules for WCAG and its advice alike. In light and in
 * dark: all rules once, those about colour again.
 */
export const axeViolationsInBothThemes = async (page: Page, within = 'html'): Promise<string[]> => {
  const found: string[] = [];
  for (const [colorScheme, options] of [
    ['light', {}],
    ['dark', { runOnly: COLOURS }],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await violations(page, within, options)).map((each) => `${colorScheme}: ${each}`));
  }
  return found;
};

/**
 * The same of what opens over a view that has been looked at in both: it takes its colours from the same few, and here is looked
 * at in dark alone, in `npm run test:deep` in light as well.
 */
export const axeViolations = async (page: Page, within = 'html'): Promise<string[]> => {
  if (WHOLE_MATRIX) return axeViolationsInBothThemes(page, within);
  await page.emulateMedia({ colorScheme: 'dark' });
  return violations(page, within, {});
};

const violations = async (page: Page, within: string, options: object): Promise<string[]> => {
  // Evaluated, not added as a script: the page allows no script but its own.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  // Not loaded before: films and sounds, of which the page has none.
  const how = { ...options, resultTypes: ['violations'], preload: false };
  const found = (await page.evaluate(
    `axe.run(${JSON.stringify(within)}, ${JSON.stringify(how)}).then(({ violations }) =>
      violations.map(({ id, nodes }) =>
        ({ id, nodes: nodes.map(({ target, failureSummary }) => target.join(' ') + ': ' + failureSummary) })))`,
  )) as { id: string; nodes: string[] }[];
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node}`));
};
