import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import project from '../../package.json' with { type: 'json' };

/** Whose machine it is; a test says another one. */
export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly exists: (path: string) => boolean;
};

const HERE: Machine = {
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  exists: existsSync,
};

/** Machines that the emulator is made for; only the first one's is in the lock file. */
const MADE_FOR = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64', 'win32-x64'];
const VERSION = project.optionalDependencies['@dynoxide/linux-x64'];

const NODE_MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const CACHE = join(NODE_MODULES, '.cache');
const FIND = fileURLToPath(new URL('./find-in-path.cjs', import.meta.url));

/** No emulator of DynamoDB for this machine. */
class NoEmulator extends Error {
  override readonly name = 'NoEmulator';
  constructor(reason: string, options?: ErrorOptions) {
    super(
      `${reason}. Set AWS_ENDPOINT_URL_DYNAMODB to a DynamoDB that runs here, for example DynamoDB Local: docker run -p 8000:8000 amazon/dynamodb-local, then AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000`,
      options,
    );
  }
}

/**
 * The emulator's program: from the lock file's package, else fetched once by npx at the same version, and kept until
 * the next `npm ci`. @throws NoEmulator saying in one line what to do
 */
export const dynoxideBinary = async (
  machine: Machine = HERE,
  fetched: (packageName: string, program: string, machine: Machine) => Promise<string> = fetchedByNpx,
  cache: string = CACHE,
): Promise<string> => {
  const { platform, arch, exists } = machine;
  const made = `${platform}-${arch}`;
  const program = platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  const packageName = `@dynoxide/${made}`;
  const locked = join(NODE_MODULES, packageName, program);
  if (exists(locked)) return locked;
  const kept = join(cache, `dynoxide-${VERSION}-${made}`, program);
  if (exists(kept)) return kept;
  if (!MADE_FOR.includes(made)) throw new NoEmulator(`There is no DynamoDB emulator for ${made}`);
  const found = await fetched(packageName, program, machine);
  await mkdir(join(kept, '..'), { recursive: true });
  // Aside first: another process that looks finds all of it, or nothing.
  const aside = `${kept}.${process.pid}`;
  await copyFile(found, aside);
  await chmod(aside, 0o755);
  await rename(aside, kept);
  return kept;
};

/** Where npx has put the package's program. */
const fetchedByNpx = async (packageName: string, program: string, machine: Machine): Promise<string> => {
  const spec = `${packageName}@${VERSION}`;
  console.error(`Fetching the DynamoDB emulator for this machine, once: npx ${spec}`);
  const { file, args, shell } = npxCommand(
    [`--package=${spec}`, '--', 'node', FIND, join(packageName, program)],
    machine,
  );
  try {
    const { stdout } = await promisify(execFile)(file, args, { shell, windowsHide: true });
    return stdout.trim();
  } catch (cause) {
    throw new NoEmulator(`The DynamoDB emulator could not be fetched (npx ${spec})`, { cause });
  }
};

/**
 * How npx is called. What runs under npm is told where npm's own program is; else it is what a shell finds, which on
 * Windows is a batch file: Node runs one only by a shell, and then quotes nothing.
 */
export const npxCommand = (
  args: readonly string[],
  { platform, env }: Pick<Machine, 'platform' | 'env'>,
): { readonly file: string; readonly args: string[]; readonly shell: boolean } => {
  const all = ['exec', '--yes', ...args];
  const npm = env.npm_execpath;
  if (npm?.endsWith('npm-cli.js')) return { file: process.execPath, args: [npm, ...all], shell: false };
  if (platform !== 'win32') return { file: 'npm', args: all, shell: false };
  return { file: ['npm.cmd', ...all.map((arg) => `"${arg}"`)].join(' '), args: [], shell: true };
};
