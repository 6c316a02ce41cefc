import { statSync } from 'node:fs';
import { build } from 'esbuild';
import { BUNDLE } from '../../../lib/bundle.ts';

/** One bundle: where it is, and what it is made of. */
export type Bundle = {
  readonly file: string;
  readonly bytes: number;
  readonly modules: number;
  /** Bytes by package, ours as `ours`; the largest first. */
  readonly parts: readonly (readonly [name: string, bytes: number])[];
};

/** As anyone has it who bundles and minifies, and does no more. */
const PLAINLY = {
  ...BUNDLE,
  alias: {},
  banner: { js: `import{createRequire}from'node:module';const require=createRequire(import.meta.url);` },
};

/** Bundles one file as a function is bundled that is deployed, or plainly. */
export const bundle = async (
  entry: string,
  outfile: string,
  how: 'ours' | 'plainly' = 'ours',
): Promise<Bundle> => {
  const options = how === 'ours' ? BUNDLE : PLAINLY;
  const { metafile } = await build({ ...options, entryPoints: [entry], outfile, metafile: true });
  const [output] = Object.values(metafile.outputs);
  const parts = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {}))
    parts.set(packageOf(path), (parts.get(packageOf(path)) ?? 0) + bytesInOutput);
  return {
    file: outfile,
    bytes: statSync(outfile).size,
    modules: modulesIn(metafile),
    parts: [...parts].sort(([, one], [, other]) => other - one),
  };
};

/** Files of which anything is left in what esbuild has written. */
export const modulesIn = ({
  outputs,
}: {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}): number =>
  Object.values(outputs).reduce(
    (sum, { inputs }) => sum + Object.values(inputs).filter(({ bytesInOutput }) => bytesInOutput > 0).length,
    0,
  );

const packageOf = (path: string): string => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'ours';
