import { ENV } from './env.ts';

/** A variable the function cannot do without. @throws MissingSetting naming it. */
export const required = (key: keyof typeof ENV, env: NodeJS.ProcessEnv = process.env): string => {
  const value = env[ENV[key]];
  if (value === undefined || value === '') throw new MissingSetting(`${ENV[key]} is not set`);
  return value;
};

/** A variable in seconds, as milliseconds. @throws MissingSetting where it is no number above zero. */
export const requiredMs = (key: keyof typeof ENV, env: NodeJS.ProcessEnv = process.env): number => {
  const seconds = Number(required(key, env));
  if (!Number.isFinite(seconds) || seconds < 0)
    throw new MissingSetting(`${ENV[key]} is not a number of seconds`);
  return Math.round(seconds * 1000);
};

/** A variable that is one of a few words. @throws MissingSetting where it is none of them. */
export const requiredOneOf = <Word extends string>(
  key: keyof typeof ENV,
  words: readonly Word[],
  env: NodeJS.ProcessEnv = process.env,
): Word => {
  const value = required(key, env);
  const word = words.find((each) => each === value);
  if (word === undefined) throw new MissingSetting(`${ENV[key]} is not one of ${words.join(', ')}`);
  return word;
};

class MissingSetting extends Error {
  override readonly name = 'MissingSetting';
}
