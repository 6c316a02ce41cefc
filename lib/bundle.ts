import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

/** A dependency may still say `require`, which an ES module does not have. */
const REQUIRE = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** How a function's code becomes the one file that is deployed, in esbuild's words. */
export const BUNDLE = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  banner: { js: REQUIRE },
  // An ES module's `import` of node:http asks it for everything it has, and so loads the whole of undici: 12 ms of a start.
  alias: {
    'node:http': beside('node-http.cjs'),
    'node:https': beside('node-https.cjs'),
    'rrule-temporal': beside('rrule-lazily.cjs'),
    '@aws-sdk/credential-provider-ini': beside('no-profiles.js'),
    '@aws-sdk/credential-provider-process': beside('no-profiles.js'),
    '@aws-sdk/credential-provider-sso': beside('no-profiles.js'),
    '@aws-sdk/credential-provider-web-identity': beside('no-profiles.js'),
  },
} as const satisfies BuildOptions;
