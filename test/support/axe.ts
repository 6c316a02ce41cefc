import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds wrong with a page as it is now, in words; its rules for WCAG and its advice alike. */
export const axeViolations = async (page: Page): Promise<string[]> => {
  // Evaluated, not added as a script: the page allows no script but its own.
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) =>
      ({ id, nodes: nodes.map(({ target, failureSummary }) => target.join(' ') + ': ' + failureSummary) })))`,
  )) as { id: string; nodes: string[] }[];
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node}`));
};
