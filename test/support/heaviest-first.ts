import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Projects in the order they are run in. A process that files share is kept only where the next file in the queue is of the same
 * project; among one another's files they would all be started, and load everything, over and over. Those that wait, for a
 * browser or another process, come before those that compute and fill whatever is left of the processors.
 */
const PROJECTS = ['browser', 'apart', 'together'];

/** Before all of these, for they wait longest. */
const LONGEST = [
  'board-page/all-day-at-one-site',
  'board-page/at-one-site',
  'admin/commands',
  'local/newcomer',
  'local/readme',
];

/** Whose tests take longest, the longest first: started last, one of these would run alone while the other workers idle. */
const HEAVIEST = [
  'board-page/at-several-sites',
  'board-page/signed-in',
  'local/privacy',
  'local/clinic-of-ones-own',
  'queue/booking-sender',
  'queue/wake-sender',
  'simulation/single-crash',
  'domain/plan/solver-faults',
  'lib/bundles',
  'reconciling/long-lists',
  'simulation/broken-twins',
  'simulation/random-days',
  'assigning/histories',
  'simulation/publisher',
  'domain/plan/ways',
  'domain/plan/gaps',
  'assigning/racing-workers',
  'publishing/troubles-of-a-credential',
  'reconciling/run-rechecks',
  'reconciling/pass-horizon',
  'functions/board/asks-first',
  'functions/board/attention',
  'day-file/plan-command',
  'catalogue/stored-catalogue',
  'dependencies',
  'catalogue/clinic-from-csv',
  'sandbox/sandbox-server',
  'functions/board/actions',
  'functions/board/board-and-blocks',
  'ledger/ledgers-agree',
  'domain/plan/explain',
  'domain/plan/laws',
];

const placeIn = (names: readonly string[], moduleId: string): number => {
  const found = names.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return found === -1 ? names.length : found;
};

/** The runner's own order knows how long each file took the last time; a fresh clone has no last time. */
export class HeaviestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): readonly number[] => [
      placeIn(LONGEST, moduleId),
      PROJECTS.indexOf(project.name),
      placeIn(HEAVIEST, moduleId),
    ];
    return (await super.sort(files)).toSorted((a, b) => {
      const [ofA, ofB] = [rank(a), rank(b)];
      return ofA.map((each, at) => each - (ofB[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
    });
  }
}
