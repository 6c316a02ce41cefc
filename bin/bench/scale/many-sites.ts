import { stringify } from 'yaml';
import { parseClinicFile } from '../../../shared/catalogue/clinic-file.ts';
import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import type { Chance } from '../../../shared/domain/chance.ts';
import { type Instant, MINUTE } from '../../../shared/domain/instant.ts';
import { addDays, instantAt, localDateOf } from '../../../shared/domain/local-time.ts';

const ZONE = 'Europe/Berlin';
const ROOMS = 10;
/** Rooms in which a treatment may be, and how often a visit is one. Any visit may be there. */
const TREATMENT_ROOMS = 2;
/** What they have and others have not, as in the demo clinic: by that they are known for rooms to be kept free. */
const OF_TREATMENTS = 'treatment-table';
const TREATMENTS = 0.25;
const DOCTORS = 5;
const OPENS = '07:00';
const VISIT_MS = 30 * MINUTE;
/** From seven to seven. */
const VISITS_A_DOCTOR = 24;

const EVENT_TYPES = { consultation: 1, treatment: 2 } as const;

/** One site, of which all others are copies. */
const oneSite = (): Catalogue => {
  const room = (nth: number) => ({
    id: `R${nth}`,
    kind: nth < TREATMENT_ROOMS ? 'treatment' : 'consulting',
    equipment: nth < TREATMENT_ROOMS ? [OF_TREATMENTS] : [],
  });
  const parsed = parseClinicFile(
    stringify({
      equipment: [OF_TREATMENTS],
      kinds: ['consulting', 'treatment'],
      sites: [
        {
          id: 'site',
          name: 'Clinic',
          timeZone: ZONE,
          publishing: 'on',
          credential: 'key',
          hours: { 'mon-sun': '07:00-19:00' },
          buildings: [
            {
              name: 'House',
              floors: [{ name: 1, rooms: Array.from({ length: ROOMS }, (_, nth) => room(nth)) }],
            },
          ],
          policy: { horizonDays: 8, freezeMinutes: 30, holdMinutes: 60, maxAnnouncedChanges: 1 },
        },
      ],
      practitioners: [{ id: 1, site: 'site' }],
      visitTypes: [
        { id: 'consultation', eventTypeIds: [EVENT_TYPES.consultation] },
        { id: 'treatment', eventTypeIds: [EVENT_TYPES.treatment], needs: { equipment: [OF_TREATMENTS] } },
      ],
    }),
  );
  if (!parsed.ok) throw new Error(`the clinic of the benchmark is wrong: ${JSON.stringify(parsed)}`);
  return parsed.catalogue;
};

export const credentialOfSite = (nth: number): string => `key-${nth}`;
export const siteIdOf = (nth: number): string => `site-${nth}`;

/** So many sites of ten rooms and five doctors, who have a room of their own each, with a key each. */
export const manySites = (count: number): Catalogue => {
  const { sites, ...one } = oneSite();
  const numbers = Array.from({ length: count }, (_, nth) => nth);
  return {
    ...one,
    version: `many-${count}`,
    sites: numbers.flatMap((nth) =>
      sites.map((site) => ({
        ...site,
        id: siteIdOf(nth),
        name: `Clinic ${nth}`,
        credential: credentialOfSite(nth),
      })),
    ),
    practitioners: numbers.flatMap((nth) =>
      Array.from({ length: DOCTORS }, (_, doctor) => ({
        id: doctorOf(nth, doctor),
        site: siteIdOf(nth),
        homeRoom: `R${TREATMENT_ROOMS + doctor}`,
      })),
    ),
  };
};

const doctorOf = (site: number, doctor: number): number => 1 + site * DOCTORS + doctor;

/** What a patient books, and when. */
export type Wanted = {
  readonly at: Instant;
  readonly site: number;
  readonly practitionerId: number;
  readonly eventTypeId: number;
  readonly start: Instant;
  readonly end: Instant;
};

/** Of a working day, from its first hour on: the fourth. */
export const BUSIEST_HOUR = 3;

/** The booking that is made so many after the first. */
export const uidOf = (nth: number): string => `booking-${nth}`;

/**
 * So many bookings for each site in so many hours from `opens` on, all for tomorrow, `peak` times as many as on the average in the busiest
 * hour: no doctor has two at a time, so that only rooms for treatments ever run short.
 */
export const dayOfBookings = (
  size: { readonly sites: number; readonly bookings: number; readonly hours: number; readonly peak: number },
  opens: Instant,
  chance: Chance,
): Wanted[] => {
  const { sites, bookings, hours, peak } = size;
  const first = instantAt(addDays(localDateOf(opens, ZONE), 1), OPENS, ZONE);
  const inBusiest = hours === 1 ? bookings : Math.round((bookings * peak) / hours);
  const wanted: Wanted[] = [];
  for (let site = 0; site < sites; site += 1) {
    const free = Array.from({ length: DOCTORS * VISITS_A_DOCTOR }, (_, nth) => nth);
    for (let nth = 0; nth < Math.min(bookings, DOCTORS * VISITS_A_DOCTOR); nth += 1) {
      const [taken = 0] = free.splice(Math.floor(chance() * free.length), 1);
      const start = first + Math.floor(taken / DOCTORS) * VISIT_MS;
      const busiest = Math.min(BUSIEST_HOUR, hours - 1);
      const other = Math.floor(chance() * (hours - 1));
      const hour = nth < inBusiest ? busiest : other < busiest ? other : other + 1;
      wanted.push({
        at: opens + Math.floor((hour + chance()) * 60 * MINUTE),
        site,
        practitionerId: doctorOf(site, taken % DOCTORS),
        eventTypeId: chance() < TREATMENTS ? EVENT_TYPES.treatment : EVENT_TYPES.consultation,
        start,
        end: start + VISIT_MS,
      });
    }
  }
  return wanted.sort((a, b) => a.at - b.at);
};
