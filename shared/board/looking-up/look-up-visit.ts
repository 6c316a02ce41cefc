import type { BookingUid } from '../../domain/booking-event.ts';
import { practitionerOf } from '../../domain/booking-facts.ts';
import { credentialFor, type SiteEntry } from '../../domain/catalogue.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { isWalkIn } from '../../domain/walk-in.ts';
import type { BoardDependencies } from '../run-idempotent.ts';
import { noteLookUp, type Sought } from './note-look-up.ts';
import { isLookedUp, type LookUpRefusal, takeLookUp } from './take-look-up.ts';

export type LookedUp =
  | { readonly kind: 'told'; readonly names: readonly string[] }
  | { readonly kind: 'told'; readonly words: string }
  | { readonly kind: 'no-such-booking' }
  /** Cal.com does not say. */
  | { readonly kind: 'untold' };

/** Who one visit is with, or what stands there as its location in a person's own words: asked of Cal.com, and kept nowhere. */
export const lookUpVisit = async (
  deps: BoardDependencies,
  site: SiteEntry,
  uid: BookingUid,
  { by, sought }: { readonly by: string; readonly sought: Sought },
): Promise<LookedUp | LookUpRefusal> => {
  const { ledger, clinic, people } = deps;
  if (people === undefined || !isLookedUp(deps, site)) return { kind: 'names-off' };
  const record = await ledger.readBooking(uid);
  if (record === undefined || record.siteId !== site.id || record.fact.status === 'ended' || isWalkIn(uid))
    return { kind: 'no-such-booking' };
  const taken = await takeLookUp(deps, by);
  if (taken !== 'taken') return taken;
  const date = localDateOf(record.fact.start, site.timeZone);
  await noteLookUp(deps, { site, date, by, sought, uids: [uid] });
  const credential = credentialFor(await clinic.catalogue(), site, practitionerOf(record));
  const told = await people.ofBooking(uid, credential);
  if (told === undefined) return { kind: 'untold' };
  return sought === 'patient-name'
    ? { kind: 'told', names: told.names }
    : { kind: 'told', words: told.location ?? '' };
};
