import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { faultInWords, useDefaultRegion } from './faults.ts';

/** The call was not understood: exit 2. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

/** What a command prints with: progress and words for people, or one JSON value. */
export type Output = {
  /** To stderr, so that what stdout says can be piped. */
  readonly progress: (line: string) => void;
  /** The result: as data with `--json`, as words otherwise. */
  readonly result: (data: unknown, words: string) => void;
};

export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Options that every command has. */
const COMMON = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  outputs: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

export const COMMON_USAGE = `  --outputs <file>   a deployed system: what \`cdk deploy --outputs-file <file>\` wrote; without it the running local one
  --json             the result as data
  --help             this text`;

export type Command = {
  readonly usage: string;
  /** Its own options; those that every command has come on top. */
  readonly options?: ParseArgsOptionsConfig;
  /** What it is told in one word that may be any, in words; in place of `verbs`. */
  readonly anyWord?: string;
  /** What it can do, where that is more than one thing. */
  readonly verbs?: readonly string[];
};

export type Call = { readonly values: Values; readonly verb: string | undefined; readonly out: Output };

/**
 * Runs one command: parses, helps, prints. Exits with what `run` answers, 0 unless it answers anything, 1 for a fault, 2 for a
 * call it does not understand, which names the option that is wrong.
 */
export const runCommand = async (
  { usage, options = {}, verbs = [], anyWord }: Command,
  run: (call: Call) => Promise<number | undefined>,
): Promise<void> => {
  try {
    const { values, positionals } = parsed({ ...COMMON, ...options });
    if (values.help) {
      console.log(usage);
      return;
    }
    useDefaultRegion();
    const [verb, ...rest] = positionals;
    const surplus =
      rest[0] ?? (verb !== undefined && anyWord === undefined && !verbs.includes(verb) ? verb : undefined);
    if (surplus !== undefined)
      throw new BadUsage(
        `“${surplus}” is not understood${verbs.length > 0 ? `: say ${verbs.join(', ')}` : ''}`,
      );
    const out: Output = {
      progress: (line) => console.error(line),
      result: (data, words) => console.log(values.json ? JSON.stringify(data, null, 2) : words),
    };
    process.exitCode = (await run({ values, verb, out })) ?? 0;
  } catch (error) {
    console.error(error instanceof BadUsage ? error.message : faultInWords(error));
    if (error instanceof BadUsage) console.error('--help says what there is.');
    process.exitCode = error instanceof BadUsage ? 2 : 1;
  }
};

const parsed = (options: ParseArgsOptionsConfig): { values: Values; positionals: readonly string[] } => {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    return { values: values as Values, positionals };
  } catch (cause) {
    // Node's own words, less its advice about arguments that begin with a dash.
    throw new BadUsage(cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : String(cause), {
      cause,
    });
  }
};

/** A text option that must be given. */
export const needed = (values: Values, name: string): string => {
  const value = values[name];
  if (typeof value !== 'string' || value === '') throw new BadUsage(`--${name} is missing`);
  return value;
};

export const textOf = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

/** An instant given as ISO-8601, or as so long ago: `90m`, `6h`, `2d`. */
export const instantOf = (values: Values, name: string, now: number): number => {
  const text = needed(values, name);
  const ago = /^(\d+)([mhd])$/.exec(text);
  if (ago) return now - Number(ago[1]) * ({ m: 60_000, h: 3_600_000, d: 86_400_000 }[ago[2] ?? 'm'] ?? 0);
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new BadUsage(`--${name} ${text}: neither an instant nor so long ago (90m, 6h, 2d)`);
  return at;
};

/** A whole number above zero; `fallback` where the option is not given. */
export const countOf = <Fallback>(values: Values, name: string, fallback: Fallback): number | Fallback => {
  const text = textOf(values, name);
  if (text === undefined) return fallback;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new BadUsage(`--${name} ${text}: not a whole number above zero`);
  return Number(text);
};
