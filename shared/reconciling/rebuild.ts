import { adoptExistingRoom } from '../assigning/adopt-existing-room.ts';
import { assignBooking } from '../assigning/assign-booking.ts';
import type { CalBooking } from '../calcom/cal-api.ts';
import { type CalLister, type ListReading, MOST_ROWS } from '../calcom/cal-lister.ts';
import { canonicalText } from '../calcom/location-classifier.ts';
import { boundedText, locationText } from '../calcom/location-text.ts';
import { isOurs } from '../calcom/room-named.ts';
import { isForWant } from '../domain/admit.ts';
import {
  type CatalogueIndex,
  type Room,
  type Site,
  type SiteEntry,
  sitesByCredential,
  visitTypeOf,
} from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import { isLinkFirst } from '../domain/location-text.ts';
import { verified } from '../domain/publication.ts';
import { siteOfVisit } from '../domain/site-of-visit.ts';
import { tokenIn } from '../domain/visit-link.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { savePublication } from '../publishing/save-publication.ts';
import { venueKnown } from '../publishing/venue-known.ts';
import { wantedText } from '../publishing/wanted-text.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { pageMemoWrite, readPageMemo } from '../visit-page/page-memo.ts';
import { eventOfReading } from './event-of-reading.ts';

type RebuildReport = {
  /** Bookings to come that Cal.com shows, of the catalogue's event types. */
  readonly found: number;
  /** In the Ledger already: left alone. */
  readonly known: number;
  /** Entered with the room that Cal.com shows. */
  readonly takenOver: number;
  /** Cal.com shows a room that will not do, or shows none: assigned like new ones. In a dry run no one knows yet which room. */
  readonly assigned: number;
  readonly waiting: number;
  /** Bookings that need no room, or whose event type or Site the catalogue does not know. */
  readonly ignored: number;
  /** Locations that `on` would now tell without anyone having adopted them: none, unless something is wrong. */
  readonly owed: number;
  /** Made and told since this Ledger knows their Site, and not in it: it was wound back. Where there are any, nothing is entered. */
  readonly forgotten: number;
};

const DAY_MS = 24 * 60 * MINUTE;
const PAGES_AT_ONCE_DAYS = 30;

/**
 * Makes an empty Ledger anew from what Cal.com shows: locations that carry a room of the catalogue are taken over, not pinned;
 * everyone else is assigned. No one is mailed: a booking older than the Ledger is told only once staff adopt it. May be
 * run again at any time; what is known is left alone. A Ledger that was wound back is left as it is: to it the rooms of those
 * cancelled since look taken, which only a reading of all bookings finds out.
 */
export const rebuild =
  (deps: Dependencies & { readonly lister: CalLister; readonly progress: (line: string) => void }) =>
  async ({ dryRun, days }: { dryRun: boolean; days?: number }): Promise<RebuildReport> => {
    const catalogue = await deps.clinic.catalogue();
    const bookings = await listAll(deps, catalogue, days);
    const known = new Set<string>();
    for (let from = 0; from < bookings.length; from += 100) {
      const uids = bookings.slice(from, from + 100).map(({ booking }) => booking.uid);
      for (const record of await deps.ledger.readBookings(uids))
        if (!isForWant(record.placement)) known.add(record.uid);
    }
    const report = {
      found: 0,
      known: known.size,
      takenOver: 0,
      assigned: 0,
      waiting: 0,
      ignored: 0,
      owed: 0,
      forgotten: 0,
    };
    const withRoom: Entry[] = [];
    const others: Entry[] = [];
    for (const { booking, requestedAt } of bookings) {
      const entryOf = siteAt(catalogue, booking);
      const site = entryOf && (await siteShown(deps.clinic, catalogue, entryOf, booking));
      if (site === undefined || venueKnown(booking, undefined, site) !== 'on-site') {
        report.ignored += 1;
        continue;
      }
      report.found += 1;
      if (known.has(booking.uid)) continue;
      const { record } = await deps.clinic.site(site);
      if (isTold(booking, site) && isSince(booking, record?.knownSince)) report.forgotten += 1;
      const room = roomShown(booking, site);
      const entry = { booking: { ...booking, venue: 'on-site' as const }, requestedAt, site, room };
      (room === undefined ? others : withRoom).push(entry);
    }
    if (report.forgotten > 0) return report;
    if (dryRun) return { ...report, takenOver: withRoom.length, assigned: others.length };

    const enter = adoptExistingRoom(deps);
    let done = 0;
    const progress = (): void => {
      done += 1;
      if (done % 100 === 0) deps.progress(`${done} of ${withRoom.length + others.length} bookings entered`);
    };
    for (const entry of withRoom.sort(byStart)) {
      const { booking, requestedAt, site, room } = entry;
      const event = eventOfReading(booking, requestedAt);
      const outcome = room && booking.shown ? await enter(event, site.id, room.id, booking.shown) : 'refused';
      if (outcome === 'refused') others.push(entry);
      else report[outcome === 'known' ? 'known' : 'takenOver'] += 1;
      if (outcome !== 'refused') progress();
    }
    // Anyone who rebuilds again passes over what is known: no event comes a second time.
    const assign = assignBooking(deps, { comesAgain: false });
    for (const { booking, requestedAt, site, room } of others.sort(byStart)) {
      const outcome = await assign(eventOfReading(booking, requestedAt));
      if (outcome.kind === 'waiting') report.waiting += 1;
      else if (outcome.kind === 'ignored') report.ignored += 1;
      else report.assigned += 1;
      const { shown } = booking;
      if (shown !== undefined && (room !== undefined || isOurs(shown, site)))
        await ours(deps, booking.uid, shown, site);
      progress();
    }
    for (const credential of sitesByCredential(catalogue).keys())
      report.owed += (await deps.ledger.readOwed({ kind: 'queued', credential }, { limit: 1000 })).length;
    return report;
  };

