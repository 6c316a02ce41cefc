import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkLanguages, readLanguages } from './check-languages.ts';
import { type BuiltPage, PAGE_FILE, type PageFile } from './serve-page.ts';
import { subsetFaces } from './subset-faces.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const ICON = readFileSync(here('./icon.svg'), 'utf8');

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

const TARGETS = ['es2022', 'chrome123', 'firefox121', 'safari17.5'];

/** A file of the page, under its path. */
const fileAt = (path: string, contents: Uint8Array): [string, PageFile] => {
  const type = TYPES[path.split('.').at(-1) ?? ''] ?? 'text/plain';
  const isText = !type.startsWith('font/');
  const body = Buffer.from(contents).toString(isText ? 'utf8' : 'base64');
  return [path, { type, body, ...(isText ? {} : { base64: true as const }) }];
};

const hashOf = (content: string): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, 10);

/**
 * Builds the page: script and style bundled, a module for each language (a screen loads the one that it shows), the
 * document that asks for them, nothing from anywhere else. Every file is named by its content.
 * @throws LanguageIncomplete where a language lacks a message.
 */
export const buildPage = async (source = here('.')): Promise<BuiltPage> => {
  const languages = readLanguages(join(source, 'app/language'));
  checkLanguages(languages);
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: { board: join(source, 'app/main.tsx') },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: TARGETS,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name].[hash]',
    chunkNames: '[name].[hash]',
    assetNames: '[name].[hash]',
    plugins: [subsetFaces(join(source, 'style/face.css'))],
    legalComments: 'none',
    charset: 'utf8',
    outdir: '/assets',
    write: false,
  });
  const icon = fileAt(`/assets/icon.${hashOf(ICON)}.svg`, Buffer.from(ICON));
  const shown = [icon, ...outputFiles.map(({ path, contents }) => fileAt(path, contents))];
  const files = [...shown, await buildWorker(shown.map(([path]) => path))];
  const version = hashOf(files.map(([path]) => path).join());
  const named = (name: string, type: string): string =>
    files.find(([path]) => path.startsWith(`/assets/${name}.`) && path.endsWith(`.${type}`))?.[0] ?? '';
  const places: Record<string, string> = {
    '%ICON%': icon[0],
    '%STYLE%': named('board', 'css'),
    '%SCRIPT%': named('board', 'js'),
    '%FACE%': named('inter-latin-wght-normal', 'woff2'),
    // What each calls itself stands in its own file: a language is there by that alone.
    '%LANGUAGES%': Object.entries(languages)
      .map(([tag, messages]) => `${tag}=${messages['language.name']}`)
      .join(';'),
    '%WORKER%': named('worker', 'js'),
    '%VERSION%': version,
  };
  const document = readFileSync(here('./page.html'), 'utf8').replace(
    /%[A-Z]+%/g,
    (place) => places[place] ?? place,
  );
  return { version, document, files: Object.fromEntries(files) };
};

/** The page’s worker, which knows every other file of it by its name: a page that is another has another worker. */
const buildWorker = async (paths: readonly string[]): Promise<[string, PageFile]> => {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: { worker: here('./app/worker.ts') },
    bundle: true,
    minify: true,
    format: 'iife',
    target: TARGETS,
    define: { PAGE_FILES: JSON.stringify(paths) },
    entryNames: '[name].[hash]',
    charset: 'utf8',
    outdir: '/assets',
    write: false,
  });
  const [{ path, contents } = { path: '', contents: new Uint8Array() }] = outputFiles;
  return fileAt(path, contents);
};

/** All that the page is made from and by. */
const sourceDigest = (): string => {
  const root = here('../../../');
  const hash = createHash('sha256');
  for (const pattern of ['functions/board/page/**/*.*', 'shared/**/*.ts', 'package-lock.json'])
    for (const file of globSync(pattern, { cwd: root }).sort())
      if (/\.(tsx?|css|html|svg|json)$/.test(file) && !file.endsWith(PAGE_FILE))
        hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('base64url');
};

/**
 * Builds the page into a directory, as the one file that `serve-page.ts` reads. One that was built there from the same
 * source is left as it is, and one that was built beside the source is copied: anyone who starts the system again, or bundles it, does not
 * wait for it again.
 */
export const writePage = async (directory: string): Promise<BuiltPage> => {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, PAGE_FILE);
  const source = sourceDigest();
  const there = pageAt(path);
  if (there?.source === source) return there;
  const beside = pageAt(here(PAGE_FILE));
  const page = beside?.source === source ? beside : { ...(await buildPage()), source };
  // A reader meanwhile gets the old page or the new one, whole.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(page));
  renameSync(unfinished, path);
  return page;
};

const pageAt = (path: string): BuiltPage | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await writePage(process.argv[2] ?? here('.'));
