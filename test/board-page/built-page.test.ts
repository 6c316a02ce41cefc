import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { headingOf } from '../../functions/board/page/app/attention-in-words.ts';
import { TONES } from '../../functions/board/page/app/model/room-card.ts';
import { buildPage, writePage } from '../../functions/board/page/build.ts';
import {
  checkLanguages,
  LanguageIncomplete,
  readLanguages,
} from '../../functions/board/page/check-languages.ts';
import type { BuiltPage, PageFile } from '../../functions/board/page/serve-page.ts';
import { ATTENTION_KINDS, UNKNOWNS } from '../../shared/board/attention-item.ts';
import { BLOCK_REASONS } from '../../shared/domain/block-reasons.ts';
import { DOUBTS } from '../../shared/domain/doubt-about.ts';
import { HARD_RULES } from '../../shared/domain/hard-rules.ts';

/** What a screen loads before it shows anything, gzipped, in bytes; and with the face that it shows it in. */
const MOST_BYTES = 60_000;
const MOST_BYTES_WITH_FACE = 85_000;
const zipped = ({ body, base64 }: Pick<PageFile, 'body' | 'base64'>): number =>
  gzipSync(Buffer.from(body, base64 ? 'base64' : 'utf8'), { level: 9 }).byteLength;

let page: BuiltPage;
beforeAll(async () => {
  // Once built from this source, it is not built again but where that is what is tested.
  page = await writePage('functions/board/page');
});

/** A script, and the scripts that come with it; not those that it loads when they are first shown. */
const loadedWith = (path: string, seen = new Set<string>()): ReadonlySet<string> => {
  seen.add(path);
  for (const [, name = ''] of page.files[path]?.body.matchAll(/(?:from|import) ?"\.\/([^"]+)"/g) ?? [])
    if (!seen.has(`/assets/${name}`)) loadedWith(`/assets/${name}`, seen);
  return seen;
};
const weightOf = (paths: Iterable<string>): number =>
  [...paths].reduce((sum, path) => sum + zipped(page.files[path] ?? { body: '' }), 0);
/** Of our languages' letters: what a name from further east is written in comes when one is shown. */
const isFace = (path: string): boolean => path.endsWith('.woff2') && page.document.includes(path);
const isLater = (path: string): boolean => path.endsWith('.woff2') && !isFace(path);
const scriptNamed = (name: string): string =>
  Object.keys(page.files).find((path) => path.startsWith(`/assets/${name}.`) && path.endsWith('.js')) ?? '';

