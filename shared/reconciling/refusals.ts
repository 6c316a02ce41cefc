import type { CalLister } from '../calcom/cal-lister.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import { markKeyRefused, noteContact, readPace } from '../publishing/credential-pace.ts';
import type { ReconcileDependencies } from './compare-booking.ts';

type Reading = { readonly kind: string; readonly status?: number };

/**
 * The dependencies of one run, in which a refused key is taken note of as the publisher does: nothing more is sent with it, and a
 * reading that works again ends that. `refused`: the keys refused in this run, with the status. A 403 counts only for
 * a list: of one booking it says that this booking is none of the key's.
 */
export const refusalsOf = <Around extends ReconcileDependencies & { readonly lister: CalLister }>(
  deps: Around,
): {
  readonly deps: Around;
  readonly refused: Readonly<Record<CredentialName, number>>;
} => {
  const { ledger, now, cal, lister } = deps;
  const refused: Record<CredentialName, number> = {};
  const noting = async <R extends Reading>(
    credential: CredentialName,
    refusals: readonly number[],
    reading: R,
  ): Promise<R> => {
    const { kind, status = 0 } = reading;
    if (kind === 'refused' && refusals.includes(status) && refused[credential] === undefined) {
      refused[credential] = status;
      await markKeyRefused(ledger, credential, status, now());
    }
    if (kind === 'page' || kind === 'found' || kind === 'series') {
      // Seen a moment late, it is ended by the next reading.
      const pace = await readPace(ledger, credential, { mayLag: true });
      if (pace.refused !== undefined) await noteContact(ledger, pace, 'read', now);
    }
    return reading;
  };
  return {
    refused,
    deps: {
      ...deps,
      cal: {
        ...cal,
        getBooking: async (uid, credential) =>
          noting(credential, [401], await cal.getBooking(uid, credential)),
      },
      lister: {
        between: async (window, page, credential) =>
          noting(credential, [401, 403], await lister.between(window, page, credential)),
        updatedSince: async (since, page, credential) =>
          noting(credential, [401, 403], await lister.updatedSince(since, page, credential)),
      },
    },
  };
};
