import { type CatalogueIndex, type VisitType, visitTypeOf } from '../domain/catalogue.ts';
import { type Instant, type Interval, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { dayInterval, type LocalDate, localDateOf } from '../domain/local-time.ts';
import { busyTimes, type PossibleVisit } from '../domain/offer/busy-times.ts';
import { possibleStarts, type StartTerms } from '../domain/offer/possible-starts.ts';
import type { Asked, Hidden } from './busy-starts.ts';
import { amendFeed, type Feed } from './feeds.ts';
import { packedCalendar } from './packed-calendar.ts';

type OfFeed = { readonly eventTypeId: number; readonly visitType: VisitType; readonly terms: StartTerms };

/** The event types for which a calendar is to say when there is no room; none while it would hide what it should not. */
export const typesOf = (catalogue: CatalogueIndex, { types, trouble }: Feed): readonly OfFeed[] =>
  trouble === 'hides-others' || trouble === 'needs-differ'
    ? []
    : types.flatMap(({ eventTypeId, terms }) => {
        const visitType = visitTypeOf(catalogue, { eventTypeId });
        return visitType?.offer === 'feed' ? [{ eventTypeId, visitType, terms }] : [];
      });

/** The starts of these dates about which a calendar has to know, whatever hours its owner keeps at Cal.com. */
export const askedOfFeed = (
  catalogue: CatalogueIndex,
  feed: Feed,
  dates: readonly LocalDate[],
): readonly Asked[] =>
  typesOf(catalogue, feed).map(({ eventTypeId, visitType, terms }) => ({
    eventTypeId,
    visitType,
    ownerId: feed.ownerId,
    minutes: terms.length,
    starts: dates.flatMap((date) => startsOn(date, terms, feed.timeZone)),
  }));

const startsOn = (date: LocalDate, terms: StartTerms, timeZone: string): readonly Instant[] => {
  const { start, end } = dayInterval(date, timeZone);
  const window = { start, end: end + terms.length * MINUTE };
  return possibleStarts([window], terms, timeZone).filter((at) => at < end);
};

/**
 * Notes what a calendar says of these dates; of the others it goes on saying what it said, and nothing of those that are over.
 * `overtaken`: others noted something else of these dates after `feed` was read, perhaps of a newer Day; theirs stands.
 */
export const fillFeed = async (
  { ledger, now }: { readonly ledger: Ledger; readonly now: () => Instant },
  catalogue: CatalogueIndex,
  feed: Feed,
  dates: readonly LocalDate[],
  busy: ReadonlyMap<number, ReadonlySet<Instant>>,
): Promise<Hidden & { readonly overtaken?: Feed | undefined }> => {
  const hidden = { busy: 0, lost: 0 };
  const types = typesOf(catalogue, feed);
  const computed = dates.map((date) => {
    const visits = types.flatMap(({ eventTypeId, terms }) =>
      startsOn(date, terms, feed.timeZone).map(
        (start): PossibleVisit => ({
          start,
          end: start + terms.length * MINUTE,
          hasRoom: busy.get(eventTypeId)?.has(start) !== true,
        }),
      ),
    );
    const found = busyTimes(visits);
    hidden.busy += visits.filter(({ hasRoom }) => !hasRoom).length;
    hidden.lost += found.lost.length;
    return { date, busy: found.busy.map(inMinutes) };
  });
  let isOvertaken = false;
  const after = await amendFeed(ledger, feed.ownerId, (found) => {
    isOvertaken = false;
    // Read anew meanwhile: what was computed is of other event types, and is computed again soon.
    if (JSON.stringify([found.types, found.trouble]) !== JSON.stringify([feed.types, feed.trouble]))
      return found;
    isOvertaken = JSON.stringify(saidOn(found, dates)) !== JSON.stringify(saidOn(feed, dates));
    if (isOvertaken) return found;
    const today = localDateOf(now(), found.timeZone);
    const others = found.days.filter(({ date }) => date >= today && !dates.includes(date));
    const days = [...others, ...computed.filter((day) => day.date >= today)].sort((a, b) =>
      a.date < b.date ? -1 : 1,
    );
    return JSON.stringify(days) === JSON.stringify(found.days)
      ? found
      : { ...found, days, calendar: packedCalendar(days.flatMap(intervalsOf), now()) };
  });
  return isOvertaken ? { busy: 0, lost: 0, overtaken: after } : hidden;
};

const saidOn = ({ days }: Feed, dates: readonly LocalDate[]): Feed['days'] =>
  days.filter(({ date }) => dates.includes(date));

const inMinutes = ({ start, end }: Interval): [number, number] => [start / MINUTE, end / MINUTE];

const intervalsOf = ({ busy }: Feed['days'][number]): readonly Interval[] =>
  busy.map(([from, until]) => ({ start: from * MINUTE, end: until * MINUTE }));
