import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** What a statement takes from elsewhere; types are not there when the code runs. */
const IMPORTED = /^(?:import|export) (?!type )[^;]*?from '([^']+)';|import\('([^']+)'\)/gm;

/**
 * A digest of the code that modules run: their own and all of this project that they import, with the versions of packages. What they
 * compute of the same input stays the same as long as it does.
 */
export const digestOfCode = async (...entries: readonly URL[]): Promise<string> => {
  const manifest = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  const files = new Map<string, string>();
  const packages = new Set<string>();
  const read = async (file: URL): Promise<void> => {
    if (files.has(file.href)) return;
    files.set(file.href, '');
    const text = await readFile(file, 'utf8');
    files.set(file.href, text);
    for (const [, from, late] of text.matchAll(IMPORTED)) {
      const name = from ?? late ?? '';
      if (name.startsWith('.')) await read(new URL(name, file));
      else packages.add(`${name} ${dependencies[name]}`);
    }
  };
  for (const entry of entries) await read(entry);
  const hash = createHash('sha256');
  for (const [, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(text);
  for (const name of [...packages].sort()) hash.update(name);
  return hash.digest('hex').slice(0, 12);
};
