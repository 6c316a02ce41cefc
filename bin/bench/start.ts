import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSystem } from '../local/running-system.ts';
import { benchOptions } from './bench-options.ts';

/**
 * How long `npm start` takes until it says ready, the very first time (nothing compiled yet) and every time after; beside it
 * a Node that does nothing, since machines are noisy.
 */
const values = benchOptions(
  `npm run bench:start -- [--runs 7] [--json]
How long \`npm start\` takes until it says ready.`,
  { runs: { type: 'string', default: '7' }, json: { type: 'boolean', default: false } },
);
const runs = Number(values.runs);
const compiled = mkdtempSync(join(tmpdir(), 'compile-cache-'));

const start = async (): Promise<Start> => {
  const system = await startSystem({ NODE_COMPILE_CACHE: compiled });
  const processorMs = processorTimeOf(system.pid);
  await system.stop();
  return { readyMs: system.readyMs, processorMs };
};

const bareNode = (): number => {
  const began = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - began;
};

/** What a process and its threads have had of the processors, by Linux's own count of hundredths; NaN elsewhere. */
const processorTimeOf = (pid: number): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return ((user ?? Number.NaN) + (system ?? Number.NaN)) * 10;
  } catch {
    return Number.NaN;
  }
};

const median = (numbers: readonly number[]): number => {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
};

try {
  const first = await start();
  const later: Start[] = [];
  const bare: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    later.push(await start());
    bare.push(bareNode());
  }
  const result = {
    runs,
    firstMs: first.readyMs,
    medianMs: median(later.map((each) => each.readyMs)),
    slowestMs: Math.max(...later.map((each) => each.readyMs)),
    processorMs: median(later.map((each) => each.processorMs)),
    bareMs: median(bare),
  };
  if (values.json) console.log(JSON.stringify(result));
  else
    console.log(`Milliseconds from the command to "ready", ${runs} starts.

the first, nothing compiled yet   ${result.firstMs.toFixed(0).padStart(6)}
median of the others              ${result.medianMs.toFixed(0).padStart(6)}
slowest of the others             ${result.slowestMs.toFixed(0).padStart(6)}
processor time of one             ${result.processorMs.toFixed(0).padStart(6)}
a Node that does nothing          ${result.bareMs.toFixed(0).padStart(6)}`);
} finally {
  rmSync(compiled, { recursive: true, force: true });
}

type Start = { readonly readyMs: number; readonly processorMs: number };
