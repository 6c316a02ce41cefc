import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

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

/** Runs one command: parses, helps, prints; exit 0, 1 for a fault, 2 for a call it does not understand. */
export const runCommand = async (
  usage: string,
  options: ParseArgsOptionsConfig,
  run: (call: { values: Values; positionals: readonly string[]; out: Output }) => Promise<number | undefined>,
): Promise<void> => {
  try {
    const parsed = parseArgs({ allowPositionals: true, options: { ...COMMON, ...options } });
    const values = parsed.values as Values;
    if (values.help) {
      console.log(usage);
      return;
    }
    const out: Output = {
      progress: (line) => console.error(line),
      result: (data, words) => console.log(values.json ? JSON.stringify(data, null, 2) : words),
    };
    process.exitCode = (await run({ values, positionals: parsed.positionals, out })) ?? 0;
  } catch (error) {
    const isUsage = error instanceof BadUsage || (error instanceof TypeError && 'code' in error);
    console.error(error instanceof Error ? error.message : String(error));
    if (isUsage) console.error(`\n${usage}`);
    process.exitCode = isUsage ? 2 : 1;
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
export const instantOf = (text: string, now: number): number => {
  const ago = /^(\d+)([mhd])$/.exec(text);
  if (ago) return now - Number(ago[1]) * ({ m: 60_000, h: 3_600_000, d: 86_400_000 }[ago[2] ?? 'm'] ?? 0);
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new BadUsage(`${text} is neither an instant nor so long ago (90m, 6h, 2d)`);
  return at;
};
