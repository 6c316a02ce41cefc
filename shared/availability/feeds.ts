import * as z from 'zod';
import type { PractitionerId } from '../domain/catalogue.ts';
import type { Ledger } from '../domain/ledger.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';
import { boardsLook } from './boards-look.ts';
import { readEach } from './read-each.ts';

/** Where it stands whose calendar feeds there are, and what each says. */
const SCOPE = 'offer-feed';
const ALL = 'all';

/** What keeps a feed from being right, for staff to see. */
const FEED_TROUBLES = [
  /** Cal.com does not read it any more, or someone has taken it away. */
  'disconnected',
  /** Its owner has another event type, which it hides at the same times. */
  'hides-others',
  /** The clinic file gives the visit types different needs by now: the calendar is empty. */
  'needs-differ',
  /** Cal.com will not let the key see them. */
  'refused',
] as const;
export type FeedTrouble = (typeof FEED_TROUBLES)[number];

const feed = z.object({
  /** Whose calendar it is. */
  ownerId: z.int(),
  /** Their key. */
  credential: z.string(),
  /** What makes its address a secret. */
  token: z.string(),
  /** By which Cal.com knows its address; absent: it was not told yet. */
  calendarId: z.int().optional(),
  /** Where Cal.com reads it. */
  address: z.string(),
  timeZone: z.string(),
  /** The event types that it is about, and how their starts are made, as last read, and when. */
  types: z.array(
    z.object({
      eventTypeId: z.int(),
      terms: z.object({
        length: z.int(),
        slotInterval: z.int().optional(),
        offsetStart: z.int().optional(),
      }),
    }),
  ),
  readAt: z.number(),
  /** When the event types and the calendar's place at Cal.com were last seen as they should be. */
  rightAt: z.number(),
  /** When there is no room, by the date on which the visits begin; in minutes, each from and until. */
  days: z.array(z.object({ date: z.string(), busy: z.array(z.tuple([z.int(), z.int()])) })),
  /** The same as Cal.com reads it. */
  calendar: z.string(),
  trouble: z.enum(FEED_TROUBLES).optional(),
});

/** The calendar of one practitioner that keeps them busy where there is no room. */
export type Feed = z.infer<typeof feed>;
type StoredFeed = { readonly feed: Feed; readonly version: number };

const all = z.object({ ownerIds: z.array(z.int()) });

/** Whose feeds there are. */
const feedOwners = async (
  ledger: Ledger,
): Promise<{ readonly ownerIds: readonly PractitionerId[]; readonly version: number }> => {
  const memo = await ledger.readMemo(SCOPE, ALL);
  return { ...all.parse(memo?.value ?? { ownerIds: [] }), version: memo?.version ?? 0 };
};

/** @throws where what stands there is none: written by hand, or by a newer release */
export const readFeed = async (
  ledger: Pick<Ledger, 'readMemo'>,
  ownerId: PractitionerId,
): Promise<StoredFeed | undefined> => {
  const memo = await ledger.readMemo(SCOPE, String(ownerId));
  return memo === undefined || memo.value === null
    ? undefined
    : { feed: feed.parse(memo.value), version: memo.version };
};

export const readFeeds = async (
  ledger: Ledger,
  unreadable?: (ownerId: PractitionerId, error: unknown) => void,
): Promise<readonly Feed[]> =>
  readEach((await feedOwners(ledger)).ownerIds, async (id) => (await readFeed(ledger, id))?.feed, unreadable);

/** The feed after the change; `undefined` where it is no more, or others were faster again and again. */
export const amendFeed = async (
  ledger: Ledger,
  ownerId: PractitionerId,
  change: (feed: Feed) => Feed,
): Promise<Feed | undefined> => {
  const outcome = await commitWithRetry<Feed | undefined>({}, async () => {
    const found = await readFeed(ledger, ownerId);
    if (found === undefined) return undefined;
    const value = change(found.feed);
    if (JSON.stringify(value) === JSON.stringify(found.feed)) return value;
    const id = String(ownerId);
    const write = { kind: 'memo', seen: found.version, record: { scope: SCOPE, id, value } } as const;
    const isNews = value.trouble !== found.feed.trouble;
    const result = await ledger.commit(isNews ? [write, await boardsLook(ledger, `feed ${id}`)] : [write]);
    return result.kind === 'stale' ? result : value;
  });
  return outcome !== undefined && 'ownerId' in outcome ? outcome : undefined;
};

/** A new one, or one in place of what stood there; `null`: there is none any more, and its address leads nowhere. */
export const putFeed = async (ledger: Ledger, ownerId: PractitionerId, value: Feed | null): Promise<void> => {
  const id = String(ownerId);
  const outcome = await commitWithRetry({}, async () => {
    const [memo, { ownerIds, version }] = await Promise.all([ledger.readMemo(SCOPE, id), feedOwners(ledger)]);
    const others = ownerIds.filter((each) => each !== ownerId);
    const all = { ownerIds: value === null ? others : [...others, ownerId] };
    return ledger.commit([
      { kind: 'memo', seen: memo?.version ?? 0, record: { scope: SCOPE, id, value } },
      { kind: 'memo', seen: version, record: { scope: SCOPE, id: ALL, value: all } },
      await boardsLook(ledger, `feed ${id}`),
    ]);
  });
  if (outcome.kind !== 'committed') throw new Error('availability is changed by others all the time');
};
