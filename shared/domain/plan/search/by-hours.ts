import type { Model, Seat } from '../model/model.ts';
import { boundAt, NO_PRICES, type Prices } from '../model/prices.ts';
import { type Chosen, compareScores, scoreOf } from '../model/score.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import type { SearchBudget } from '../proof/prove.ts';
import { improveByWindows } from './improve.ts';
import { A_PERSON, peopleCosts, UNWELCOME } from './people-costs.ts';
import { rollForward } from './roll-forward.ts';

/** Longer steps from morning to evening take longer and make no better plans: windows mend what is left. */
const STEPS = { ahead: 75, decided: 30, gap: 0.5 };
const WINDOWS = [60];

/** Made from morning to evening; the plan there was, where that is no better. */
export const fromMorning = (
  model: Model,
  start: Chosen,
  prices: Prices,
  usable: (seat: Seat) => boolean,
  ask: AskSolver,
  searchBudget: SearchBudget,
  windows = (chosen: Chosen): Chosen => chosen,
): Chosen => {
  const people = peopleCosts(model, UNWELCOME);
  const rolled = rollForward(model, people, prices, usable, STEPS, ask, searchBudget);
  const made = rolled && windows(rolled);
  const isBetter = (chosen: Chosen) => compareScores(scoreOf(model, chosen), scoreOf(model, start)) < 0;
  if (made !== undefined && isBetter(made)) return made;
  const mended = windows(start);
  return isBetter(mended) ? mended : start;
};

/** The same, and then window by window, in which more seats may be used: there is no search over the whole Day to mend it. */
export const byHours = (
  model: Model,
  start: Chosen,
  prices: Prices,
  usable: Readonly<Record<'steps' | 'windows', (seat: Seat) => boolean>>,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Chosen => {
  const people = peopleCosts(model, UNWELCOME);
  const { cheapest } = boundAt(model, people, NO_PRICES);
  const windows = {
    minutes: WINDOWS,
    gap: A_PERSON,
    ideal: (booking: number) => cheapest[booking] ?? 0,
    usable: usable.windows,
  };
  return fromMorning(model, start, prices, usable.steps, ask, searchBudget, (from) =>
    improveByWindows(model, from, people, ask, searchBudget, windows),
  );
};
