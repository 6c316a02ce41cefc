import { SettingsError } from './read-stages.ts';

/** Does the work; where the settings are wrong their list alone is said, without where in our code that was found. */
export const mistakesListed = <T>(
  work: () => T,
  say: (text: string) => void = console.error,
  end: (code: number) => void = process.exit,
): T | undefined => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    say(error.message);
    end(1);
    return undefined;
  }
};
