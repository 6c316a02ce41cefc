import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const CLASS = /\.([a-z][\w-]*)/g;
const PROPERTY = /--([a-z][\w-]*)/g;
/** An element's classes as the source writes them: one string, or an expression with strings in it. */
const CLASSES_OF_ELEMENT = /\bclass=(?:"[^"]*"|\{(?:[^{}]|\$\{[^{}]*\})*\})/g;

const textOf = (pattern: string): string =>
  globSync(pattern, { cwd: here('.') })
    .sort()
    .map((file) => readFileSync(here(file), 'utf8'))
    .join('\n');

/** a … z, aa, ab, … */
const letters = (index: number): string =>
  (index < 26 ? '' : letters(Math.floor(index / 26) - 1)) + String.fromCharCode(97 + (index % 26));

/** What the built page calls the classes and custom properties of its style. Read once: the source is what it is. */
const names = (() => {
  const style = textOf('style/*.css').replace(/\/\*.*?\*\/|"[^"]*"/gs, '');
  const source = textOf('app/**/*.tsx');
  const all = (pattern: RegExp): string[] => [
    ...new Set([...style.matchAll(pattern)].map(([, name = '']) => name)),
  ];
  // What is put together (`tone-${tone}`) stays as it is, and so does what is set from a value.
  const heads = [...source.matchAll(/([\w-]+-)\$\{/g)].map(([, head = '']) => head);
  const short = (list: readonly string[]): Map<string, string> =>
    new Map(list.map((name, index) => [name, letters(index)]));
  return {
    classes: short(all(CLASS).filter((name) => !heads.some((head) => name.startsWith(head)))),
    properties: short(all(PROPERTY).filter((name) => !source.includes(`'--${name}'`))),
  };
})();

/** A selector that is written with the source's names, as it is in the built page. */
export const built = (selector: string): string =>
  selector.replace(CLASS, (whole, name: string) => {
    const short = names.classes.get(name);
    return short === undefined ? whole : `.${short}`;
  });

/** Source of the page, with the built page's classes: in what is text, not in what picks it. */
export const withShortClasses = (source: string): string =>
  source.replace(CLASSES_OF_ELEMENT, (classes) =>
    classes.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, (literal) =>
      literal
        .split(/(\$\{[^{}]*\})/)
        .map((part) => (part.startsWith('${') ? part.replace(/'[^']*'/g, shortened) : shortened(part)))
        .join(''),
    ),
  );

const shortened = (text: string): string =>
  text.replace(/[a-z][\w-]*/g, (name) => names.classes.get(name) ?? name);

/** A style sheet of the page, with the built page's classes and properties. */
export const styleWithShortClasses = (style: string): string =>
  built(style).replace(PROPERTY, (whole, name: string) => {
    const short = names.properties.get(name);
    return short === undefined ? whole : `--${short}`;
  });
