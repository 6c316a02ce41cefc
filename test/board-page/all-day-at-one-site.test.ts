import { afterAll, describe } from 'vitest';
import { oneSite } from './at-one-site/one-site.ts';

// The same clinic as the other tests at one site, in a system of its own: the two are run side by side.
describe('a day at the desk', async () => void (await import('./at-one-site/at-the-desk.ts')));
describe('for everybody', async () => void (await import('./at-one-site/for-everybody.ts')));
afterAll(oneSite.close);
