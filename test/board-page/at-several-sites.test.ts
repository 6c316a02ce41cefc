import { afterAll, describe } from 'vitest';
import { describeInDeep } from '../support/whole-matrix.ts';
import { severalSites } from './at-several-sites/several-sites.ts';

// To start a browser takes more than these two do in it: they have the one of the tests after them.
describe('what a page is answered', async () => void (await import('./answers-as-described.ts')));
describe('signed in', async () => void (await import('./signed-in.ts')));
// To start a system takes more than most of what is seen in it: these have one in common, in the order of their days.
describe('finding a patient', async () => void (await import('./at-several-sites/find.ts')));
// What is done in these windows, and asked about first, `test/functions/board/another-site.test.ts` holds.
describeInDeep('another site', async () => void (await import('./at-several-sites/another-site.ts')));
describe('hostile text', async () => void (await import('./at-several-sites/hostile-text.ts')));
describe('what an act would do', async () => void (await import('./at-several-sites/previews.ts')));
afterAll(severalSites.close);
