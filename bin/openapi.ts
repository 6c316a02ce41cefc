import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApi } from '../functions/board/openapi.ts';

/** Writes the board's API description beside its function: after a change of its routes or schemas. */
const file = fileURLToPath(new URL('../functions/board/openapi.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(openApi(), null, 2)}\n`);
console.log(`${file} written`);
