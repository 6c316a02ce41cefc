import type { CredentialName } from '../domain/catalogue.ts';
import { breakerOf, readPace } from '../publishing/credential-pace.ts';
import type { ReconcileDependencies } from './compare-booking.ts';

/** Which credentials may be used in one run. */
export type UsableKeys = {
  /** Why it may not be used now, if so. */
  readonly trouble: (credential: CredentialName) => Promise<string | undefined>;
  /** Not in this run any more. */
  readonly stop: (credential: CredentialName, reason: string) => void;
};

/** Asks the gate of each credential once: it lets a refused key try once in five minutes, and this run is that try. */
export const usableKeys = (deps: ReconcileDependencies): UsableKeys => {
  const known = new Map<CredentialName, string | undefined>();
  return {
    trouble: async (credential) => {
      if (!known.has(credential))
        known.set(credential, (await isShut(deps, credential)) ? 'credential-refused' : undefined);
      return known.get(credential);
    },
    stop: (credential, reason) => {
      known.set(credential, reason);
    },
  };
};

/**
 * Whether the key is refused and not to be tried now: the publisher and we share the one try in five minutes. One that was refused
 * this very moment is tried once more.
 */
const isShut = async ({ ledger, now }: ReconcileDependencies, credential: CredentialName): Promise<boolean> =>
  (await readPace(ledger, credential, { mayLag: true })).refused !== undefined &&
  (await breakerOf(ledger, credential, now())).kind === 'open';
