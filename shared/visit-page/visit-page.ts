import type { BookingUid } from '../domain/booking-event.ts';
import type { LiveRecord } from '../domain/booking-record.ts';
import type { Room, Site } from '../domain/catalogue.ts';
import { hasArrived } from '../domain/encounter.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { isLinkToken } from '../domain/visit-link.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { readPageMemo } from './page-memo.ts';

/** So long after its end a visit has its page still: who is late looks, too. */
const KEPT_AFTER_MS = 60 * MINUTE;
/** So long before it begins a patient may say that they are here. */
const CHECK_IN_MS = 60 * MINUTE;

/** What a visit's link shows. Nothing of it says whose visit it is, who it is with, or what for. */
export type VisitPage = {
  readonly site: Pick<Site, 'name' | 'timeZone'>;
  readonly start: Instant;
  readonly end: Instant;
  /** Absent: it has none at the moment. */
  readonly room?: Pick<Room, 'id' | 'name' | 'building' | 'floor' | 'directions' | 'plan'>;
  /** What the clinic says to anyone who has no room. */
  readonly instead?: string;
  /** `done`: they are known to be here. Absent: the Site does not ask, or it is not yet time. */
  readonly checkIn?: 'possible' | 'done';
};

export type VisitBehindLink = {
  readonly uid: BookingUid;
  readonly record: LiveRecord;
  readonly site: Site;
  readonly page: VisitPage;
};

/**
 * The visit that a link leads to, as it is at this moment; `undefined` where it leads nowhere, or nowhere any more: the visit
 * was cancelled or rescheduled, is over, has been given another link, or takes no room any more. A Site that stops telling links
 * goes on showing those that were told.
 */
export const visitBehindLink = async (
  { ledger, clinic }: { readonly ledger: Pick<Ledger, 'readMemo' | 'readBooking'>; readonly clinic: Clinic },
  token: string,
  now: Instant,
): Promise<VisitBehindLink | undefined> => {
  if (!isLinkToken(token)) return undefined;
  const memo = await readPageMemo(ledger, token);
  if (memo === undefined) return undefined;
  const record = await ledger.readBooking(memo.uid);
  if (record?.link !== token || record.fact.status === 'ended') return undefined;
  if (now >= record.fact.end + KEPT_AFTER_MS) return undefined;
  const entry = (await clinic.catalogue()).sites.find(({ id }) => id === record.siteId);
  if (entry === undefined || record.placement.kind === 'ignored') return undefined;
  const { site } = await clinic.site(entry);
  const live = { ...record, fact: record.fact };
  return { uid: memo.uid, record: live, site, page: pageOf(live, site, now) };
};

const pageOf = (record: LiveRecord, site: Site, now: Instant): VisitPage => {
  const { start, end } = record.fact;
  const roomId = record.placement.kind === 'roomed' ? record.placement.roomId : undefined;
  const room = site.rooms.find(({ id }) => id === roomId);
  const checkIn = checkInOf(record, site, now);
  return {
    site: { name: site.name, timeZone: site.timeZone },
    start,
    end,
    ...(room === undefined
      ? site.fallbackLocation === undefined
        ? {}
        : { instead: site.fallbackLocation }
      : { room }),
    ...(checkIn === undefined ? {} : { checkIn }),
  };
};

const checkInOf = (
  { fact: { start, end }, progress }: LiveRecord,
  { checkIn }: Site,
  now: Instant,
): VisitPage['checkIn'] => {
  if (checkIn !== true || progress?.finishedAt !== undefined) return undefined;
  if (hasArrived(progress)) return 'done';
  return now >= start - CHECK_IN_MS && now < end ? 'possible' : undefined;
};
