import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** What the page uses of a face: two weights; figures of one width, letters that stand well side by side, a colon between figures. */
const USED = {
  targetFormat: 'woff2' as const,
  variationAxes: { wght: { min: 400, max: 600 } },
  keepFeatures: ['tnum', 'kern', 'calt', 'ccmp', 'locl'],
};

/** The letters that the rule of a face says it is to have. */
const lettersIn = (style: string, file: string): string => {
  const rule = style.split('@font-face').find((each) => each.includes(file)) ?? '';
  const [, ranges] = /unicode-range:([^;]+);/.exec(rule) ?? [];
  if (ranges === undefined) throw new Error(`no rule says which letters ${file} is to have`);
  return [...ranges.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)]
    .flatMap(([, first = '', last = first]) => {
      const [from, to] = [Number.parseInt(first, 16), Number.parseInt(last, 16)];
      return Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at));
    })
    .join('');
};

/** To make one takes a second or more: each process makes it once. */
const made = new Map<string, Promise<Uint8Array>>();

const subset = async (path: string, letters: string): Promise<Uint8Array> => {
  const { default: subsetFont } = await import('subset-font');
  return subsetFont(await readFile(path), letters, USED);
};

/** Of each face that a style asks for, what its rule there says is used of it. */
export const subsetFaces = (stylePath: string): Plugin => ({
  name: 'subset-faces',
  setup: (build) => {
    const style = readFileSync(stylePath, 'utf8');
    build.onLoad({ filter: /\.woff2$/ }, async ({ path }) => {
      const letters = lettersIn(style, path.split('/').at(-1) ?? path);
      const key = `${path}\n${letters}`;
      const making = made.get(key) ?? subset(path, letters);
      made.set(key, making);
      return { contents: await making, loader: 'file' };
    });
  },
});
