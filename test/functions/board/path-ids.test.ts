import * as fc from 'fast-check';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { writePage } from '../../../functions/board/page/build.ts';
import { API_ROUTES } from '../../../functions/board/routes.ts';
import { anyCharacter } from '../../support/arbitraries.ts';
import { boardOnLedger, ownNorth } from '../../support/board-on-ledger.ts';
import { runs } from '../../support/runs.ts';
import { withLedger } from '../../support/with-ledger.ts';

const given = withLedger();
// An asset that is not there is looked for in the page as built.
beforeAll(() => writePage('functions/board/page'));
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(given().ledger, { catalogue: ownNorth() });
});

const withId = API_ROUTES.filter(({ path }) => path.includes('{'));

/** Anything a path may name, up to far beyond what DynamoDB takes as a key (2 KB, 1 KB for the second part). */
const pathId = fc
  .tuple(fc.string({ unit: anyCharacter, minLength: 1, maxLength: 40 }), fc.nat({ max: 120 }))
  .map(([text, times]) => text.repeat(times + 1).toWellFormed());

const asked = (path: string, id: string): string => path.replace(/\{\w+\}/g, () => encodeURIComponent(id));

test.each(withId)(
  '$method $path is answered whatever the path names, never by a 5xx',
  async ({ method, path }) => {
    await fc.assert(
      fc.asyncProperty(pathId, async (id) => {
        const { status } = await board.ask(method, asked(path, id), method === 'GET' ? {} : { body: {} });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: runs(8) },
    );
  },
);

test.each(withId)('$method $path with an id of 3 KB is a 404', async ({ method, path }) => {
  for (const id of ['x'.repeat(3_000), 'ü'.repeat(1_100), '..%2F'.repeat(600)]) {
    const answer = await board.ask(method, asked(path, id), method === 'GET' ? {} : { body: {} });
    expect([answer.status, answer.body.reason ?? answer.body.type]).toEqual([404, expect.anything()]);
  }
});
