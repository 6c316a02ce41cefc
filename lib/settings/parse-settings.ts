import { LineCounter, parseDocument } from 'yaml';
import type { $ZodRawIssue } from 'zod/v4/core';
import { didYouMean } from '../../shared/catalogue/did-you-mean.ts';
import { lineOf, pathText } from '../../shared/catalogue/place-in-yaml.ts';
import { SETTING_NAMES, type Settings, settingsOf, settingsSchema } from './settings-schema.ts';

/** One mistake in a settings file, for the person who wrote it; it repeats no value, which may be a secret. `line` counts from 1. */
export type SettingsMistake = { readonly path: string; readonly message: string; readonly line?: number };

type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly mistakes: readonly SettingsMistake[] };

/** It stands in the names of stacks, alarms and secrets, some of which must not be long. */
const STAGE = /^[a-z][a-z0-9]{0,15}(-[a-z0-9]+)?$/;

/** Reads one stage's settings. All mistakes are reported at once, each with its path. */
export const parseSettings = (stage: string, text: string): ParsedSettings => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const noYaml = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    path: '',
    message: `is no YAML: ${message}`,
    line: lines.linePos(pos[0]).line,
  }));
  if (noYaml.length > 0) return { ok: false, mistakes: noYaml };
  if (!STAGE.test(stage)) return { ok: false, mistakes: [{ path: '', message: BAD_STAGE }] };

  // A file of comments alone chooses nothing.
  const parsed = settingsSchema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {}, { error: sentenceOf });
  if (parsed.success) return { ok: true, settings: settingsOf(stage, parsed.data) };
  const mistakes = parsed.error.issues.flatMap((issue) => {
    const wrong =
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: [...issue.path, key], message: unknownSetting(key) }))
        : [{ path: issue.path, message: issue.message }];
    return wrong.map(({ path, message }) => {
      const line = lineOf(document, lines, path);
      return { path: pathText(path), message, ...(line !== undefined && { line }) };
    });
  });
  return { ok: false, mistakes };
};

const BAD_STAGE =
  'is no name of a stage: the file must be called by small letters and digits, with one hyphen at most, and end in .yaml';

const unknownSetting = (key: string): string =>
  key.startsWith('roomAssigner:')
    ? 'is written without roomAssigner: in this file'
    : `is no setting${didYouMean(key, SETTING_NAMES)}`;

/** What zod expects, as one would say it. */
const WORDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'names with their values',
};

const kindOf = (input: unknown): string => {
  if (input === undefined) return 'missing';
  if (input === null) return 'empty';
  if (Array.isArray(input)) return 'a list';
  return (typeof input === 'object' ? WORDS.object : WORDS[typeof input]) ?? typeof input;
};

/** A plain sentence for each way in which a value is wrong; what a field says by itself comes before it. */
const sentenceOf = (issue: $ZodRawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = WORDS[issue.expected] ?? issue.expected;
      // A number with a fraction is of the right kind, and still not whole.
      if (issue.expected === 'int') return `must be ${wanted}`;
      const quotes =
        issue.expected === 'string' && typeof issue.input === 'number' ? ': put it in quotes' : '';
      return `must be ${wanted}, and is ${kindOf(issue.input)}${quotes}`;
    }
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    case 'invalid_format':
      return issue.format === 'email' ? 'must be an e-mail address' : undefined;
    default:
      return undefined;
  }
};
