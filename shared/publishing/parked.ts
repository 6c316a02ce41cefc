import type { SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { withdrawn } from '../domain/publication.ts';
import { isToldInPerson } from '../domain/room-of.ts';
import { isOver, savePublication } from './save-publication.ts';

/** Parked publications looked at, the soonest visit first: those of visits that are over are gone from here a moment later. */
const LOOKED_AT = 100;

/**
 * How many parked publications of a Site still want someone: neither has the patient been told in person nor is the visit over.
 * What is owed for a visit that is over is owed no more.
 */
export const openParked = async (ledger: Ledger, siteId: SiteId, now: Instant): Promise<number> => {
  const entries = await ledger.readOwed({ kind: 'parked', siteId }, { limit: LOOKED_AT });
  if (entries.length === 0) return 0;
  const records = await ledger.readBookings(entries.map(({ uid }) => uid));
  const parked = records.filter(({ publication }) => publication.state.kind === 'parked');
  for (const record of parked)
    if (isOver(record, now)) await savePublication(ledger, record, withdrawn(record.publication));
  return parked.filter((record) => !isOver(record, now) && !isToldInPerson(record)).length;
};
