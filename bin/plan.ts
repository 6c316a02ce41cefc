import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DayFile } from '../shared/day-file/day-file.ts';
import { problemOfDay } from '../shared/day-file/problem-of-day.ts';
import { timeline } from '../shared/day-file/timeline.ts';
import { BUDGETS, type Effort } from '../shared/domain/plan/budget.ts';
import type { Plan } from '../shared/domain/plan/plan.ts';
import type { PlanProblem } from '../shared/domain/plan/problem.ts';
import { certificateSentences, changeSentence } from '../shared/domain/plan/sentences.ts';
import { whatIf, withBlock, withMails } from '../shared/domain/plan/what-if.ts';
import { loadHighsSolver } from '../shared/solver/highs.ts';

const USAGE = `npm run plan -- day.json [--block 4A 10:00-12:00] [--mails 5] [--effort small|normal|large] [--json] [--svg plan.svg]
Plans the Day in the file: the plan, how good it is, what changes and why, and a picture beside the file.
--block  as if the room were closed then (local time of the Day)     --mails  at most so many patients sent a new room
--json   one JSON document on standard output and no picture, unless --svg names one`;

/** A mistake of the person at the keyboard: told without a stack, exit 2. */
class Misuse extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const [path, ...rest] = positionals;
  if (path === undefined) throw new Misuse(USAGE);
  const day = await readDay(path);
  let problem = problemOfDay(day);
  if (values.block !== undefined) problem = block(problem, day, values.block, rest[0]);
  else if (rest.length > 0) throw new Misuse(`What is "${rest.join(' ')}"?\n\n${USAGE}`);
  if (values.mails !== undefined) problem = withMails(problem, wholeNumber(values.mails));
  if (!isEffort(values.effort))
    throw new Misuse(`--effort is small, normal or large, not "${values.effort}"`);

  const solver = await loadHighsSolver();
  const started = performance.now();
  const progress = (line: string) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stderr.write(
      process.stderr.isTTY ? `\r\u001b[K${seconds} s  ${line}` : `${seconds} s  ${line}\n`,
    );
  };
  const outcome = whatIf(problem, {
    budget: BUDGETS[values.effort],
    solver,
    now: () => performance.now(),
    progress,
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

  const picture = values.svg ?? (values.json ? undefined : path.replace(/(\.json)?$/, '.plan.svg'));
  if (picture !== undefined) await writeFile(picture, timeline(problem, outcome.plan, day.site.timeZone));
  if (values.json) console.log(JSON.stringify(asJson(outcome.plan), null, 2));
  else report(outcome.plan, outcome.mails, picture);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        block: { type: 'string' },
        mails: { type: 'string' },
        effort: { type: 'string', default: 'normal' },
        json: { type: 'boolean', default: false },
        svg: { type: 'string' },
      },
    });
  } catch (cause) {
    throw new Misuse(`${cause instanceof Error ? cause.message : cause}\n\n${USAGE}`, { cause });
  }
}

async function readDay(path: string): Promise<DayFile> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Misuse(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const parsed = DayFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`);
  throw new Misuse(`${path} is not a Day file:\n${lines.join('\n')}`);
}

function block(problem: PlanProblem, day: DayFile, room: string, time: string | undefined): PlanProblem {
  if (!problem.rooms.some((r) => r.id === room)) throw new Misuse(`--block: there is no room "${room}"`);
  const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(time ?? '');
  if (match === null) throw new Misuse('--block wants a room and a time: --block 4A 10:00-12:00');
  const [, h1, m1, h2, m2] = match.map(Number);
  const date = day.bookings[0]?.start ?? day.now;
  const start = localInstant(date, day.site.timeZone, (h1 ?? 0) * 60 + (m1 ?? 0));
  const end = localInstant(date, day.site.timeZone, (h2 ?? 0) * 60 + (m2 ?? 0));
  if (end <= start) throw new Misuse('--block: the end must be after the start');
  return withBlock(problem, room, { start, end }, 'block');
}

/** The instant at which clocks of the zone show so many minutes after midnight, on the local date of `iso`. */
function localInstant(iso: string, timeZone: string, minutes: number): number {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
  const shown = (t: number) => Date.parse(`${format.format(t).replace(', ', 'T')}Z`);
  const wanted = Math.floor(shown(Date.parse(iso)) / 86_400_000) * 86_400_000 + minutes * 60_000;
  const guess = wanted - (shown(wanted) - wanted);
  return guess - (shown(guess) - wanted);
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new Misuse(`--mails wants a whole number, not "${text}"`);
  return Number(text);
}

function isEffort(text: string): text is Effort {
  return Object.hasOwn(BUDGETS, text);
}

function asJson(made: Plan) {
  return {
    assignments: Object.fromEntries(made.assignments),
    changes: made.changes,
    certificate: made.certificate,
    flagged: made.flagged,
    tellInPerson: made.tellInPerson,
  };
}

function report(made: Plan, mails: number, picture: string | undefined): void {
  for (const sentence of certificateSentences(made.certificate)) console.log(sentence);
  console.log(`${made.changes.length} changes, ${mails} mails with a new room.`);
  for (const change of made.changes) console.log(`  ${changeSentence(change)}`);
  for (const uid of made.flagged)
    console.log(`  ${uid} is pinned to a room that cannot be used: staff decide.`);
  for (const uid of made.tellInPerson)
    console.log(`  ${uid} cannot be told by mail in time: staff tell them.`);
  if (picture !== undefined) console.log(`Picture: ${picture}`);
}

try {
  await main();
} catch (fault) {
  if (!(fault instanceof Misuse)) throw fault;
  console.error(fault.message);
  process.exitCode = 2;
}
