import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { checkLanguages } from './check-languages.ts';
import { type BuiltPage, PAGE_FILE, type PageFile } from './serve-page.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const MANIFEST = {
  name: 'Room board',
  short_name: 'Rooms',
  start_url: '/',
  display: 'standalone',
  background_color: '#ffffff',
  theme_color: '#ffffff',
};

/** How long a name a content gets: enough that two never meet. */
const HASH_LENGTH = 10;

/**
 * Builds the page: script and style bundled and named by their content, the document that asks for them, nothing from
 * anywhere else. @throws LanguageIncomplete where a language lacks a message.
 */
export const buildPage = async (): Promise<BuiltPage> => {
  checkLanguages();
  const { outputFiles } = await build({
    entryPoints: [here('./app/main.tsx')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox121', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    charset: 'utf8',
    outdir: '/',
    write: false,
  });
  const files: Record<string, PageFile> = {};
  const asset = (name: string, type: string, body: string): string => {
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, HASH_LENGTH);
    const path = `/assets/${name.replace('.', `.${hash}.`)}`;
    files[path] = { type, body };
    return path;
  };
  const bundled = (ending: string): string =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const icon = asset('icon.svg', 'image/svg+xml', readFileSync(here('./icon.svg'), 'utf8'));
  const icons = [{ src: icon, sizes: 'any', type: 'image/svg+xml' }];
  const named: Record<string, string> = {
    '%ICON%': icon,
    '%MANIFEST%': asset(
      'board.webmanifest',
      'application/manifest+json',
      JSON.stringify({ ...MANIFEST, icons }),
    ),
    '%STYLE%': asset('board.css', 'text/css; charset=utf-8', bundled('.css')),
    '%SCRIPT%': asset('board.js', 'text/javascript; charset=utf-8', bundled('.js')),
  };
  const version = createHash('sha256')
    .update(Object.keys(files).sort().join())
    .digest('base64url')
    .slice(0, HASH_LENGTH);
  const document = readFileSync(here('./page.html'), 'utf8').replace(
    /%[A-Z]+%/g,
    (name) => ({ ...named, '%VERSION%': version })[name] ?? name,
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
