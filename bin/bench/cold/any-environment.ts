import { ENV } from '../../../shared/env.ts';

/** Variables that are one of a few words. */
const WORDS: Partial<Record<keyof typeof ENV, string>> = { occupancies: 'short' };

const ALL = Object.keys(ENV) as (keyof typeof ENV)[];

/** Something in each variable, so that a bundle can be loaded that is wired to it: none of them leads anywhere. */
export const anyEnvironment = (keys: readonly (keyof typeof ENV)[] = ALL): Readonly<Record<string, string>> =>
  Object.fromEntries(
    keys.map((key) => [ENV[key], WORDS[key] ?? (key.endsWith('Seconds') ? '15' : 'https://x.example')]),
  );
