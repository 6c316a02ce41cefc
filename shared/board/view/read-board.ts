import { readFeeds } from '../../availability/feeds.ts';
import { readMirrors } from '../../availability/mirrors.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import type { BookingRecord } from '../../domain/booking-record.ts';
import { type CredentialName, credentialsOf, type SiteEntry } from '../../domain/catalogue.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Ledger } from '../../domain/ledger.ts';
import type { LocalDate } from '../../domain/local-time.ts';
import type { PublicationQueue } from '../../domain/publication.ts';
import { isTold, queuesOf } from '../../domain/publication.ts';
import type { SiteState } from '../../domain/site-state.ts';
import type { Clinic } from '../../ledger/clinic.ts';
import { type BetterPlan, isOffered, readBetterPlan } from '../../replanning/better-plan.ts';
import { fingerprintOf } from '../../replanning/fingerprint.ts';
import { snapshotOfDay, uidsReaching } from '../../replanning/snapshot-of-day.ts';
import { storedPlan } from '../../replanning/stored-plan.ts';
import { type DaySnapshot, dayOf } from '../../unit-of-work/day-snapshot.ts';
import { type BoardMaterial, type BoardView, boardView } from './board-view.ts';

/** Owed entries that one board shows of each kind; what is beyond the most urgent hundred is not for eyes. */
const OWED_SHOWN = 100;

export type BoardSources = { readonly ledger: Ledger; readonly clinic: Clinic };

/** What the board shows of one Site's day at this instant. */
export const readBoard = async (
  sources: BoardSources,
  site: SiteEntry,
  date: LocalDate,
  now: Instant,
): Promise<BoardView> => boardView({ ...(await readBoardMaterial(sources, site, date, now)), now });

/**
 * Reads one Site's day for the board: what stands in the rooms, and what Cal.com has yet to be told. Until something is
 * written, what the board shows later differs from it by the time of day alone.
 */
export const readBoardMaterial = async (
  { ledger, clinic }: BoardSources,
  site: SiteEntry,
  date: LocalDate,
  now: Instant,
): Promise<Omit<BoardMaterial, 'now'>> => {
  const state = await currentState(ledger, await clinic.site(site));
  const credentials = credentialsOf(state.catalogue, state.site.id);
  const [snapshot, owed, unmapped, keys, offers] = await Promise.all([
    snapshotOfDay(ledger, state, date),
    owedUids(ledger, state, credentials),
    readUnmapped(ledger, now),
    Promise.all(credentials.map((each) => ledger.readCredential(each))),
    readTroubledOffers(ledger, state),
  ]);
  const day = dayOf(snapshot);
  const records = await ledger.readBookings([...new Set([...uidsReaching(snapshot, date), ...owed])]);
  return {
    day,
    date,
    publishing: state.publishing,
    paused: state.record?.paused ?? false,
    records: new Map(records.map((each) => [each.uid, each])),
    lastPlan: storedPlan(snapshot.days.get(date)?.plan),
    better: await readBetter(ledger, snapshot, date, records, now),
    keysListingNothing: keys.flatMap((key) => (key?.listsNothing === undefined ? [] : [key.credential])),
    unmapped,
    offers,
    credentialsRefused: keys.flatMap((key) =>
      key?.refused === undefined ? [] : [{ credential: key.credential, status: key.refused.status }],
    ),
  };
};

/** The better plan that is there to be taken; only where someone is yet to be told can there be one. */
const readBetter = async (
  ledger: Ledger,
  snapshot: DaySnapshot,
  date: LocalDate,
  records: readonly BookingRecord[],
  now: Instant,
): Promise<BetterPlan | undefined> => {
  const isOwed = ({ publication }: BookingRecord) =>
    publication.state.kind === 'queued' && isTold(publication);
  if (snapshot.days.get(date)?.plan === undefined || !records.some(isOwed)) return undefined;
  const { better } = await readBetterPlan(ledger, snapshot.state.site.id, date);
  return better && isOffered(better, fingerprintOf(snapshot, now), records, now) ? better : undefined;
};

/** Schedules and calendars of ours at Cal.com with which something is wrong, of those who work at this Site. */
const readTroubledOffers = async (
  ledger: Ledger,
  { catalogue, site }: SiteState,
): Promise<BoardMaterial['offers']> => {
  // Most clinics have none, and a look at the board is to be cheap.
  if (!catalogue.visitTypes.some(({ offer }) => offer !== undefined)) return [];
  const worksHere = (ownerId: number): boolean => {
    const owner = catalogue.practitioners.find(({ id }) => id === ownerId);
    return owner === undefined || [owner, ...(owner.alsoAt ?? [])].some((each) => each.site === site.id);
  };
  const unreadable: number[] = [];
  const [mirrors, feeds] = await Promise.all([
    readMirrors(ledger, (eventTypeId) => unreadable.push(eventTypeId)),
    readFeeds(ledger, () => undefined), // the sweep rings
  ]);
  const ofFeeds = feeds.flatMap(({ ownerId, trouble, types }) =>
    types.map(({ eventTypeId }) => ({ eventTypeId, ownerId, trouble, foreign: [] })),
  );
  return [
    ...[...mirrors, ...ofFeeds].filter(
      ({ ownerId, trouble, foreign }) => (trouble !== undefined || foreign.length > 0) && worksHere(ownerId),
    ),
    ...unreadable.map((eventTypeId) => ({ eventTypeId, trouble: 'unreadable' as const, foreign: [] })),
  ];
};

/** Bookings to come of no Site: whose they would be no one knows, so that each Site is shown them. */
const readUnmapped = async (ledger: Ledger, now: Instant): Promise<readonly BookingRecord[]> => {
  const entries = await ledger.readOwed({ kind: 'unmapped' }, { limit: OWED_SHOWN, startsAfter: now });
  return entries.length === 0 ? [] : ledger.readBookings(entries.map(({ uid }) => uid));
};

/**
 * The Site with its Rooms and mode as they are this second: what someone closed elsewhere shows at the next look.
 * The catalogue may be as old as the clinic keeps it.
 */
export const currentState = async (ledger: Ledger, kept: SiteState): Promise<SiteState> => {
  const { site: record, rooms } = await ledger.readSite(kept.site.id);
  return {
    ...kept,
    record,
    rooms: new Map(rooms.map((room) => [room.roomId, room])),
    publishing: record?.publishing ?? kept.site.publishing,
  };
};

const owedUids = async (
  ledger: Ledger,
  { site }: SiteState,
  credentials: readonly CredentialName[],
): Promise<BookingUid[]> => {
  const queues: PublicationQueue[] = [
    ...credentials.map((credential) => ({ kind: 'queued', credential }) as const),
    ...queuesOf(site.id),
  ];
  const entries = await Promise.all(queues.map((queue) => ledger.readOwed(queue, { limit: OWED_SHOWN })));
  // Sites may share a credential.
  return entries.flat().flatMap((each) => (each.siteId === site.id ? each.uid : []));
};
