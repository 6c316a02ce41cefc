import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const SCRATCH = fileURLToPath(new URL('../../node_modules/.cache/edited/', import.meta.url));

/** A change to the one source file of this name: `add` is put right behind `after`, which must stand there. */
type Edit = { readonly file: string; readonly after: string; readonly add: string };

/**
 * What the file `entry` exports, as it would be after an edit of the source: what a colleague's change would do, without making
 * it.
 */
export const loadEdited = async <Modules>(edit: Edit, entry: URL): Promise<Modules> => {
  let edited = 0;
  const bundle = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [
      {
        name: 'edit',
        setup: ({ onLoad }) => {
          onLoad({ filter: new RegExp(`/${edit.file.replaceAll('.', '\\.')}$`) }, ({ path }) => {
            const text = readFileSync(path, 'utf8');
            const [before, ...rest] = text.split(edit.after);
            if (rest.length !== 1)
              throw new Error(`${edit.file} has not one ${JSON.stringify(edit.after)} to add to`);
            edited += 1;
            return { contents: `${before}${edit.after}${edit.add}${rest[0]}`, loader: 'ts' };
          });
        },
      },
    ],
  });
  if (edited !== 1) throw new Error(`${edit.file} is in none of the modules`);
  mkdirSync(SCRATCH, { recursive: true });
  const file = `${SCRATCH}${randomUUID()}.mjs`;
  writeFileSync(file, bundle.outputFiles[0]?.text ?? '');
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(file);
  }
};
