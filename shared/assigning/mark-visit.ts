import { admit } from '../domain/admit.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { Instant } from '../domain/instant.ts';
import { localDateOf } from '../domain/local-time.ts';
import type { SiteState } from '../ledger/clinic.ts';
import type { Surroundings } from './assign-booking.ts';
import { commitDraft } from './commit-draft.ts';
import { Draft } from './draft.ts';
import { readHand } from './read-hand.ts';

/** `unchanged`: marked before, or not about the visit as it stands now. */
export type MarkOutcome = { readonly kind: 'marked' | 'unchanged' | 'unknown-booking' | 'contended' };

export type Mark = {
  readonly uid: BookingUid;
  readonly what: 'started' | 'ended';
  readonly at: Instant;
  /** Who says so: a staff subject id, or `webhook`. */
  readonly by: string;
  /** Says so of the visit that was to start then, and of no other; absent = of whichever it is. */
  readonly start?: Instant;
};

const MAX_TRIES = 8;

/**
 * Marks a visit as begun or over. The earliest word counts, so repetition and order make no difference. A visit that is
 * over early gives its room back: the Occupancy ends a Turnaround after it, and the Day is planned for those who wait.
 */
export const markVisit =
  (around: Surroundings) =>
  async (mark: Mark): Promise<MarkOutcome> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (tries > 0) await around.pause(around.chance() * 25 * 2 ** Math.min(tries, 5));
      const record = await around.ledger.readBooking(mark.uid);
      if (record === undefined) return { kind: 'unknown-booking' };
      const marked = withMark(record, mark);
      if (marked === undefined) return { kind: 'unchanged' };
      const draft = await drafted(around, record, marked, mark);
      const result = await commitDraft(around, draft);
      if (result.kind === 'committed') return { kind: 'marked' };
      around.clinic.forget();
    }
    return { kind: 'contended' };
  };

const withMark = (record: BookingRecord, { what, at, start }: Mark): BookingRecord | undefined => {
  if (record.fact.standing === 'ended' || (start !== undefined && record.fact.start !== start))
    return undefined;
  const key = what === 'started' ? 'startedAt' : 'endedAt';
  const before = record[key];
  return before !== undefined && before <= at ? undefined : { ...record, [key]: at };
};

const drafted = async (
  around: Surroundings,
  before: BookingRecord,
  marked: BookingRecord,
  mark: Mark,
): Promise<Draft> => {
  const now = around.now();
  const state = await siteOf(around, before);
  const early = state && (await freedEarly(around, state, before, marked, now, mark));
  const draft = early?.draft ?? new Draft(undefined, now, mark.by);
  const { version, ...record } = early?.record ?? marked;
  draft.write({ kind: 'booking', seen: version, record });
  if (state && record.fact.standing !== 'ended')
    draft.change(
      state.site.id,
      localDateOf(record.fact.start, state.site.timeZone),
      mark.what,
      {
        bookingUid: record.uid,
        ...(record.placement.kind === 'roomed' ? { roomId: record.placement.roomId } : {}),
      },
      early ? 'early' : 'as-planned',
    );
  return draft;
};

const siteOf = async (around: Surroundings, record: BookingRecord): Promise<SiteState | undefined> => {
  const site = (await around.clinic.catalogue()).sites.find((each) => each.id === record.siteId);
  return site && around.clinic.site(site);
};

/** The same room for a shorter while, where the visit was over before its time. */
const freedEarly = async (
  around: Surroundings,
  state: SiteState,
  before: BookingRecord,
  marked: BookingRecord,
  now: Instant,
  { what, at, by }: Mark,
): Promise<{ draft: Draft; record: BookingRecord } | undefined> => {
  const { fact, placement } = before;
  if (what !== 'ended' || fact.standing === 'ended' || placement.kind !== 'roomed') return undefined;
  if (at <= placement.from || at >= fact.end) return undefined;
  const admission = admit({ ...before, fact }, state.catalogue, now, { currentRoom: placement.roomId });
  if (admission.kind === 'ignored') return undefined;
  const to = at + (placement.to - fact.end);
  const hand = await readHand(around.ledger, state, { start: placement.from, end: placement.to });
  const draft = new Draft(hand, now, by);
  draft.giveUp(before);
  const choice = { ...placement, to, evicts: [], because: 'only-room' } as const;
  draft.take(admission.booking, choice, before.pinned);
  return { draft, record: { ...marked, placement: { ...placement, to } } };
};
