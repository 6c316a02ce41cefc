import { afterAll, describe } from 'vitest';
import { oneSite } from './at-one-site/one-site.ts';

// To start a system and a browser takes more than most of what is seen in it: these have one in common, in the order of their days.
describe('what is seen', async () => void (await import('./at-one-site/what-is-seen.ts')));
describe('how far a patient is', async () => void (await import('./at-one-site/steps.ts')));
describe('someone without a booking', async () => void (await import('./at-one-site/walk-ins.ts')));
describe('a day at the desk', async () => void (await import('./at-one-site/at-the-desk.ts')));
describe('for everybody', async () => void (await import('./at-one-site/for-everybody.ts')));
afterAll(oneSite.close);
