import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIRECTORY = fileURLToPath(new URL('./app/language/', import.meta.url));

/** The messages are said in English first; every other language says the same ones. */
const FIRST = 'en';

/** A language that lacks a message, has one of its own, or leaves out what stands in it. */
export class LanguageIncomplete extends Error {
  override readonly name = 'LanguageIncomplete';
}

/** Every language file there is, by its tag. */
export const readLanguages = (directory = DIRECTORY): Record<string, Record<string, string>> =>
  Object.fromEntries(
    readdirSync(directory)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [file.slice(0, -5), JSON.parse(readFileSync(join(directory, file), 'utf8'))]),
  );

/** @throws LanguageIncomplete naming every message that is missing, superfluous or has other placeholders. */
export const checkLanguages = (languages = readLanguages()): void => {
  const { [FIRST]: first = {}, ...others } = languages;
  const mistakes = Object.entries(others).flatMap(([language, messages]) => [
    ...Object.keys(first)
      .filter((key) => !messages[key]?.trim())
      .map((key) => `${language}: ${key} is missing`),
    ...Object.keys(messages)
      .filter((key) => !(key in first))
      .map((key) => `${language}: ${key} is not in ${FIRST}`),
    ...Object.keys(first)
      .filter((key) => messages[key] && placeholders(messages[key]) !== placeholders(first[key] ?? ''))
      .map((key) => `${language}: ${key} has other placeholders than ${FIRST}`),
  ]);
  if (mistakes.length > 0) throw new LanguageIncomplete(mistakes.join('\n'));
};

const placeholders = (message: string): string => [...new Set(message.match(/\{\w+\}/g))].sort().join();