describe('the page', () => {
  const tags = Object.keys(readLanguages());
  test.each(tags)('is light: in %s it is at most 60 kB to the first view, 85 with its face', (language) => {
    const scripts = [...loadedWith(scriptNamed('board')), ...loadedWith(scriptNamed(language))];
    const rest = Object.keys(page.files).filter((path) => !path.endsWith('.js') && !isLater(path));
    expect(scripts).not.toContain(scriptNamed('day'));
    const all = [...new Set([...scripts, ...rest])];
    const document = zipped({ body: page.document });
    const [face, others] = [all.filter(isFace), all.filter((path) => !isFace(path))];
    expect(face).toHaveLength(1);
    expect(document + weightOf(others)).toBeLessThanOrEqual(MOST_BYTES);
    expect(document + weightOf(all)).toBeLessThanOrEqual(MOST_BYTES_WITH_FACE);
  });

  test('loads any other view when it is first shown, with at most 60 kB more', () => {
    const first = loadedWith(scriptNamed('board'));
    const languages = tags.map(scriptNamed);
    const later = Object.keys(page.files).filter(
      (path) => path.endsWith('.js') && !first.has(path) && !languages.includes(path),
    );
    expect(later).toContain(scriptNamed('day'));
    for (const path of later)
      expect(weightOf([...loadedWith(path)].filter((each) => !first.has(each))), path).toBeLessThanOrEqual(
        MOST_BYTES,
      );
  });

  test('asks for nothing from elsewhere, and its document holds no script or style', () => {
    expect(page.document).not.toMatch(/https?:|<style|style=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
    for (const [path, { body }] of Object.entries(page.files)) {
      const elsewhere = body.match(/https?:\/\/[^"'`\s)]+/g) ?? [];
      expect(
        elsewhere.filter((url) => !url.startsWith('http://www.w3.org/')),
        path,
      ).toEqual([]);
    }
  });

  test('is the same when built again, and its files are named by their content', async () => {
    expect((await buildPage()).version).toBe(page.version);
    for (const path of Object.keys(page.files))
      expect(path).toMatch(/^\/assets\/[a-z-]+\.[\w-]{8,}\.(js|css|svg|woff2)$/);
    for (const path of page.document.match(/\/assets\/[^"]+/g) ?? [])
      expect(Object.keys(page.files)).toContain(path);
  });
});

test('the page’s worker knows every other file of the page, and nothing else', () => {
  const [path = '', file] =
    Object.entries(page.files).find(([each]) => each.startsWith('/assets/worker.')) ?? [];
  const known = file?.body.match(/\/assets\/[\w.-]+\.(js|css|svg|woff2)/g) ?? [];
  expect(known.toSorted()).toEqual(
    Object.keys(page.files)
      .filter((each) => each !== path)
      .toSorted(),
  );
});

describe('a screen', () => {
  const bodies = (type: string): string =>
    Object.values(page.files)
      .filter((file) => file.type.startsWith(type))
      .map(({ body }) => body)
      .join('\n');

  test('loads the one language it shows, with every message as it was written', async () => {
    for (const [language, messages] of Object.entries(readLanguages())) {
      const [, file] =
        Object.entries(page.files).find(([path]) => path.startsWith(`/assets/${language}.`)) ?? [];
      // What the bundler helps itself with is no part of it.
      const own = (file?.body ?? '').replace(/^(?:import"[^"]+";)+/, '');
      const { default: carried } = await import(`data:text/javascript,${encodeURIComponent(own)}`);
      expect(carried).toEqual(messages);
    }
  });

  test('has a style for nothing that it never shows', () => {
    const css = bodies('text/css').replace(/url\([^)]*\)/g, '');
    const styled = [...css.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = '']) => name);
    const set = [...bodies('text/javascript').matchAll(/class:("[^"]*"|`[^`]*`|[^,}]*)/g)].join(' ');
    const isSet = (name: string): boolean =>
      new RegExp(`["'\` ]${name}["'\` ]`).test(set) ||
      [...set.matchAll(/([\w-]+-)\$\{/g)].some(([, head = '']) => name.startsWith(head));
    expect([...new Set(styled)].filter((name) => !isSet(name))).toEqual([]);
  });
});

describe('the style', () => {
  const css = () =>
    Object.values(page.files)
      .filter(({ type }) => type.startsWith('text/css'))
      .map(({ body }) => body)
      .join('\n');

  test('has two weights of one face, which the document asks for before all else', () => {
    const weights = [...css().matchAll(/font-weight:([^;}]+)/g)].map(([, weight]) => weight);
    expect([...new Set(weights)].sort()).toEqual(['400', '400 600', '600']);
    const [face] = Object.keys(page.files).filter(isFace);
    expect(page.document).toContain(`<link rel="preload" href="${face}" as="font"`);
    expect(css()).toContain(`url(".${face?.replace('/assets', '')}")`);
  });

  test('knows no left and right: a page that is read from the right is laid out from there', () => {
    const sided =
      /[;{}]\s*(?:[a-z-]+-)?(?:left|right)(?:-[a-z]+)?:[^;}]*|(?:text-align|float):(?:left|right)/g;
    expect(css().match(sided) ?? []).toEqual([]);
    const fourSides = [...css().matchAll(/(?:margin|padding|inset|border-width):([^;}]+)/g)]
      .map(([, value = '']) => value.match(/(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+/g) ?? [])
      .filter(({ length, 1: right, 3: left }) => length === 4 && right !== left);
    expect(fourSides).toEqual([]);
  });
});

describe('the languages', () => {
  test('each say everything', () => {
    expect(() => checkLanguages(readLanguages())).not.toThrow();
  });

  test('are found by their files', async () => {
    // One more is offered by the name that it gives itself, and read from its own side.
    const house = realpathSync(mkdtempSync(join(tmpdir(), 'one-more-language-')));
    try {
      const copy = join(house, 'functions/board/page');
      for (const part of ['app', 'style'])
        cpSync(`functions/board/page/${part}`, join(copy, part), { recursive: true });
      for (const beside of ['shared', 'node_modules']) symlinkSync(resolve(beside), join(house, beside));
      const told = { ...readLanguages().en, 'language.name': 'عربي', 'language.direction': 'rtl' };
      writeFileSync(join(copy, 'app/language/ar.json'), JSON.stringify(told));
      const { document, files } = await buildPage(copy);
      expect(/name="languages" content="([^"]+)"/.exec(document)?.[1]?.split(';')).toContain('ar=عربي');
      const [, file] = Object.entries(files).find(([path]) => path.startsWith('/assets/ar.')) ?? [];
      expect(file?.body).toContain('"language.direction":"rtl"');
    } finally {
      rmSync(house, { recursive: true });
    }
  });

  test.each([
    ['lacks a message', { en: { a: 'A', b: 'B' }, de: { a: 'A' } }, 'de: b is missing'],
    ['leaves one empty', { en: { a: 'A' }, de: { a: ' ' } }, 'de: a is missing'],
    ['has one of its own', { en: { a: 'A' }, de: { a: 'A', c: 'C' } }, 'de: c is not in en'],
    [
      'forgets what stands in it',
      { en: { a: 'at {time}' }, de: { a: 'um' } },
      'de: a has other placeholders than en',
    ],
  ])('fail the build where one %s', (_what, languages, complaint) => {
    const given = languages as unknown as ReturnType<typeof readLanguages>;
    expect(() => checkLanguages(given)).toThrow(new LanguageIncomplete(complaint));
  });

  test('have a word for whatever the board may say', () => {
    const { en = {} } = readLanguages();
    const said = [
      ...TONES.map((tone) => `state:${tone}`),
      ...ATTENTION_KINDS.map((kind) => headingOf({ kind })),
      ...DOUBTS.map((reason) => headingOf({ kind: 'in-doubt', reason })),
      ...UNKNOWNS.map((what) => headingOf({ kind: 'not-in-file', unknown: { what } })),
      ...Object.keys(HARD_RULES).map((rejection) => `rejection:${rejection}`),
      ...[...BLOCK_REASONS, 'overrun'].map((reason) => `reason:${reason}`),
    ];
    expect(said.filter((key) => !(key in en))).toEqual([]);
  });
});
