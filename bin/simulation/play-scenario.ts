import type { Scenario } from './scenarios.ts';
import { SimulatedClinic, type Twin } from './simulated-clinic.ts';
import { nothingStrikes, type PortCall, type Strike, strikesAt } from './strikes.ts';

type Played = {
  readonly world: SimulatedClinic;
  readonly violations: readonly string[];
  /** Port calls made before the clinic was left to itself. */
  readonly calls: readonly PortCall[];
};

/** Plays a scenario, struck at the given port calls, and lets the clinic come to rest. */
export const playScenario = async (
  scenario: Scenario,
  {
    plan = new Map(),
    seed = 1,
    twin,
    trace,
  }: {
    readonly plan?: ReadonlyMap<number, Strike>;
    readonly seed?: number;
    readonly twin?: Twin;
    readonly trace?: (line: string) => void;
  } = {},
): Promise<Played> => {
  const world = await new SimulatedClinic({
    horizonDays: 1,
    ...scenario.options,
    seed,
    strikes: plan.size === 0 ? nothingStrikes : strikesAt(plan),
    ...(twin ? { twin } : {}),
    ...(trace ? { trace } : {}),
  }).open();
  await scenario.play(world);
  // The last of what the scenario set off is still to come: it can be struck as well.
  await world.pass(60_000);
  const calls = world.calls.slice();
  return { world, violations: await world.rest(), calls };
};

/**
 * What crashes after a reading has done just what it had done before it: the first await of an invocation stands for all up
 * to its first write, and each write for the readings up to the next.
 */
export const exceptReadings = ({ port, first }: PortCall): boolean =>
  first || !/^(ledger\.read|cal\.GET|secrets)/.test(port);

/** Plays a scenario once for each of its port calls, striking that one; answers what broke, with the command that shows it again. */
export const struckAnywhere = async (
  scenario: Scenario,
  strike: Strike,
  worthStriking: (call: PortCall) => boolean = () => true,
): Promise<{ struck: number; broken: readonly string[] }> => {
  const { calls, violations } = await playScenario(scenario);
  const broken = violations.map((violation) => `unstruck: ${violation}`);
  const awaits = calls.filter(worthStriking);
  for (const { index } of awaits) {
    const { violations: found } = await playScenario(scenario, { plan: new Map([[index, strike]]) });
    const replay = `npm run simulate -- --scenario '${scenario.name}' --strike ${index}:${strike}`;
    broken.push(...found.map((violation) => `${violation} — ${replay}`));
  }
  return { struck: awaits.length, broken };
};
