import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Copies a file into a folder, on whatever system the template is synthesised: `node copy-file.ts <file> <folder>`. */
const [, , file = '', folder = ''] = process.argv;
copyFileSync(file, join(folder, basename(file)));
