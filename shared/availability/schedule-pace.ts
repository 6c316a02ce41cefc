import * as z from 'zod';
import type { CredentialName } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { isBroken, readPace } from '../publishing/credential-pace.ts';

const SCOPE = 'availability-pace';
/** Looks at a schedule, of four requests at most, that one key may take in a minute: with the publisher's and reconciliation's readings it stays below the 120 that Cal.com allows. */
export const LOOKS_PER_MINUTE = 8;

const pace = z.object({ looks: z.array(z.number()) });

/** Takes one of the looks of this minute, where there is one and the key may be used at all. */
export const takeLook = async (
  ledger: Ledger,
  credential: CredentialName,
  now: Instant,
): Promise<boolean> => {
  const key = await readPace(ledger, credential);
  // Anyone who may try a key that was refused is of the publisher's, or of reconciliation.
  if (key.refused !== undefined || key.blockedUntil > now) return false;
  const memo = await ledger.readMemo(SCOPE, credential);
  const { looks } = pace.parse(memo?.value ?? { looks: [] });
  const lately = looks.filter((at) => at > now - MINUTE);
  // Where PATCHes have failed and none is owed any more, no one else finds out that Cal.com is up again.
  if (lately.length >= (isBroken(key) ? 1 : LOOKS_PER_MINUTE)) return false;
  const value = { looks: [...lately, now] };
  const record = { scope: SCOPE, id: credential, value };
  const result = await ledger.commit([{ kind: 'memo', seen: memo?.version ?? 0, record }]);
  return result.kind === 'committed';
};
