import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { newsJsonSchema } from '../shared/news/news-schema.ts';

/** Writes what consumers know of the news beside it: after a change of its schema. */
const file = fileURLToPath(new URL('../shared/news/news-1.schema.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(newsJsonSchema(), null, 2)}\n`);
console.log(`${file} written`);
