// Run by npx, which puts the package's folder of programs into the PATH: prints where a package's file lies beside it.
const { existsSync } = require('node:fs');
const { delimiter, join } = require('node:path');

const wanted = process.argv[2];
const places = (process.env.PATH || process.env.Path || '').split(delimiter);
const found = places.map((place) => join(place, '..', wanted)).find(existsSync);
if (found === undefined) throw new Error(`${wanted} is nowhere`);
console.log(found);
