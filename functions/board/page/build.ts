import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { checkLanguages } from './check-languages.ts';
import { type BuiltPage, PAGE_FILE, type PageFile } from './serve-page.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const ICON = readFileSync(here('./icon.svg'), 'utf8');

const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

/** A content's name: long enough that two never meet. */
const hashOf = (content: string): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, 10);

/**
 * Builds the page: script and style bundled and named by their content, the document that asks for them, nothing from
 * anywhere else. @throws LanguageIncomplete where a language lacks a message.
 */
export const buildPage = async (): Promise<BuiltPage> => {
  checkLanguages();
  const { outputFiles } = await build({
    entryPoints: [here('./app/main.tsx')],
    bundle: true,
    splitting: true, // a screen loads the one language that it shows
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox121', 'safari17.5'],
    jsx: 'transform',
    jsxFactory: 'h',
    jsxFragment: 'Fragment',
    inject: [here('./app/jsx.ts')],
    tsconfigRaw: {}, // or the types' setting of JSX would win
    legalComments: 'none',
    charset: 'utf8',
    outdir: '/',
    entryNames: 'assets/board.[hash]',
    chunkNames: 'assets/[name].[hash]',
    write: false,
  });
  const files: Record<string, PageFile> = {};
  const icon = `/assets/icon.${hashOf(ICON)}.svg`;
  files[icon] = { type: TYPES.svg, body: ICON };
  for (const { path, text } of outputFiles)
    files[path.replaceAll('\\', '/')] = { type: path.endsWith('.css') ? TYPES.css : TYPES.js, body: text };
  const entry = (ending: string): string =>
    Object.keys(files).find((path) => path.startsWith('/assets/board.') && path.endsWith(ending)) ?? '';
  const version = hashOf(Object.keys(files).sort().join());
  const named: Record<string, string> = {
    '%ICON%': icon,
    '%STYLE%': entry('.css'),
    '%SCRIPT%': entry('.js'),
    '%VERSION%': version,
  };
  const document = readFileSync(here('./page.html'), 'utf8').replace(
    /%[A-Z]+%/g,
    (name) => named[name] ?? name,
  );
  return { version, document, files };
};

/** Builds the page into a directory, as the one file that `serve-page.ts` reads. */
export const writePage = async (directory: string): Promise<BuiltPage> => {
  const page = await buildPage();
  mkdirSync(directory, { recursive: true });
  const path = join(directory, PAGE_FILE);
  // Whoever reads meanwhile gets the old page or the new one, whole.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(page));
  renameSync(unfinished, path);
  return page;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await writePage(process.argv[2] ?? here('.'));