type Entry = {
  readonly booking: CalBooking;
  readonly requestedAt: Instant;
  readonly site: Site;
  readonly room: Room | undefined;
};

const byStart = (a: Entry, b: Entry): number =>
  a.booking.start - b.booking.start || (a.booking.uid < b.booking.uid ? -1 : 1);

const siteAt = (
  catalogue: CatalogueIndex,
  { inputs, practitionerId, start, address }: CalBooking,
): SiteEntry | undefined =>
  siteOfVisit(catalogue, { visitType: visitTypeOf(catalogue, inputs), practitionerId, start, address });

/** The house whose words Cal.com shows: those of another one than the file says now tell where the visit has its room. */
const siteShown = async (
  clinic: Clinic,
  { sites }: CatalogueIndex,
  byFile: SiteEntry,
  { shown }: CalBooking,
): Promise<Site> => {
  const { site } = await clinic.site(byFile);
  if (isOurs(shown, site)) return site;
  const others = sites.filter(({ id, addresses }) => id !== site.id && addresses?.length);
  for (const entry of others) {
    const { site: other } = await clinic.site(entry);
    if (isOurs(shown, other)) return other;
  }
  return site;
};

/** Whether a text of ours stands there that says more than that there is no room yet. */
const isTold = ({ shown }: CalBooking, site: Site): boolean =>
  isOurs(shown, site) && canonicalText(shown) !== canonicalText(boundedText(site.fallbackLocation ?? ''));

/** Our clock and Cal.com's differ by less than this. */
const CLOCKS_DIFFER_MS = MINUTE;

/** Whether the Ledger knew the Site when the booking was made: who told it of a room must have known it. */
const isSince = ({ createdAt = 0 }: CalBooking, knownSince = Number.POSITIVE_INFINITY): boolean =>
  createdAt > knownSince + CLOCKS_DIFFER_MS;

const roomShown = ({ shown }: CalBooking, site: Site): Room | undefined =>
  site.rooms.find((room) => canonicalText(locationText(site, room)) === canonicalText(shown));

/**
 * A text stands there that we must have sent once: it may be replaced. The link in it leads again where it led, and where the text is
 * as true of the room that the booking has now, there is nothing to be told.
 */
const ours = async (
  { ledger, clinic, now }: Dependencies,
  uid: string,
  text: string,
  site: Site,
): Promise<void> => {
  const record = await ledger.readBooking(uid);
  if (record === undefined) return;
  const publication = { ...record.publication, texts: [...record.publication.texts, text] };
  const link = isLinkFirst(site.announcing) ? tokenIn(text, site.announcing.link) : undefined;
  if (link === undefined) {
    await savePublication(ledger, record, publication);
    return;
  }
  const linked = { ...record, link, publication };
  const isTrue = wantedText(linked, await clinic.site(site)) === canonicalText(text);
  await savePublication(ledger, linked, isTrue ? verified(publication, text, now()) : publication, [
    pageMemoWrite(link, record, (await readPageMemo(ledger, link))?.version ?? 0),
  ]);
};

/** Cal.com could not be read: nothing was written yet. */
class CannotList extends Error {
  override readonly name = 'CannotList';
}

const listAll = async (
  { lister, now, progress }: { lister: CalLister; now: () => Instant; progress: (line: string) => void },
  catalogue: CatalogueIndex,
  days = Math.max(...catalogue.sites.map((site) => site.policy.horizonDays)),
): Promise<{ booking: CalBooking; requestedAt: Instant }[]> => {
  const found = new Map<string, { booking: CalBooking; requestedAt: Instant }>();
  const began = now();
  for (const credential of sitesByCredential(catalogue).keys())
    for (let day = -1; day < days; day += PAGES_AT_ONCE_DAYS) {
      const window = {
        from: began + day * DAY_MS,
        to: began + (Math.min(days, day + PAGES_AT_ONCE_DAYS) + 1) * DAY_MS,
      };
      let page: string | undefined;
      do {
        const reading: ListReading = await lister.between(window, { at: page, rows: MOST_ROWS }, credential);
        if (reading.kind !== 'page')
          throw new CannotList(`Cal.com’s bookings could not be listed with ${credential}: ${reading.kind}`);
        for (const booking of reading.bookings)
          if ((booking.status === 'accepted' || booking.status === 'pending') && booking.end > began)
            found.set(booking.uid, { booking, requestedAt: reading.requestedAt });
        progress(`${found.size} bookings read`);
        page = reading.next;
      } while (page !== undefined);
    }
  return [...found.values()];
};
