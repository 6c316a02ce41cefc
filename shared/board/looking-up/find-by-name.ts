import type { BookingPeople } from '../../calcom/cal-people.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import { practitionerOf } from '../../domain/booking-facts.ts';
import type { BookingRecord } from '../../domain/booking-record.ts';
import { type CredentialName, credentialFor, type SiteEntry } from '../../domain/catalogue.ts';
import { begunBy } from '../../domain/folded-words.ts';
import type { LocalDate } from '../../domain/local-time.ts';
import { isWalkIn } from '../../domain/walk-in.ts';
import { snapshotOfDay, uidsReaching } from '../../replanning/snapshot-of-day.ts';
import { SecretUnavailable } from '../../secrets/stored-secret.ts';
import type { BoardDependencies } from '../run-idempotent.ts';
import { noteLookUp } from './note-look-up.ts';
import { isLookedUp, type LookUpRefusal, takeLookUp } from './take-look-up.ts';

/** More than so many are not told apart by reading on, but by typing on. */
const MOST_FOUND = 10;

type FoundByName = {
  readonly kind: 'found';
  readonly visits: readonly { readonly uid: BookingUid; readonly name: string }[];
  /** There are more of that name. */
  readonly more: boolean;
  /** Visits of the Day whose people Cal.com did not tell. */
  readonly untold: number;
};

/**
 * The visits of a Site's Day whose patient's name begins so. Cal.com's own filter knows whole names alone, letter by letter: the
 * Day is listed there, and compared here.
 */
export const findByName = async (
  deps: BoardDependencies,
  site: SiteEntry,
  date: LocalDate,
  { by, name }: { readonly by: string; readonly name: string },
): Promise<FoundByName | LookUpRefusal> => {
  if (deps.people === undefined || !isLookedUp(deps, site)) return { kind: 'names-off' };
  const taken = await takeLookUp(deps, by);
  if (taken !== 'taken') return taken;
  const visits = await visitsOn(deps, site, date);
  const answers = await Promise.all(
    [...visits].map(([credential, records]) => peopleAt(deps, credential, records)),
  );
  const people = new Map(answers.flat().map((each) => [each.uid, each.names]));
  const uids = [...visits.values()].flat().map(({ uid }) => uid);
  const isMeant = begunBy(name);
  const found = uids.flatMap((uid) => {
    const names = (people.get(uid) ?? []).filter(isMeant);
    return names.map((each) => ({ uid, name: each }));
  });
  const told = found.slice(0, MOST_FOUND);
  await noteLookUp(deps, {
    site,
    date,
    by,
    sought: 'patient-name',
    uids: [...new Set(told.map(({ uid }) => uid))],
  });
  return {
    kind: 'found',
    visits: told,
    more: found.length > told.length,
    untold: uids.filter((uid) => (people.get(uid) ?? []).length === 0).length,
  };
};

/** The live bookings on the Day that Cal.com knows of, by the key with which it is asked about them. */
const visitsOn = async (
  { ledger, clinic }: BoardDependencies,
  site: SiteEntry,
  date: LocalDate,
): Promise<Map<CredentialName, BookingRecord[]>> => {
  const state = await clinic.site(site);
  const records = await ledger.readBookings(uidsReaching(await snapshotOfDay(ledger, state, date), date));
  const live = records
    .filter(({ uid, fact, siteId }) => fact.status !== 'ended' && siteId === site.id && !isWalkIn(uid))
    .sort((a, b) => spanOf(a).start - spanOf(b).start);
  return Map.groupBy(live, (each) => credentialFor(state.catalogue, site, practitionerOf(each)));
};

const spanOf = ({ fact }: BookingRecord): { readonly start: number; readonly end: number } =>
  fact.status === 'ended' ? { start: 0, end: 0 } : fact;

/** Of no one where the key is not to be had: what the others tell is still told. */
const peopleAt = async (
  { people }: BoardDependencies,
  credential: CredentialName,
  records: readonly BookingRecord[],
): Promise<readonly BookingPeople[]> => {
  const spans = records.map(spanOf);
  const window = {
    from: Math.min(...spans.map(({ start }) => start)),
    to: Math.max(...spans.map(({ end }) => end)),
  };
  try {
    return (await people?.between(window, credential)) ?? [];
  } catch (fault) {
    if (fault instanceof SecretUnavailable) return [];
    throw fault;
  }
};
