import { readFileSync } from 'node:fs';
import { ok, type Symptom, wrong } from './symptom.ts';

const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const LEAST = String(engines.node).replace('>=', '');

const numbers = (version: string): readonly number[] => version.replace('v', '').split('.').map(Number);

/** `npm run` refuses an older one before anything is read; this says which it is, and what it is called with. */
export const examineNode = (version: string): Symptom => {
  const [major = 0, minor = 0] = numbers(version);
  const [leastMajor = 0, leastMinor = 0] = numbers(LEAST);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
    ? ok('node', version)
    : wrong(
        'node',
        `${version}, and ${LEAST} is needed`,
        'Install a newer one from https://nodejs.org/, then npm ci.',
      );
};
