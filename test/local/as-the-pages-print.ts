import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { pageCommands, readmeCommands } from '../support/readme-commands.ts';
import { runCommand } from '../support/run-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const home = mkdtempSync(join(tmpdir(), 'readme-'));

/** Commands that this very test is a part of, or that run before it: what continuous integration itself calls. */
const OF_THE_BUILD = ['npm ci', 'npm test', 'npm start', 'npm run check', 'npm run sbom', 'npm run synth'];
/** What takes minutes: here it only says that it understands how it is called. */
const LONG = /^npm run (simulate|bench:|plan .*--effort large|generate .*--rooms 200)/;
/** What takes minutes, and takes no options. */
const WITHOUT_OPTIONS = ['npm run test:deep', 'npm run screenshots'];
/** Typed with the reader's own file: `clinic-of-ones-own.test.ts` does it with one. */
const OF_ONES_OWN = /^CLINIC_FILE=/;
/** Another system's, named as an example. */
const NOT_OURS = /^docker /;

const commands = readmeCommands().filter((line) => !NOT_OURS.test(line) && !OF_ONES_OWN.test(line));
/** The bill of materials is long. */
const MOST = 64 * 1024 * 1024;
const quick = commands.filter(
  (line) => ![...OF_THE_BUILD, ...WITHOUT_OPTIONS].includes(line) && !LONG.test(line),
);

/** How npm runs a file of ours: it is the guard's own test that says what the guard does. */
const OURS = /^node -r \.\/bin\/require-node\.cjs bin\/(\S+)\.ts$/;

/** Its threads run the file that started them, which must then be no thread itself. */
const OF_THREADS = 'bench:assigner';

/** Runs a line as npm would run it, without npm itself, nor a process, where it would only start our own file. */
const type = async (line: string, ...more: readonly string[]): Promise<string> => {
  const [, name = '', given = ''] = /^npm run (\S+)(?: -- (.*))?$/.exec(line) ?? [];
  const script: string | undefined = scripts[name];
  if (script === undefined) throw new Error(`there is no command ${line}`);
  const words = given.split(/\s+/).filter((word) => word !== '');
  const [, ours] = OURS.exec(script) ?? [];
  if (ours !== undefined && name !== OF_THREADS) {
    const { code, said, progress } = await runCommand(ours, [...words, ...more]);
    expect(code, progress).toBe(0);
    return said;
  }
  const [program = '', ...first] = script.split(/\s+/);
  const shell = program !== 'node' && process.platform === 'win32';
  return (
    await promisify(execFile)(
      program === 'node' ? process.execPath : program,
      [...first, ...words, ...more],
      { cwd: root, shell, maxBuffer: MOST },
    )
  ).stdout;
};

/** What the reader of a page puts in: here the demo clinic's. */
const OF_THE_READER: Readonly<Record<string, string>> = {
  'clinic.yaml': 'shared/catalogue/demo-clinic.yaml',
  'rooms.csv': 'test/fixtures/room-lists/fifty-rooms.csv',
  'instance.xml': 'test/fixtures/timetables/tiny.xml',
  'day.json': '.local/day.json',
};
const MADE = join(home, 'made.yaml');
const filled = (line: string): string =>
  line
    .replace(/--out \S+/, `--out ${MADE}`)
    .split(' ')
    .map((word) => OF_THE_READER[word] ?? word)
    .join(' ');

/** Asks AWS, for a deployment that there is; or has a place that its reader fills in. */
const OF_A_DEPLOYMENT = /--outputs|--table|--account|"RoomAssigner|cdk|[<…$]/;
/** The build's own, and what is held by the test that compares what it writes. */
const OF_THE_PROJECT =
  /^(npx|node|npm (ci|audit)|(FC_SEED=4711 )?npm test|npm run (check|sbom|test:deep|--silent policies.*))\b/;
/** A command's bare name, in a sentence. */
const NAME_ALONE = /^npm run \S+$|^npm run catalogue -- check$|^npm run plan -- --export$/;

const others = pageCommands().filter(([line]) => !OF_A_DEPLOYMENT.test(line) && !OF_THE_PROJECT.test(line));
const typed = others.filter(([line]) => !NAME_ALONE.test(line) && !LONG.test(line));

/** What the README and the other pages print is typed as it is printed, beside a system that `npm start` has started. */
export const asThePagesPrint = (): unknown =>
  describe('as the pages print it', () => {
    afterAll(() => rmSync(home, { recursive: true, force: true }));

    test.each(quick)('%s works as the README prints it', async (line) => {
      expect(await type(line)).not.toBe('');
    });

    test.each(commands.filter((line) => LONG.test(line)))(
      '%s is understood as the README prints it',
      async (line) => {
        expect(await type(line, '--help')).toMatch(/npm run/);
      },
    );

    test.each(typed)('%s works as %s prints it', async (line) => {
      const said = await type(filled(line));
      expect(line.includes('--out') ? readFileSync(MADE, 'utf8') : said).not.toBe('');
    });

    test('what the pages call by its name alone is one of ours', () => {
      const names = pageCommands().flatMap(([line]) => /npm run (?:--silent )?(\S+)/.exec(line)?.[1] ?? []);
      expect(names.length).toBeGreaterThan(20);
      expect(names.filter((name) => scripts[name] === undefined)).toEqual([]);
    });

    test('every command of the README is one of ours, and every one of ours is in the README', () => {
      const named = new Set(
        commands
          .flatMap((line) => /^npm (?:run )?(\S+)/.exec(line)?.[1] ?? [])
          .filter((name) => name !== 'ci'),
      );
      expect([...named].filter((name) => scripts[name] === undefined)).toEqual([]);
      const elsewhere = ['format', 'diff', 'deploy', 'policies']; // lib/DEPLOY.md, and what the check says itself
      expect(Object.keys(scripts).filter((name) => !named.has(name) && !elsewhere.includes(name))).toEqual(
        [],
      );
    });

    test('what stands in a command can be typed: no ellipsis, no choice, no file that is not there', () => {
      expect(commands.filter((line) => /…|\.\.\.|\||<|>/.test(line))).toEqual([]);
      // What stands in `.local/` is made by a command above.
      const files = commands.flatMap((line) =>
        line.split(' ').filter((word) => /^(?!\.local\/)\S*\.[a-z]+$/.test(word)),
      );
      expect(files.length).toBeGreaterThan(0);
      expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    });
  });
