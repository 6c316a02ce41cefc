import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE } from './bundle.ts';

/**
 * Puts a file beside a bundle, on whatever system the template is synthesised: `node put-beside.ts <file> <folder>`. A module (`.cjs`)
 * is bundled with all that it asks for; any other file is copied.
 */
const [, , file = '', folder = ''] = process.argv;
const beside = join(folder, basename(file));
const { bundle, platform, target, minify } = BUNDLE;
if (file.endsWith('.cjs'))
  await build({ entryPoints: [file], outfile: beside, format: 'cjs', bundle, platform, target, minify });
else copyFileSync(file, beside);
