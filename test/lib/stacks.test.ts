import { describe } from 'vitest';

// To load the CDK takes longer than most of what is asked of a stack: these load it once, and share what they synthesise.
describe('grants', async () => void (await import('./grants.ts')));
describe('what is wired', async () => void (await import('./wiring.ts')));
describe('the table', async () => void (await import('./ledger-table.ts')));
describe('sweeping', async () => void (await import('./sweeping.ts')));
describe('alarms', async () => void (await import('./alarms.ts')));
describe('alarms that are made to ring', async () => void (await import('./alarms-forced.ts')));
describe('when missed sweeps are told of', async () => void (await import('./sweep-alarm-times.ts')));
describe('sign-in', async () => void (await import('./sign-in.ts')));
describe('news', async () => void (await import('./news.ts')));
describe('settings', async () => void (await import('./settings.ts')));
describe('stages', async () => void (await import('./stages.ts')));
