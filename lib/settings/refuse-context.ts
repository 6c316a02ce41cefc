import type { Node } from 'constructs';
import { didYouMean } from '../../shared/catalogue/did-you-mean.ts';
import { SettingsError } from './read-stages.ts';
import { SETTING_NAMES } from './settings-schema.ts';

/** CDK's own keys: its feature flags, what its command line says of itself, and what it looked up in an account. */
const OF_CDK = /^(@aws-cdk|aws-cdk:|aws:|cdk[-:])|:account=\d/;

/**
 * Settings once were context keys (`-c`, cdk.json). One that came so now would be lost without a word, misspelt or not.
 * @throws SettingsError naming every key that is not CDK's own, with where to write it.
 */
export const refuseContext = (node: Node): void => {
  const context: Record<string, unknown> = node.getAllContext();
  const mistakes = Object.keys(context)
    .filter((key) => !OF_CDK.test(key))
    .map((key) => {
      const name = key.replace(/^[^:]*:/, '');
      const where = SETTING_NAMES.includes(name)
        ? `is a setting: write ${name} into lib/settings/<stage>.yaml`
        : `is not known${didYouMean(name, SETTING_NAMES) || '.'} Settings are written into lib/settings/<stage>.yaml`;
      return `  ${key}: ${where}`;
    });
  if (mistakes.length > 0) throw new SettingsError(`Wrong context (cdk.json or -c):\n${mistakes.join('\n')}`);
};
