import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import type { BookingUid } from '../domain/booking-event.ts';
import type { WordDigest } from '../domain/equipment-words.ts';
import type { Instant } from '../domain/instant.ts';
import type { ReadSecret } from './read-secret.ts';
import { storedSecret } from './stored-secret.ts';

/** What stands for that which may not be shown: keyed, since short words and known uids could be tried one after the other. */
export type Digests = {
  /** A visit code: stands for a booking's uid, which opens the booking at Cal.com, wherever people look. */
  readonly visit: (uid: BookingUid) => string;
  /** Stands for a word that a person typed. */
  readonly word: WordDigest;
};

/** Crockford's: no I, L, O and U, so that a code can be read aloud and typed. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Forty bits: of 10,000 bookings two share a code once in 20,000 clinics. */
const CODE_LENGTH = 8;

/** A visit code as it is written: `7K3Q-M0XW`. */
export const VISIT_CODE = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;

/** The digests under a key. Anyone who has not the key learns nothing from them but which are equal. */
export const digestsOf = (key: string): Digests => {
  const hmac = (about: string, text: string): Buffer =>
    createHmac('sha256', key).update(`${about}:${text}`).digest();
  return {
    visit: (uid) => {
      const code = [...hmac('visit', uid).subarray(0, CODE_LENGTH)]
        .map((byte) => ALPHABET[byte % ALPHABET.length])
        .join('');
      return `${code.slice(0, 4)}-${code.slice(4)}`;
    },
    word: (word) => `~${hmac('word', word).toString('hex').slice(0, 32)}`,
  };
};

/** `{ "key": "…" }`: drawn by the stack, once. Another key makes other codes, and forgets what was asked for. */
export const digestKeySchema = z.pipe(
  z.object({ key: z.string().check(z.minLength(32)) }),
  z.transform(({ key }: { key: string }) => digestsOf(key)),
);

/** The digests of a deployment. @throws SecretUnavailable */
export const storedDigests = (
  id: string | undefined,
  read: ReadSecret,
  now: () => Instant,
): (() => Promise<Digests>) => storedSecret({ id, schema: digestKeySchema, read, now }).get;
