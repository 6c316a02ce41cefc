import { expect, test } from 'vitest';
import { RouteLimits } from '../../bin/local/route-limits.ts';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { seededChance } from '../../shared/domain/chance.ts';
import { linkToken, TOKEN_BYTES } from '../../shared/domain/visit-link.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { visitBehindLink } from '../../shared/visit-page/visit-page.ts';
import { ROUTES, type RouteWiring } from '../../shared/wiring.ts';

const routes: readonly RouteWiring[] = ROUTES;
const page = routes.find(({ method, path }) => method === 'GET' && path.startsWith('/r/'));

test('of 100,000 requests within ten seconds no more are answered than those who wait need', () => {
  const limits = new RouteLimits();
  if (page === undefined) throw new Error('no page');
  const taken = Array.from({ length: 100_000 }, (_, at) => limits.takes(page, at / 10)).filter(Boolean);
  expect(taken.length).toBeGreaterThan(500);
  expect(taken.length).toBeLessThanOrEqual(600);
});

test('a guess finds nothing, and costs the Ledger one look', async () => {
  const chance = seededChance(7);
  const ledger = memoryLedger();
  let looks = 0;
  const counted = {
    ...ledger,
    readMemo: (...asked: Parameters<typeof ledger.readMemo>) => {
      looks += 1;
      return ledger.readMemo(...asked);
    },
  };
  const clinic = new Clinic(ledger, () => 0, madeUpWords);
  const guess = () => linkToken(Uint8Array.from({ length: TOKEN_BYTES }, () => Math.floor(chance() * 256)));
  const guesses = Array.from({ length: 1_000 }, guess);
  expect(new Set(guesses).size).toBe(1_000);
  const found = await Promise.all(
    guesses.map((each) => visitBehindLink({ ledger: counted, clinic }, each, 0)),
  );
  expect(found.filter((each) => each !== undefined)).toEqual([]);
  expect(looks).toBe(1_000);
});

test.each([
  ['the least', 0, '1111111111111111111111'],
  ['the greatest', 255, 'YcVfxkQb6JRzqk5kF2tNLv'],
])('%s token has 22 letters of base 58', (_which, byte, token) => {
  expect(linkToken(new Uint8Array(TOKEN_BYTES).fill(byte))).toBe(token);
});
