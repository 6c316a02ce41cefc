import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** A browser, and what its process must find in its environment beside our own. */
type FoundBrowser = { readonly path: string; readonly env: Readonly<Record<string, string>> };

/** Whose machine it is; a test says another one. */
export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether there is a program that may be started. */
  readonly exists: (path: string) => boolean;
};

const canBeStarted = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const HERE: Machine = {
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  exists: canBeStarted,
};

/** No browser to test the board in. */
export class NoBrowser extends Error {
  override readonly name = 'NoBrowser';
}

/** Where a Chromium, or one of its relatives, usually is; the one without a screen first, it takes less of the machine. */
const usualPlaces = ({ platform, env }: Machine): readonly string[] => {
  const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
  switch (platform) {
    case 'darwin':
      return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
        (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
      );
    case 'win32':
      return ['Chromium\\Application', 'Google\\Chrome\\Application', 'Microsoft\\Edge\\Application'].flatMap(
        (folder) =>
          roots.flatMap((root) =>
            root ? `${root}\\${folder}\\${folder.includes('Edge') ? 'msedge' : 'chrome'}.exe` : [],
          ),
      );
    default:
      return [
        ...[
          'chromium-headless-shell',
          'chromium',
          'chromium-browser',
          'google-chrome',
          'google-chrome-stable',
        ],
        ...['microsoft-edge', 'microsoft-edge-stable'],
      ]
        .map((name) => `/usr/bin/${name}`)
        .concat('/snap/bin/chromium');
  }
};

/**
 * The browser at `CHROMIUM_PATH`; else one where browsers usually are; else, on Linux x64, the one that `npm ci` has
 * brought, unpacked the first time it is wanted. @throws NoBrowser saying in one line what to do
 */
export const findBrowser = async (machine: Machine = HERE): Promise<FoundBrowser> => {
  const given = machine.env.CHROMIUM_PATH;
  if (given) {
    if (machine.exists(given)) return { path: given, env: {} };
    throw new NoBrowser(`CHROMIUM_PATH names no program: ${given}`);
  }
  const installed = usualPlaces(machine).find(machine.exists);
  if (installed !== undefined) return { path: installed, env: {} };
  if (machine.platform === 'linux' && machine.arch === 'x64') return unpackedBrowser();
  throw new NoBrowser(
    'The board is tested in a browser, and none was found: install Chromium, Chrome or Edge, or set CHROMIUM_PATH to one.',
  );
};

const PACKAGE = '@sparticuz/chromium';
/** Emptied, like everything there, by the next `npm ci`. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));

/** Unpacks whatever the package has into the folder for temporary files, which is where it always does. */
const UNPACK = `
const { default: chromium, inflate } = await import(process.argv[1]);
await chromium.executablePath();
await inflate(process.argv[2]);`;

const FONTS_CONF = 'fonts.conf';
/**
 * The package's own one looks where Lambda has fonts. These are its font, and whatever the machine has. What is learnt of
 * them is kept in `cache`, a path from the root: any other one is taken from wherever the browser is started.
 */
const fontsConf = (cache: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${cache.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</cachedir>
</fontconfig>
`;

/** A Chromium made for machines that have nothing else: its libraries and fonts lie beside it. */
const unpackedBrowser = async (): Promise<FoundBrowser> => {
  const require = createRequire(import.meta.url);
  const entry = require.resolve(PACKAGE);
  const { version } = require(join(entry, '../../package.json')) as { version: string };
  const home = join(CACHE, `chromium-${version}`);
  if (!existsSync(home)) await unpackInto(home, entry);
  return {
    path: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: join(home, 'al2023', 'lib'), FONTCONFIG_FILE: join(home, FONTS_CONF) },
  };
};

/** Aside, then all at once under its name: another process that looks finds a whole browser, or none. */
const unpackInto = async (home: string, entry: string): Promise<void> => {
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(join(CACHE, 'unpacking-'));
  try {
    const libraries = join(entry, '../../bin/al2023.tar.br');
    await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', UNPACK, pathToFileURL(entry).href, libraries],
      { env: { ...process.env, TMPDIR: aside } },
    );
    await writeFile(join(aside, FONTS_CONF), fontsConf(join(home, 'fonts-cache')));
    await rename(aside, home).catch((fault: unknown) => {
      if (!existsSync(home)) throw fault;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};
