import type { Told } from '../calcom/cal-schedules.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { blockUntil, markKeyRefused } from '../publishing/credential-pace.ts';

type Unanswered = Extract<Told<unknown>, { kind: 'refused' | 'throttled' | 'unknown' }>;

/** Why there was no answer, for the log. */
export const causeOf = (told: Unanswered): string =>
  told.kind === 'unknown' ? told.cause : told.kind === 'refused' ? `Status${told.status}` : told.kind;

/**
 * What an answer says of the key is noted where the publisher looks: the key is one and the same. An answer that never came, or that
 * no one understands, says nothing of it: schedules alone may be out of order, and bookings are to be told all the same.
 */
export const noteTrouble = async (
  { ledger, now }: { readonly ledger: Ledger; readonly now: () => Instant },
  credential: CredentialName,
  told: Unanswered,
): Promise<void> => {
  if (told.kind === 'throttled') await blockUntil(ledger, credential, told.until);
  if (told.kind === 'refused') await markKeyRefused(ledger, credential, told.status, now());
};
