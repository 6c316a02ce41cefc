import type { CredentialName } from '../../domain/catalogue.ts';
import { credentialWrite } from '../../domain/credential-write.ts';
import type { Ledger } from '../../domain/ledger.ts';
import { commitWithRetry } from '../../unit-of-work/commit-with-retry.ts';

/** Lets the publisher try credentials again, after someone has renewed the key that Cal.com refused. */
export const renewCredentials = async (
  ledger: Ledger,
  credentials: readonly CredentialName[],
): Promise<'renewed' | 'not-refused' | 'contended'> => {
  const outcomes = await Promise.all(credentials.map((credential) => renew(ledger, credential)));
  if (outcomes.includes('contended')) return 'contended';
  return outcomes.includes('renewed') ? 'renewed' : 'not-refused';
};

const renew = async (
  ledger: Ledger,
  credential: CredentialName,
): Promise<'renewed' | 'not-refused' | 'contended'> => {
  const outcome = await commitWithRetry({}, async () => {
    const record = await ledger.readCredential(credential);
    if (record?.refused === undefined) return 'not-refused' as const;
    const { version: _seen, refused: _refused, ...rest } = record;
    const result = await ledger.commit([credentialWrite(record, rest)]);
    return result.kind === 'stale' ? result : ('renewed' as const);
  });
  return typeof outcome === 'string' ? outcome : 'contended';
};
