import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { localDateOf, wallTimeOf } from '../../shared/domain/local-time.ts';
import { BUDGETS, type Effort } from '../../shared/domain/plan/budget.ts';
import {
  practitionerRooms,
  practitionerSentence,
} from '../../shared/domain/plan/explain/practitioner-rooms.ts';
import {
  certificateSentences,
  changeSentence,
  roomNames,
  whatIfSentences,
} from '../../shared/domain/plan/explain/sentences.ts';
import { losing, withBlock, withMails } from '../../shared/domain/plan/explain/what-if.ts';
import { mailsOf } from '../../shared/domain/plan/model/changes.ts';
import { type Plan, type PlanOptions, plan } from '../../shared/domain/plan/plan.ts';
import type { PlanProblem } from '../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../shared/domain/plan/proof/mip-solver.ts';
import { processorTime } from '../../shared/processor-time.ts';
import { reasonsOf } from '../../shared/reasons-of.ts';
import { loadedSolver } from '../../shared/replanning/loaded-solver.ts';
import { loadHighsSolver } from '../../shared/solver/highs.ts';
import { BadUsage } from '../admin/command.ts';
import { faultInWords, useDefaultRegion } from '../admin/faults.ts';
import { DayFile, dayFileShape } from '../day-file/day-file.ts';
import { problemOfDay } from '../day-file/problem-of-day.ts';
import { timeline } from '../day-file/timeline.ts';
import { explained } from './explained.ts';
import { blockedTime, isTimeSpan } from './time-span.ts';

const USAGE = `Plans a Day from a file: the plan, how good it is, what changes and why, and a picture beside the file.

  npm run plan -- day.json [--block 4A 10:00-12:00] [--mails 5] [--effort small|normal|large] [--json]
  npm run plan -- day.json --explain <uid> [--room 4A]
  npm run plan -- --export [day.json] [--site north] [--date 2026-11-27]

Options
  --block <room> <from-to>   as if the room were closed then, in local time of the Day
  --mails <n>                at most so many mails, of a new room or that there is none
  --effort <how much>        small, normal (the default) or large
  --json                     { assignments, changes, certificate } on standard output; no picture unless --svg names one
  --svg <file>               where the picture goes
  --explain <uid>            why this booking has its room, and why not each other one;
  --room <id>                and what it would take for it to have that one
  --export                   writes the Day of the running local system as such a file: the next one with visits
  --site, --date             of another site, or another Day;  --outputs <file>  of a deployed system
  --schema                   the JSON Schema of a Day file`;

/** Where a command prints: what was asked for, and what is said beside it. */
type Print = { readonly out: (line: string) => void; readonly aside: (line: string) => void };

/** Runs the command; answers its exit code: 1 for a fault, told with its causes, 2 for a mistake of the person at the keyboard. */
export const planCommand = async (
  args: readonly string[],
  print: Print,
  loadSolver: () => Promise<MipSolver> = loadHighsSolver,
): Promise<0 | 1 | 2> => {
  try {
    useDefaultRegion();
    await run(args, print, loadSolver);
    return 0;
  } catch (fault) {
    const misused = fault instanceof BadUsage;
    print.aside(misused ? fault.message : faultInWords(fault));
    return misused ? 2 : 1;
  }
};

const run = async (
  args: readonly string[],
  { out, aside }: Print,
  loadSolver: () => Promise<MipSolver>,
): Promise<void> => {
  const { values, positionals } = readArguments(args);
  if (values.help) return out(USAGE);
  if (values.schema) return out(JSON.stringify(z.toJSONSchema(dayFileShape, { io: 'input' }), null, 2));
  if (values.export) {
    const { exportDay } = await import('./export-day.ts');
    return out(await exportDay(values, positionals[0]));
  }
  const [path, ...rest] = positionals.filter((each) => values.block === undefined || !isTimeSpan(each));
  if (path === undefined) throw new BadUsage(USAGE);
  if (rest.length > 0) throw new BadUsage(`What is "${rest.join(' ')}"?\n\n${USAGE}`);
  const day = await readDay(path);
  let problem = problemOfDay(day);
  if (values.block !== undefined)
    problem = block(problem, day.site.timeZone, values.block, positionals.find(isTimeSpan));
  if (values.mails !== undefined) problem = withMails(problem, wholeNumber(values.mails));
  if (!isEffort(values.effort))
    throw new BadUsage(`--effort is small, normal or large, not "${values.effort}"`);

  const planOptions: PlanOptions = {
    budget: BUDGETS[values.effort],
    solver: await loadedSolver(loadSolver),
    solverFailed: (fault, cause) => aside(`The solver failed (${fault}): ${reasonsOf(cause)}`),
    spent: processorTime,
  };
  const made = plan(problem, { ...planOptions, progress: progressLine(aside) });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const clock = (at: number) => wallTimeOf(at, day.site.timeZone);
  if (values.explain !== undefined)
    return out(explained(day, problem, made, values.explain, values.room, planOptions, clock).join('\n'));
  const picture = values.svg ?? (values.json ? undefined : path.replace(/(\.json)?$/, '.plan.svg'));
  if (picture !== undefined) await writeFile(picture, timeline(problem, made, day.site.timeZone));
  out(
    values.json
      ? JSON.stringify(asJson(made), null, 2)
      : report(made, problem, clock, values.block !== undefined).join('\n'),
  );
  for (const line of forStaff(made)) (values.json ? aside : out)(line);
  if (picture !== undefined && !values.json) out(`Picture: ${picture}`);
};

