import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settingsJsonSchema } from '../lib/settings/settings-schema.ts';

/** Writes what editors know of the settings files beside them: after a change of a setting. */
const file = fileURLToPath(new URL('../lib/settings/settings.schema.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`);
console.log(`${file} written`);
