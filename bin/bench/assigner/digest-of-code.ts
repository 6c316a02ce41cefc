import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * A digest of the code that modules run: their own and all of this project that they import, with the versions of packages. What they
 * compute of the same input stays the same as long as it does. Whatever a module says of itself, its types, and what no one asks it for,
 * are not in it.
 */
export const digestOfCode = async (...entries: readonly URL[]): Promise<string> => {
  const manifest = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  const hash = createHash('sha256');
  for (const entry of entries) {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(entry)],
      bundle: true,
      minifyWhitespace: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      packages: 'external',
      write: false,
      metafile: true,
    });
    for (const { text } of outputFiles) hash.update(text);
    const imported = Object.values(metafile.outputs).flatMap(({ imports }) =>
      imports.map(({ path }) => path),
    );
    for (const name of [...new Set(imported)].sort()) hash.update(`${name} ${dependencies[name]}`);
  }
  return hash.digest('hex').slice(0, 12);
};
