import { randomBytes } from 'node:crypto';
import type { Ledger } from '../domain/ledger.ts';

/** The key of location digests: made once per Ledger, so that no item alone tells what a digest stands for. */
export const digestKeyIn = (ledger: Ledger): (() => Promise<string>) => {
  let known: string | undefined;
  return async () => {
    if (known !== undefined) return known;
    const value = randomBytes(32).toString('hex');
    const made = await ledger.commit([
      { kind: 'memo', seen: 0, record: { scope: 'publisher', id: 'digest-key', value } },
    ]);
    const stored =
      made.kind === 'committed' ? value : (await ledger.readMemo('publisher', 'digest-key'))?.value;
    if (typeof stored !== 'string') throw new TypeError('the digest key in the Ledger is no text');
    known = stored;
    return known;
  };
};