const readArguments = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        block: { type: 'string' },
        mails: { type: 'string' },
        effort: { type: 'string', default: 'normal' },
        json: { type: 'boolean', default: false },
        svg: { type: 'string' },
        explain: { type: 'string' },
        room: { type: 'string' },
        export: { type: 'boolean', default: false },
        site: { type: 'string' },
        date: { type: 'string' },
        outputs: { type: 'string' },
        schema: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new BadUsage(`${cause instanceof Error ? cause.message : cause}\n\n${USAGE}`, { cause });
  }
};

const readDay = async (path: string): Promise<DayFile> => {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new BadUsage(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const parsed = DayFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${placeIn(json, issue.path)}: ${issue.message}`);
  throw new BadUsage(`${path} is not a Day file:\n${lines.join('\n')}`);
};

/** Where in the file, and whose it is: of two hundred visits no one counts to the 137th. */
const placeIn = (json: unknown, path: readonly PropertyKey[]): string => {
  const [list, at] = path;
  const entry = at === undefined ? undefined : valueIn(valueIn(json, list), at);
  const name = valueIn(entry, 'uid') ?? valueIn(entry, 'id');
  return `${path.join('.') || '(top)'}${typeof name === 'string' ? ` of "${name}"` : ''}`;
};

const valueIn = (value: unknown, key: PropertyKey | undefined): unknown =>
  typeof value === 'object' && value !== null && key !== undefined && Object.hasOwn(value, key)
    ? value[key as keyof typeof value]
    : undefined;

/** On the date on which most of the visits are. */
const block = (
  problem: PlanProblem,
  timeZone: string,
  room: string,
  span: string | undefined,
): PlanProblem => {
  if (!problem.rooms.some((r) => r.id === room)) throw new BadUsage(`--block: there is no room "${room}"`);
  if (span === undefined) throw new BadUsage('--block wants a room and a time: --block 4A 10:00-12:00');
  const starts = problem.bookings.map((b) => b.start).sort((a, b) => a - b);
  const date = localDateOf(starts[starts.length >> 1] ?? problem.now, timeZone);
  return withBlock(problem, room, blockedTime(span, date, timeZone), 'block');
};

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new BadUsage(`--mails wants a whole number, not "${text}"`);
  return Number(text);
};

const isEffort = (text: string): text is Effort => {
  return Object.hasOwn(BUDGETS, text);
};

/** Rewritten in place on a terminal; a line each elsewhere. */
const progressLine = (aside: Print['aside']): ((line: string) => void) => {
  const started = performance.now();
  return (line) => {
    const text = `${((performance.now() - started) / 1000).toFixed(1)} s  ${line}`;
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
    else aside(text);
  };
};

const asJson = ({ assignments, changes, certificate }: Plan) => {
  return {
    assignments: Object.fromEntries(assignments),
    changes: changes.map(({ uid, from, to, reason }) => ({ uid, from, to, reason })),
    certificate,
  };
};

const report = (
  made: Plan,
  problem: PlanProblem,
  clock: (at: number) => string,
  isWhatIf: boolean,
): readonly string[] => {
  const { certificate, changes, assignments } = made;
  const named = roomNames(problem.rooms);
  const lost = new Set(losing(problem, made));
  const more = problem.bookings.filter(({ uid }) => lost.has(uid));
  const before = problem.bookings.filter(({ holds, end }) => holds === undefined && end > problem.now);
  const changing = practitionerRooms(problem, assignments).filter(({ beyond }) => beyond > 0);
  return [
    ...(isWhatIf
      ? whatIfSentences(
          certificate,
          more.map(({ uid, start }) => `${clock(start)} ${uid}`),
          before.length,
        )
      : certificateSentences(certificate)),
    ...(certificate.roomChanges === 0 && (problem.sessions ?? []).length > 0
      ? ['Every practitioner keeps to their own rooms.']
      : []),
    ...changing.map((each) => `  ${practitionerSentence(each, named, clock)}`),
    `${changes.length === 1 ? '1 change' : `${changes.length} changes`}, ${mailsOf(changes, problem.policy)} mails.`,
    ...changes.map((change) => `  ${changeSentence(change, named)}`),
    ...waitingSentences(problem, assignments, clock),
  ];
};

/** Everyone without a room, also those who had none before: to them nothing changes. */
const waitingSentences = (
  { bookings, now }: PlanProblem,
  assignments: Plan['assignments'],
  clock: (at: number) => string,
): readonly string[] =>
  bookings
    .filter(({ uid, end }) => end > now && assignments.get(uid) === null)
    .map(({ uid, start, end }) => `${uid} waits, ${clock(start)} to ${clock(end)}.`);

const forStaff = ({ flagged, tellInPerson }: Plan): readonly string[] => {
  return [
    ...flagged.map((uid) => `${uid} is pinned to a room that cannot be used: staff decide.`),
    ...tellInPerson.map((uid) => `${uid} cannot be told by mail: staff tell them.`),
  ];
};
