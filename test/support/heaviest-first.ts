import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Whose tests take longest, the longest first: started last, one of these would run alone while the other workers idle. Those
 * that wait, for a browser or another process, stand among those that compute.
 */
const HEAVIEST = [
  'board-page/for-everybody',
  'simulation/single-crash',
  'board-page/at-the-desk',
  'admin/commands',
  'local/newcomer',
  'local/readme',
  'board-page/what-is-seen',
  'simulation/broken-twins',
  'domain/plan/solver-faults',
  'lib/bundles',
  'board-page/signed-in',
  'simulation/publisher',
  'lib/checks',
  'reconciling/long-lists',
  'simulation/random-days',
  'assigning/histories',
  'reconciling/pass-horizon',
  'functions/board/asks-first',
  'functions/board/attention',
  'day-file/plan-command',
  'local/privacy',
  'local/clinic-of-ones-own',
  'reconciling/take-looks',
  'catalogue/stored-catalogue',
  'dependencies',
  'catalogue/clinic-from-csv',
  'sandbox/sandbox-server',
  'machines/another-dynamodb',
  'functions/board/actions',
  'functions/board/board-and-blocks',
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
