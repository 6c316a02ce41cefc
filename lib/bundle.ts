import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A dependency may still say `require`, which an ES module does not have. */
const REQUIRE = `const require=process.getBuiltinModule('node:module').createRequire(import.meta.url);`;

/**
 * Node's own modules that bundles use. An ES module's `import` of one asks it for everything it has, and so loads what no one needs: of
 * node:http all of undici, of node:fs its streams, of node:process the list of all flags. Asked for as CommonJS they give what is asked for.
 */
const BUILTIN = [
  'async_hooks',
  'child_process',
  'console',
  'crypto',
  'fs',
  'fs/promises',
  'http',
  'https',
  'os',
  'path',
  'process',
  'stream',
  'stream/web',
  'timers',
  'timers/promises',
  'util',
  'zlib',
];

/** How a function's code becomes the one file that is deployed, in esbuild's words. */
export const BUNDLE = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  banner: { js: REQUIRE },
  alias: {
    ...Object.fromEntries(
      BUILTIN.map((name) => [`node:${name}`, beside(`builtin/${name.replace(/[/_]/g, '-')}.cjs`)]),
    ),
    'rrule-temporal': beside('rrule-lazily.js'),
    '@aws-sdk/credential-provider-ini': beside('no-profiles.js'),
    '@aws-sdk/credential-provider-process': beside('no-profiles.js'),
    '@aws-sdk/credential-provider-sso': beside('no-profiles.js'),
    '@aws-sdk/credential-provider-web-identity': beside('no-profiles.js'),
  },
} as const satisfies BuildOptions;
