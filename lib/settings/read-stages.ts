import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSettings } from './parse-settings.ts';
import type { Settings } from './settings-schema.ts';

/** Here stands one file for each stage, `<stage>.yaml`. */
export const SETTINGS_FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** What is wrong with the settings, one line per mistake. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** The settings of every stage. @throws SettingsError with every mistake of every file. */
export const readStages = (folder = SETTINGS_FOLDER): readonly Settings[] => {
  const files = readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort();
  if (files.length === 0) throw new SettingsError(`${folder}: holds no stage: write <stage>.yaml there`);
  const read = files.map((file) => ({ file, ...parse(join(folder, file)) }));
  const mistakes = read.flatMap((each) =>
    each.ok
      ? []
      : each.mistakes.map(
          ({ path, message, line }) =>
            `  ${[each.file, line].filter((part) => part !== undefined).join(':')}: ${path === '' ? '' : `${path}: `}${message}`,
        ),
  );
  if (mistakes.length > 0) throw new SettingsError(`Wrong settings in ${folder}:\n${mistakes.join('\n')}`);
  const stages = read.flatMap((each) => (each.ok ? [each.settings] : []));
  const shared = stages.find((each, at) => stages.slice(0, at).some((other) => decideTogether(each, other)));
  if (shared !== undefined)
    throw new SettingsError(
      `${join(folder, shared.stage)}.yaml: tableName: another stage has the same table: two systems would decide about the same rooms`,
    );
  return stages;
};

const decideTogether = (one: Settings, other: Settings): boolean =>
  one.tableName !== undefined &&
  one.tableName === other.tableName &&
  (one.account ?? '') === (other.account ?? '') &&
  (one.region ?? '') === (other.region ?? '');

const parse = (file: string) => parseSettings(basename(file, '.yaml'), readFileSync(file, 'utf8'));
