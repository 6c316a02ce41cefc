import { expect, test } from 'vitest';
import type { Connection } from '../../bin/admin/connect.ts';
import { rehearse } from '../../bin/admin/dead-letter.ts';
import { faultInWords, useDefaultRegion } from '../../bin/admin/faults.ts';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { LedgerUnavailable } from '../../shared/domain/ledger.ts';
import { documentClient } from '../../shared/ledger/document-client.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { toBookingMessage } from '../../shared/queue/to-booking-message.ts';
import { booked, catalogue, EARLY, room } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

test('a fault of AWS is told with its cause: the region that is missing', async () => {
  const region = async (): Promise<string> => {
    throw new Error('Region is missing');
  };
  const ledger = dynamoLedger({ documentClient: documentClient({ region }), tableName: 'none' });
  const fault = await ledger.readCatalogue().catch((error: unknown) => error);
  expect(faultInWords(fault)).toBe('the Ledger could not read the catalogue: Region is missing');
});

test('a cause that says the same as its error is told once, and one without words by its name', () => {
  const cause = new TypeError('');
  expect(faultInWords(new Error('no answer', { cause: new Error('no answer', { cause }) }))).toBe(
    'no answer: TypeError',
  );
});

test.each([
  [{ AWS_DEFAULT_REGION: 'eu-west-1' }, 'eu-west-1'],
  [{ AWS_DEFAULT_REGION: 'eu-west-1', AWS_REGION: 'eu-central-1' }, 'eu-central-1'],
  [{}, undefined],
])('of %o the region is %s', (env: NodeJS.ProcessEnv, region) => {
  useDefaultRegion(env);
  expect(env.AWS_REGION).toBe(region);
});

const connected = (ledger: Connection['ledger']): Connection =>
  ({ ledger, settleMs: 0, cal: { words: madeUpWords } }) as unknown as Connection;

const message = toBookingMessage({
  ...booked('ada', { start: Date.UTC(2098, 0, 6, 9), end: Date.UTC(2098, 0, 6, 10) }),
  deliveryId: '0'.repeat(64),
});

test('a message that can never succeed is said to fail again, with the name of the cause', async () => {
  expect(await rehearse(connected(memoryLedger()), message)).toBe(
    'will fail again: NoCatalogue: no catalogue has been imported',
  );
  const broken = {
    ...memoryLedger(),
    readCatalogue: async () => {
      const cause = new TypeError('/version is no number');
      throw new LedgerUnavailable('the item CATALOGUE CATALOGUE is malformed', { cause });
    },
  };
  expect(await rehearse(connected(broken), message)).toBe(
    'will fail again: LedgerUnavailable ← TypeError: the item CATALOGUE CATALOGUE is malformed: /version is no number',
  );
  expect(await rehearse(connected(memoryLedger()), '{"name":"someone"}')).toMatch(
    /^will fail again: not a message of this release/,
  );
});

test('a message that will do now is said to be taken in, and nothing is written', async () => {
  const ledger = memoryLedger();
  await clinicInMemory(ledger, catalogue({ rooms: [room('1A')] }), { now: EARLY });
  const before = ledger.snapshot();
  expect(await rehearse(connected(ledger), message)).toBe('redriving takes it in now: assigned');
  expect(ledger.snapshot()).toEqual(before);
});
