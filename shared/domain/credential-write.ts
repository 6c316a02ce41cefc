import type { Write } from './ledger.ts';
import type { CredentialRecord } from './ledger-records.ts';

type Credential = Omit<CredentialRecord, 'version'>;

/** The credential's next record over the one that was read of it: its pace alone is on no board. */
export const credentialWrite = (before: CredentialRecord, record: Credential): Write => ({
  kind: 'credential',
  seen: before.version,
  record,
  ...(isShownAs(before, record) ? { showsTheSame: true } : {}),
});

/** Boards show which keys are refused, how, and which list nothing. */
const isShownAs = (one: Credential, other: Credential): boolean =>
  one.refused?.status === other.refused?.status &&
  (one.listsNothing === undefined) === (other.listsNothing === undefined);
