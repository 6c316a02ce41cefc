import type { CalFeeds, FeedsAtCal } from '../calcom/cal-feeds.ts';
import type { CalSchedules, OfferedTypeAtCal, Told } from '../calcom/cal-schedules.ts';
import { type CatalogueIndex, type VisitType, visitTypeOf } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { noteContact, readPace } from '../publishing/credential-pace.ts';
import { amendFeed, type Feed, type FeedTrouble } from './feeds.ts';
import { needsApart } from './needs-apart.ts';
import { causeOf, noteTrouble } from './note-trouble.ts';
import { takeLook } from './schedule-pace.ts';
import type { Sent } from './send-mirror.ts';
import { refusalOf, termsOf } from './wanted-types.ts';

type Dependencies = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly cal: Pick<CalSchedules, 'eventTypes'>;
  readonly feeds: CalFeeds;
  readonly now: () => Instant;
};

/**
 * Looks at Cal.com which event types a calendar keeps off, and whether Cal.com still reads it. Nothing is written there: what someone
 * has taken away stays so.
 */
export const checkFeed = async (deps: Dependencies, feed: Feed): Promise<Exclude<Sent, 'written'>> => {
  const { ledger, now, cal, feeds } = deps;
  const { credential, ownerId } = feed;
  if (!(await takeLook(ledger, credential, now()))) return { later: 'pace' };
  const inTrouble = async (trouble: FeedTrouble): Promise<'trouble'> => {
    await amendFeed(ledger, ownerId, (found) => ({ ...found, trouble, readAt: now() }));
    return 'trouble';
  };
  const unanswered = async (
    told: Exclude<Told<unknown>, { kind: 'done' }>,
  ): Promise<Exclude<Sent, 'written'>> => {
    if (told.kind === 'gone') return inTrouble('refused');
    if (told.kind === 'refused' && told.status !== 401) return inTrouble('refused');
    await noteTrouble(deps, credential, told);
    return { later: causeOf(told) };
  };
  const atCal = await cal.eventTypes(credential);
  if (atCal.kind !== 'done') return unanswered(atCal);
  const connected = await feeds.all(credential);
  if (connected.kind !== 'done') return unanswered(connected);
  await noteContact(ledger, await readPace(ledger, credential), 'read', now);
  const { types, others } = typesOfFeed(await deps.clinic.catalogue(), ownerId, atCal.value);
  const isRead = isConnected(connected.value, feed);
  const trouble: FeedTrouble | undefined = !isRead
    ? 'disconnected'
    : others.length > 0
      ? 'hides-others'
      : needsApart(types.map(({ visitType }) => visitType)) && 'needs-differ';
  await amendFeed(ledger, ownerId, ({ trouble: _before, ...found }) => ({
    ...found,
    types: types.map(({ eventTypeId, terms }) => ({ eventTypeId, terms: { ...terms } })),
    readAt: now(),
    ...(trouble === undefined ? { rightAt: now() } : { trouble }),
  }));
  return trouble === undefined ? 'right' : 'trouble';
};

/** Whether Cal.com reads the calendar, and lets it count. */
export const isConnected = (
  connected: readonly FeedsAtCal[],
  { address, calendarId }: Pick<Feed, 'address' | 'calendarId'>,
): boolean =>
  connected.some(
    ({ id, addresses }) =>
      id === calendarId && addresses.some((each) => each.isSelected && each.address === address),
  );

/** Of someone's own event types those that their calendar is for, and the others, which it would hide as well. */
export const typesOfFeed = (
  catalogue: CatalogueIndex,
  ownerId: number,
  atCal: readonly OfferedTypeAtCal[],
) => {
  const own = atCal.filter((type) => type.ownerId === ownerId);
  const visitTypeFor = (type: OfferedTypeAtCal): VisitType | undefined => {
    const visitType = visitTypeOf(catalogue, { eventTypeId: type.id });
    return visitType?.offer === 'feed' && refusalOf(type) === undefined ? visitType : undefined;
  };
  const types = own.flatMap((type) => {
    const visitType = visitTypeFor(type);
    return visitType === undefined ? [] : [{ eventTypeId: type.id, visitType, terms: termsOf(type) }];
  });
  return { types, others: own.filter((type) => visitTypeFor(type) === undefined) };
};
