import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

const HELP = { help: { type: 'boolean', default: false } } as const;

/** What a measurement was called with. Ends the process with `usage` where that is asked for (0), or not understood (2). */
export const benchOptions = <const Options extends ParseArgsOptionsConfig>(
  usage: string,
  options: Options,
) => {
  try {
    const { values } = parseArgs({ options: { ...options, ...HELP } });
    if ((values as { help?: boolean }).help !== true) return values;
    console.log(usage);
  } catch (fault) {
    console.error(`${fault instanceof Error ? fault.message.split('. ')[0] : fault}\n\n${usage}`);
    process.exit(2);
  }
  process.exit(0);
};
