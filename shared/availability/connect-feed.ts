import type { CalFeeds } from '../calcom/cal-feeds.ts';
import type { CalSchedules } from '../calcom/cal-schedules.ts';
import type { CatalogueIndex, CredentialName, PractitionerId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { addDays, type LocalDate, localDateOf } from '../domain/local-time.ts';
import { FEED_PATH, feedAddress } from '../domain/offer/feed-address.ts';
import type { LinkToken } from '../domain/visit-link.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { reasonsOf } from '../reasons-of.ts';
import { isConnected, typesOfFeed } from './check-feed.ts';
import { amendFeed, type Feed, putFeed, readFeed, readFeeds } from './feeds.ts';
import { needsApart } from './needs-apart.ts';
import { CannotBe, ownersOf, sure, typeOfOwner } from './owners.ts';
import { packedCalendar } from './packed-calendar.ts';
import { DATES_AT_ONCE, lastMirrored, wantOffers } from './want-offers.ts';
import { wantedTypes } from './wanted-types.ts';

type FeedDependencies = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly cal: CalSchedules;
  readonly feeds: CalFeeds;
  readonly now: () => Instant;
  /** Where Cal.com reaches this system. */
  readonly origin: string;
  readonly newToken: () => LinkToken;
  /** Without it nothing is changed, neither at Cal.com nor here. */
  readonly write: boolean;
};

/** What became, or would become, of one practitioner's calendar. */
export type FeedSetUp = {
  /** Absent: no key sees whose the event type is. */
  readonly ownerId?: PractitionerId;
  readonly eventTypeIds: readonly number[];
  readonly done: string;
  readonly failed: boolean;
};

/** Gives each practitioner whose event types are to be offered by a feed a calendar at Cal.com that says when there is no room. */
export const connectFeeds = async (deps: FeedDependencies): Promise<readonly FeedSetUp[]> => {
  const catalogue = await deps.clinic.catalogue();
  const wanted = wantedTypes(catalogue, 'feed');
  if (wanted.length === 0) return [];
  const owners = await ownersOf(deps, catalogue);
  const failed: FeedSetUp[] = [];
  const byOwner = new Map<PractitionerId, { credential: CredentialName; eventTypeIds: number[] }>();
  for (const id of wanted) {
    const one = await alone({ eventTypeIds: [id] }, async () => {
      const { type, credential } = await typeOfOwner(deps, owners, id);
      const ownerId = type.ownerId ?? 0;
      const group = byOwner.get(ownerId) ?? { credential, eventTypeIds: [] };
      group.eventTypeIds.push(id);
      byOwner.set(ownerId, group);
      return '';
    });
    if (one.failed) failed.push(one);
  }
  const found: FeedSetUp[] = [];
  for (const [ownerId, { credential, eventTypeIds }] of byOwner)
    found.push(await alone({ ownerId, eventTypeIds }, () => connect(deps, catalogue, ownerId, credential)));
  return [...found, ...failed];
};

/** Takes the calendars away from Cal.com; from then on no address leads to them any more. */
export const disconnectFeeds = async (deps: FeedDependencies): Promise<readonly FeedSetUp[]> => {
  const found: FeedSetUp[] = [];
  const feeds = await readFeeds(deps.ledger, (ownerId) =>
    found.push({
      ownerId,
      eventTypeIds: [],
      done: 'what stands here of our calendar cannot be read: run it with --yes alone, then with --undo --yes',
      failed: true,
    }),
  );
  for (const feed of feeds) {
    const eventTypeIds = feed.types.map(({ eventTypeId }) => eventTypeId);
    found.push(await alone({ ownerId: feed.ownerId, eventTypeIds }, () => disconnect(deps, feed)));
  }
  return found;
};

/** What is in the way of one is in the way of no other. */
const alone = async (
  whose: Pick<FeedSetUp, 'ownerId' | 'eventTypeIds'>,
  work: () => Promise<string>,
): Promise<FeedSetUp> => {
  try {
    return { ...whose, done: await work(), failed: false };
  } catch (error) {
    return { ...whose, done: error instanceof CannotBe ? error.message : reasonsOf(error), failed: true };
  }
};

