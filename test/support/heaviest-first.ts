import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whose tests take longest, the longest first: started last, one of these would run alone while the other workers idle. */
const HEAVIEST = [
  'board-page/for-everybody',
  'board-page/at-the-desk',
  'simulation/single-crash',
  'simulation/random-days',
  'simulation/broken-twins',
  'simulation/publisher',
  'domain/plan/plan',
  'domain/plan/explain',
  'assigning/histories-on-dynamo',
  'assigning/rush-hour',
  'assigning/histories',
  'assigning/racing-workers',
  'replanning/room-lost',
  'local/newcomer',
  'lib/checks',
  'ledger/ledgers-agree',
  'ledger/dynamo-ledger',
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
