import type { BookingUid } from '../domain/booking-event.ts';
import type { CredentialName, RoomId, SiteId } from '../domain/catalogue.ts';
import { type Instant, toIso } from '../domain/instant.ts';
import type { CataloguePart, CataloguePartOf, Change, DueMarker } from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';
import { TABLE } from './table-schema.ts';

/** Where an item stands in the table. */
export type Key = { readonly [TABLE.pk]: string; readonly [TABLE.sk]: string };

/** First letters of the sort keys that are read by range. */
export const PREFIX = { room: 'ROOM#', due: 'DUE#', wait: 'WAIT#' } as const;

export const CATALOGUE_KEY: Key = { pk: 'CATALOGUE', sk: 'CATALOGUE' };

export const cataloguePk = (catalogueVersion: string): string => `CATALOGUE#${part(catalogueVersion)}`;

/** What the sort keys of all parts that tell of one thing begin with. */
export const cataloguePartPrefix = (of: CataloguePartOf): string =>
  of.kind === 'index' ? 'INDEX#' : `SITE#${part(of.siteId)}#`;

export const cataloguePartKey = (each: Omit<CataloguePart, 'count' | 'text'>): Key => ({
  pk: cataloguePk(each.catalogueVersion),
  sk: `${cataloguePartPrefix(each.of)}${String(each.position).padStart(6, '0')}`,
});

export const sitePk = (siteId: SiteId): string => `SITE#${part(siteId)}`;
export const siteBoardPk = (siteId: SiteId): string => `BOARD-VERSION#${part(siteId)}`;
export const dayPk = (siteId: SiteId, date: LocalDate): string => `${sitePk(siteId)}#DAY#${part(date)}`;
export const trailPk = (siteId: SiteId, date: LocalDate): string => `TRAIL#${part(siteId)}#${part(date)}`;

export const siteKey = (siteId: SiteId): Key => ({ pk: sitePk(siteId), sk: 'SITE' });

export const roomKey = (at: { siteId: SiteId; roomId: RoomId }): Key => ({
  pk: sitePk(at.siteId),
  sk: PREFIX.room + part(at.roomId),
});

export const roomDayKey = (at: { siteId: SiteId; date: LocalDate; roomId: RoomId }): Key => ({
  pk: dayPk(at.siteId, at.date),
  sk: PREFIX.room + part(at.roomId),
});

export const waitKey = (at: { siteId: SiteId; date: LocalDate }, uid: BookingUid): Key => ({
  pk: dayPk(at.siteId, at.date),
  sk: PREFIX.wait + part(uid),
});

export const planKey = (at: { siteId: SiteId; date: LocalDate }): Key => ({
  pk: dayPk(at.siteId, at.date),
  sk: 'PLAN',
});

/**
 * A marker's key holds its exact instant. Were it rounded, a marker written again within the same minute would
 * share an item with the one a sweep has just read, and go when that one is deleted: a freed room no one plans.
 */
export const dueKey = (marker: DueMarker): Key => ({
  pk: sitePk(marker.siteId),
  sk: `${PREFIX.due}${sortable(marker.dueAt)}#${part(marker.date)}#${part(marker.id)}`,
});

/** Sort keys of all markers due at `until` or before lie between `from` and `to`. */
export const dueRange = (until: Instant): { from: string; to: string } => ({
  from: PREFIX.due,
  // `$` is the character after `#`: everything that begins with the instant and a `#` comes before it.
  to: `${PREFIX.due}${sortable(until)}$`,
});

export const changeKey = (change: Change): Key => ({
  pk: trailPk(change.siteId, change.date),
  sk: `${sortable(change.at)}#${part(change.id)}`,
});

export const bookingKey = (uid: BookingUid): Key => ({ pk: `BOOKING#${part(uid)}`, sk: 'BOOKING' });

export const credentialKey = (credential: CredentialName): Key => ({
  pk: `CRED#${part(credential)}`,
  sk: 'CRED',
});

export const memoKey = (scope: string, id: string): Key => ({
  pk: `MEMO#${part(scope)}`,
  sk: `#${part(id)}`,
});

/**
 * A name for a map key inside an item. The SDK builds its maps by plain assignment and asks them for their
 * `constructor`, so what every object inherits (`__proto__` too) gets a `%` in front, and so does what begins with one.
 */
export const mapKey = (name: string): string => (name.startsWith('%') || name in {} ? `%${name}` : name);

/** The name that a map key stands for. */
export const nameOf = (key: string): string => (key.startsWith('%') ? key.slice(1) : key);

/** An id as part of a key: `#` separates the parts, so an id cannot hold one. */
const part = (id: string): string => id.replaceAll('%', '%25').replaceAll('#', '%23');

/** Texts of equal length that sort as their instants do. */
const sortable = (at: Instant): string => toIso(at);
