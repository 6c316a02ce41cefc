import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Whose tests take longest, the longest first: started last, one of these would run alone while the other workers idle. Those
 * that wait, for a browser or another process, stand among those that compute.
 */
const HEAVIEST = [
  'board-page/for-everybody',
  'simulation/single-crash',
  'local/newcomer',
  'local/readme',
  'board-page/at-the-desk',
  'lib/bundles',
  'board-page/signed-in',
  'simulation/random-days',
  'day-file/plan-command',
  'local/privacy',
  'local/clinic-of-ones-own',
  'dependencies',
  'machines/another-dynamodb',
  'lib/checks',
  'simulation/broken-twins',
  'admin/commands',
  'assigning/histories',
  'functions/board/actions',
  'functions/board/board-and-blocks',
  'simulation/publisher',
  'functions/board/attention',
  'ledger/ledgers-agree',
  'domain/plan/explain',
  'functions/board/publishing',
  'domain/plan/laws',
  'functions/board/what-ifs',
].map((name) => `/test/${name}.test.ts`);

/** The runner's own order knows how long each file took the last time; a fresh clone has no last time. */
export class HeaviestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = HEAVIEST.findIndex((name) => moduleId.endsWith(name));
      return found === -1 ? HEAVIEST.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
