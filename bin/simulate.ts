import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { benchOptions } from './bench/bench-options.ts';
import { playScenario } from './simulation/play-scenario.ts';
import { type DayReport, randomDay } from './simulation/random-day.ts';
import { SCENARIOS } from './simulation/scenarios.ts';
import { STRIKES, type Strike } from './simulation/strikes.ts';
import { addDay, emptyTally, tallyText } from './simulation/tally.ts';

const USAGE = `npm run simulate -- [--days 1000] [--seed 1] [--workers 2] [--late] [--trace]
npm run simulate -- --scenario <name> [--strike <call>:<kind>]… [--trace]

Lives through seeded days of a clinic on which people act, Cal.com misbehaves and our own machines fail; exits with 1
where a promise breaks, naming the seed that shows it again. On every tenth day, with --late on each, Cal.com may apply things
more than a minute late.`;

const values = benchOptions(USAGE, {
  days: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
  workers: { type: 'string', default: String(availableParallelism()) },
  late: { type: 'boolean', default: false },
  trace: { type: 'boolean', default: false },
  scenario: { type: 'string' },
  strike: { type: 'string', multiple: true, default: [] },
});

const trace = values.trace ? { trace: (line: string) => console.log(line) } : {};

const wrong = (reason: string): never => {
  console.error(reason);
  process.exit(2);
};

type Share = { readonly from: number; readonly to: number; readonly step: number; readonly late: boolean };

const liveShare = async ({ from, to, step, late }: Share, done: (day: DayReport) => void): Promise<void> => {
  for (let seed = from; seed < to; seed += step)
    done(await randomDay(seed, { ...(late ? { late } : {}), ...trace }));
};

const showBroken = ({ seed, violations }: DayReport): void => {
  for (const violation of violations) console.log(`BROKEN  ${violation}`);
  const late = values.late ? ' --late' : '';
  console.log(`        again: npm run simulate -- --days 1 --seed ${seed}${late} --trace`);
};

const liveDays = async (): Promise<number> => {
  const [from, days] = [Number(values.seed), Number(values.days)];
  const workers = Number(values.workers);
  if (![from, days, workers].every(Number.isInteger) || days < 1 || workers < 1) return wrong(USAGE);
  const tally = emptyTally();
  const began = Date.now();
  let [broken, shownAt] = [0, began];
  const done = (day: DayReport): void => {
    addDay(tally, day);
    if (day.violations.length > 0) {
      broken += 1;
      showBroken(day);
    }
    if (Date.now() - shownAt < 5_000 && tally.days < days) return;
    shownAt = Date.now();
    const left = ((shownAt - began) / tally.days) * (days - tally.days);
    console.log(`${tally.days} of ${days} days, ${broken} broken, about ${Math.round(left / 1000)} s left`);
  };
  if (days === 1) await liveShare({ from, to: from + 1, step: 1, late: values.late }, done);
  else
    await Promise.all(
      Array.from({ length: Math.min(workers, days) }, (_, index) => {
        const step = Math.min(workers, days);
        const share: Share = { from: from + index, to: from + days, step, late: values.late };
        const worker = new Worker(new URL(import.meta.url), {
          workerData: share,
          argv: process.argv.slice(2),
          // A day leaves much behind that is soon forgotten: with room for it, days take a fifth less time.
          resourceLimits: { maxYoungGenerationSizeMb: 192 },
        });
        worker.on('message', done);
        return new Promise<void>((resolve, reject) => {
          worker.on('error', reject);
          worker.on('exit', () => resolve());
        });
      }),
    );
  console.log(tallyText(tally));
  console.log(
    `${Math.round((Date.now() - began) / 1000)} s; ${broken} of ${tally.days} days broke a promise`,
  );
  return broken === 0 && tally.days === days ? 0 : 1;
};

const playOne = async (name: string): Promise<number> => {
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (scenario === undefined) return wrong(`Scenarios: ${SCENARIOS.map((each) => each.name).join(' · ')}`);
  const plan = new Map(
    values.strike.map((text): [number, Strike] => {
      const [index, kind] = text.split(':');
      const strike = STRIKES.find((each) => each === kind);
      if (strike === undefined) return wrong(`Strikes: ${STRIKES.join(' · ')}`);
      return [Number(index), strike];
    }),
  );
  const { world, violations, calls } = await playScenario(scenario, { plan, ...trace });
  for (const index of plan.keys()) console.log(`struck ${index}: ${calls[index]?.fn} ${calls[index]?.port}`);
  for (const violation of violations) console.log(`BROKEN  ${violation}`);
  console.log(
    `${calls.length} port calls, ${world.watch.sent.length} PATCHes, ${violations.length} promises broken`,
  );
  return violations.length === 0 ? 0 : 1;
};

if (!isMainThread) {
  // Thousands of errors a minute are meant to happen here, and a whole stack is dear; the named seed, lived again, shows it.
  Error.stackTraceLimit = 1;
  await liveShare(workerData as Share, (day) => parentPort?.postMessage(day));
} else process.exitCode = values.scenario === undefined ? await liveDays() : await playOne(values.scenario);
