import type { OfferView } from '../../../../../shared/board/view/read-offers.ts';

/** The starts that are offered, those in a row by their first and last. */
export const startRuns = ({
  open,
  busy,
  lost,
}: Pick<OfferView, 'open' | 'busy' | 'lost'>): readonly (readonly [string, string])[] => {
  const hidden = [...busy.flatMap(({ starts }) => starts), ...lost];
  const all = [...open, ...hidden].map((each) => Date.parse(each)).sort((a, b) => a - b);
  const step = Math.min(...all.slice(1).map((at, index) => at - (all[index] ?? at)));
  const runs: [string, string][] = [];
  for (const start of open) {
    const run = runs.at(-1);
    if (run && Date.parse(start) - Date.parse(run[1]) <= step) run[1] = start;
    else runs.push([start, start]);
  }
  return runs;
};