const connect = async (
  deps: FeedDependencies,
  catalogue: CatalogueIndex,
  ownerId: PractitionerId,
  credential: CredentialName,
): Promise<string> => {
  const { ledger, cal, feeds, now, origin, write } = deps;
  const timeZone = timeZoneOf(catalogue, ownerId);
  const atCal = sure('the event types', await cal.eventTypes(credential));
  const { types, others } = typesOfFeed(catalogue, ownerId, atCal);
  if (others.length > 0)
    throw new CannotBe(
      `a calendar hides all event types of its owner at the same times, so ${others.map(({ slug, id }) => `${slug} (${id})`).join(', ')} too: give them offer: feed as well, or all of them offer: only-with-room`,
    );
  const apart = needsApart(types.map(({ visitType }) => visitType));
  if (apart !== undefined)
    throw new CannotBe(
      `the visit types ${apart.one.id} and ${apart.other.id} need different rooms (${apart.by.join(', ')}), and a calendar hides both at the same times: give them offer: only-with-room`,
    );
  // One that cannot be read is made anew, in the place of the one that stands at Cal.com.
  const known = (await readFeed(ledger, ownerId).catch(() => undefined))?.feed;
  const connected = sure('the calendars', await feeds.all(credential));
  const isOurs = (address: string): boolean => address.startsWith(`${origin}${FEED_PATH}`);
  if (connected.some(({ addresses }) => addresses.some(({ address }) => !isOurs(address))))
    throw new CannotBe(
      'Cal.com reads a calendar of theirs at an address already, and would read ours in its place: let them take it away, or use offer: only-with-room',
    );
  if (known !== undefined && known.credential === credential && isConnected(connected, known))
    return 'is right: Cal.com reads our calendar';
  if (!write) return 'would have a calendar of ours read by Cal.com, with --yes';
  const token = known?.token ?? deps.newToken();
  const feed: Feed = {
    ownerId,
    credential,
    token,
    address: feedAddress(origin, ownerId, token),
    timeZone,
    types: types.map(({ eventTypeId, terms }) => ({ eventTypeId, terms: { ...terms } })),
    readAt: now(),
    rightAt: now(),
    // Where Cal.com may read it still, it goes on saying what it said until it is computed anew.
    days: known?.days ?? [],
    calendar: known?.calendar ?? packedCalendar([], now()),
  };
  await putFeed(ledger, ownerId, feed);
  // Whole before Cal.com reads it for the first time.
  const dates = allDates(catalogue, timeZone, now());
  for (let from = 0; from < dates.length; from += DATES_AT_ONCE)
    await wantOffers(deps, { mirrors: [], feeds: [feed] }, dates.slice(from, from + DATES_AT_ONCE));
  const calendarId = sure('our calendar', await feeds.save(feed.address, credential));
  await amendFeed(ledger, ownerId, (found) => ({ ...found, calendarId }));
  sure('our calendar', await feeds.select(feed.address, calendarId, credential));
  if (!isConnected(sure('the calendars', await feeds.all(credential)), { ...feed, calendarId }))
    throw new CannotBe('Cal.com took our calendar, and does not show it among those that count');
  return 'has a calendar of ours read by Cal.com';
};

const timeZoneOf = ({ practitioners, sites }: CatalogueIndex, ownerId: PractitionerId): string => {
  const practitioner = practitioners.find(({ id }) => id === ownerId);
  const site = sites.find(({ id }) => id === practitioner?.site);
  if (site === undefined) throw new CannotBe(`user ${ownerId} is no practitioner of the clinic file`);
  return site.timeZone;
};

const allDates = (catalogue: CatalogueIndex, timeZone: string, now: Instant): readonly LocalDate[] => {
  const dates = [localDateOf(now, timeZone)];
  const last = lastMirrored(catalogue, dates[0] ?? '');
  for (let date = dates[0] ?? last; date < last; ) {
    date = addDays(date, 1);
    dates.push(date);
  }
  return dates;
};

const disconnect = async (
  { ledger, feeds, write }: FeedDependencies,
  { ownerId, credential, address }: Feed,
): Promise<string> => {
  const connected = sure('the calendars', await feeds.all(credential));
  const ours = connected.find(({ addresses }) => addresses.some((each) => each.address === address));
  if (!write)
    return `would have no calendar of ours any more${ours === undefined ? ', as Cal.com has none already' : ''}, with --yes`;
  if (ours !== undefined) {
    if (ours.addresses.length > 1)
      throw new CannotBe(
        'Cal.com reads a calendar of theirs beside ours, and can only take both away: let them take ours away at Cal.com, then run it again',
      );
    sure('our calendar', await feeds.disconnect(ours.id, credential));
  }
  await putFeed(ledger, ownerId, null);
  return 'has no calendar of ours any more, and its address leads nowhere';
};
