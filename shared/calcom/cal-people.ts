import * as z from 'zod';
import type { BookingUid } from '../domain/booking-event.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import { ownField, uidText } from './booking-fields.ts';
import { byVersion } from './by-version.ts';
import { ONE_BOOKING_VERSIONS } from './cal-client.ts';
import { type CalClientOptions, calHttp, failureOf, isSuccess } from './cal-http.ts';
import { bookingLists, MOST_ROWS } from './cal-lister.ts';

/**
 * What Cal.com says of the people of one booking. It is for anyone who asked, at once: no one stores it, logs it, counts it or
 * keeps it for the next who asks.
 */
export type BookingPeople = {
  readonly uid: BookingUid;
  readonly names: readonly string[];
  /** What stands as its location, in no matter whose words. */
  readonly location?: string;
};

export type CalPeople = {
  /** The people of the bookings whose visits lie between the two; of fewer where Cal.com does not answer for all. */
  readonly between: (
    window: { readonly from: Instant; readonly to: Instant },
    credential: CredentialName,
  ) => Promise<readonly BookingPeople[]>;
  /** `undefined`: Cal.com does not say. */
  readonly ofBooking: (uid: BookingUid, credential: CredentialName) => Promise<BookingPeople | undefined>;
};

/** Pages of one list: no key has more visits on a day. */
const MOST_PAGES = 6;
/** No one's name is longer; what is would not fit a screen. */
const LONGEST_TEXT = 300;

const people = z.object({
  uid: uidText,
  location: z.string().nullish().catch(undefined),
  attendees: z
    .array(z.object({ name: z.string().nullish().catch(undefined) }))
    .optional()
    .catch(undefined),
});

const peopleOf = (row: unknown): BookingPeople | undefined => {
  const read = people.safeParse(row);
  if (!read.success) return undefined;
  const { uid, location, attendees = [] } = read.data;
  const names = attendees.map(({ name }) => shown(name ?? '')).filter((name) => name !== '');
  return { uid, names, ...(location != null && { location: shown(location) }) };
};

/** On one line, as long as may be. */
const shown = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TEXT);

/** Asks Cal.com who a visit is with. */
export const calPeople = (options: CalClientOptions): CalPeople => {
  const lists = bookingLists<BookingPeople>(options, async () => peopleOf);
  const http = calHttp(options);
  const asked = byVersion(ONE_BOOKING_VERSIONS);
  return {
    between: async (window, credential) => {
      const found: BookingPeople[] = [];
      let at: string | undefined;
      for (let pages = 0; pages < MOST_PAGES; pages += 1) {
        const page = await lists.between({ ...window, past: true }, { at, rows: MOST_ROWS }, credential);
        if (page.kind !== 'page') break;
        found.push(...page.bookings);
        if (page.next === undefined) break;
        at = page.next;
      }
      return found;
    },
    ofBooking: async (uid, credential) => {
      const reading = await asked(credential, async (version) => {
        const answer = await http.get(`/bookings/${encodeURIComponent(uid)}`, credential, version);
        const failure = failureOf(answer, options.now());
        if (failure !== undefined) return failure;
        const data = 'json' in answer && isSuccess(answer.json) ? ownField(answer.json, 'data') : undefined;
        return { kind: 'found', booking: peopleOf(data) } as const;
      });
      return reading.kind === 'found' && reading.booking?.uid === uid ? reading.booking : undefined;
    },
  };
};
