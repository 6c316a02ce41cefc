import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { madeUpDigests } from '../../bin/simulation/digests.ts';
import { visitLog } from '../../functions/visit-log.ts';
import { SecretUnavailable } from '../../shared/secrets/stored-secret.ts';

const UID = 'k3Wq9ZtB2mXyVu7LsRn4Fe';
const OTHER = 'a1B2c3D4e5F6g7H8i9J0kL';
const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
});
afterEach(() => vi.restoreAllMocks());

/** What the log wrote of these fields. */
const logged = async (fields: Record<string, unknown>, digests = async () => madeUpDigests) => {
  const { log, ready } = visitLog(digests);
  await ready();
  log.warn('something happened', fields);
  return JSON.parse(written.join(''));
};

test.each([
  ['by itself', { bookingUid: UID }, { visitCode: madeUpDigests.visit(UID) }],
  ['under the ledger’s name', { uid: UID }, { visitCode: madeUpDigests.visit(UID) }],
  ['deep in a report', { a: [{ b: { uid: UID } }] }, { a: [{ b: { visitCode: madeUpDigests.visit(UID) } }] }],
  [
    'among others',
    { refusal: { heldBy: [UID, OTHER] } },
    { refusal: { visitCodes: [madeUpDigests.visit(UID), madeUpDigests.visit(OTHER)] } },
  ],
])('a uid %s is logged as its visit code', async (_, fields, said) => {
  expect(await logged({ ...fields, kind: 'assigned' })).toMatchObject({ ...said, kind: 'assigned' });
  expect(written.join('')).not.toMatch(new RegExp(`${UID}|${OTHER}`));
});

test('while the key of the codes cannot be read a line goes without its code, and without the uid', async () => {
  const none = async () => Promise.reject(new SecretUnavailable('the secret cannot be read'));
  expect(await logged({ bookingUid: UID }, none)).toMatchObject({ visitCode: 'unknown' });
  expect(written.join('')).not.toContain(UID);
});
