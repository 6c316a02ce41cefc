import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** What one fresh process took, in milliseconds: to import, for its first event where it was given one, and of the processor for both. */
export type Cold = { readonly loadMs: number; readonly firstMs: number; readonly processorMs: number };

const LOAD = `
const [file, event] = process.argv.slice(1);
const [began, spent] = [performance.now(), process.cpuUsage()];
const { handler } = await import(file);
const loaded = performance.now();
const answer = event && (await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 5000 }));
if (event && answer?.statusCode !== 200) throw new Error('answered ' + answer?.statusCode);
const ended = performance.now();
const { user, system } = process.cpuUsage(spent);
const told = [loaded - began, event ? ended - loaded : 0, (user + system) / 1000];
process.stdout.write('\\n' + JSON.stringify(told), () => process.exit());`;

/** Imports a bundle in a process of its own, and hands it an event. */
export const coldProcess = async (
  file: string,
  env: Readonly<Record<string, string>>,
  event?: object,
): Promise<Cold> => {
  const words = event === undefined ? [] : [JSON.stringify(event)];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', LOAD, pathToFileURL(file).href, ...words],
    { env },
  );
  const said: number[] = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '[]');
  const [loadMs = Number.NaN, firstMs = Number.NaN, processorMs = Number.NaN] = said;
  return { loadMs, firstMs, processorMs };
};
