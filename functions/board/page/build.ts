import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { carryMessages } from './carried-messages.ts';
import { checkLanguages, readLanguages } from './check-languages.ts';
import { type BuiltPage, PAGE_FILE, type PageFile } from './serve-page.ts';
import { styleWithShortClasses, withShortClasses } from './short-classes.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const ICON = readFileSync(here('./icon.svg'), 'utf8');

const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

/** A file of the page, named by its content: a name long enough that two never meet. */
const fileOf = (name: string, type: keyof typeof TYPES, body: string): [string, PageFile] => [
  `/assets/${name}.${hashOf(body)}.${type}`,
  { type: TYPES[type], body },
];

const hashOf = (content: string): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, 10);

/**
 * Builds the page: script and style bundled, a module for each language, the document that asks for them, nothing from
 * anywhere else. @throws LanguageIncomplete where a language lacks a message.
 */
export const buildPage = async (): Promise<BuiltPage> => {
  const languages = readLanguages();
  checkLanguages(languages);
  const { numbered, moduleOf } = carryMessages(Object.keys(Object.values(languages)[0] ?? {}));
  const modules = Object.fromEntries(
    Object.entries(languages).map(([tag, messages]) => [tag, fileOf(tag, 'js', moduleOf(messages))]),
  );
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [here('./app/main.tsx')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox121', 'safari17.5'],
    jsx: 'transform',
    jsxFactory: 'h',
    jsxFragment: 'Fragment',
    inject: [here('./app/jsx.ts')],
    tsconfigRaw: {}, // or the types' setting of JSX would win
    plugins: [
      {
        name: 'short-names',
        setup({ onLoad, onResolve }) {
          onLoad({ filter: /\/app\/.*\.tsx?$/ }, ({ path }) => ({
            contents: withShortClasses(numbered(readFileSync(path, 'utf8'))),
            loader: path.endsWith('x') ? 'tsx' : 'ts',
          }));
          onLoad({ filter: /\/style\/.*\.css$/ }, ({ path }) => ({
            contents: styleWithShortClasses(readFileSync(path, 'utf8')),
            loader: 'css',
          }));
          // A screen loads the one language that it shows.
          onResolve({ filter: /\/language\/\w+\.json$/ }, ({ path }) => ({
            path: modules[basename(path, '.json')]?.[0] ?? path,
            external: true,
          }));
        },
      },
    ],
    legalComments: 'none',
    charset: 'utf8',
    outdir: '/',
    write: false,
  });
  const output = (type: string): string => outputFiles.find(({ path }) => path.endsWith(type))?.text ?? '';
  const icon = fileOf('icon', 'svg', ICON);
  const style = fileOf('board', 'css', output('.css'));
  const script = fileOf('board', 'js', await smaller(output('.js')));
  const files = [icon, style, script, ...Object.values(modules)];
  const version = hashOf(files.map(([path]) => path).join());
  const named: Record<string, string> = {
    '%ICON%': icon[0],
    '%STYLE%': style[0],
    '%SCRIPT%': script[0],
    '%VERSION%': version,
  };
  const document = readFileSync(here('./page.html'), 'utf8').replace(
    /%[A-Z]+%/g,
    (name) => named[name] ?? name,
  );
  return { version, document, files: Object.fromEntries(files) };
};

/** What the bundler leaves of a script loses another fortieth. */
const smaller = async (script: string): Promise<string> => {
  const { minify } = await import('terser');
  return (await minify(script, { module: true, ecma: 2020 })).code ?? script;
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
 * source is left as it is: whoever starts the system again does not wait for it again.
 */
export const writePage = async (directory: string): Promise<BuiltPage> => {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, PAGE_FILE);
  const source = sourceDigest();
  const there = pageAt(path);
  if (there?.source === source) return there;
  const page = { ...(await buildPage()), source };
  // Whoever reads meanwhile gets the old page or the new one, whole.
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
