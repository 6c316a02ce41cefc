import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Projects in the order they are run in. A process that files share is kept only where the next file in the queue is of the same
 * project; among one another's files they would all be started, and load everything, over and over. Those that wait, for a
 * browser or another process, come before those that compute and fill whatever is left of the processors.
 */
const PROJECTS = ['browser', 'apart', 'together'];

/** Before all of these, for they wait longest. */
const LONGEST = [
  'board-page/at-one-site',
  'board-page/at-several-sites',
  'local/newcomer',
  'local/privacy',
  'admin/commands',
];

/** Whose tests take longest, the longest first: started last, one of these would run alone while the other workers idle. */
const HEAVIEST = [
  'admin/community-edition',
  'local/clinic-of-ones-own',
  'local/helpers',
  'queue/booking-sender',
  'queue/wake-sender',
  'lib/bundles',
  'lib/stacks',
  'simulation/single-crash',
  'simulation/broken-twins',
  'domain/plan/solver-faults',
  'reconciling/long-lists',
  'reconciling/pass-horizon',
  'simulation/publisher',
  'functions/board/board-and-blocks',
  'domain/plan/laws',
  'domain/plan/gaps',
  'reconciling/first-contact',
  'publishing/troubles-of-a-credential',
  'domain/plan/explain',
  'ledger/ledgers-agree',
  'reconciling/every-trigger',
  'simulation/random-days',
  'ledger/dynamo-ledger',
  'assigning/histories',
  'simulation/fault-counts',
  'reconciling/run-rechecks',
  'availability/mirror-offers',
  'replanning/room-lost',
  'simulation/faults-of-cal-com',
  'replanning/best-plan',
  'catalogue/stored-catalogue',
  'dependencies',
  'machines/find-browser',
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
