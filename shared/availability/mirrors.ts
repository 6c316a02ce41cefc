import * as z from 'zod';
import { calSchedule } from '../calcom/cal-schedules.ts';
import type { Ledger } from '../domain/ledger.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';
import { boardsLook } from './boards-look.ts';
import { readEach } from './read-each.ts';

/** Where it stands which event types have a schedule of ours, and what is known of each. */
const SCOPE = 'availability';
const ALL = 'all';

/** What keeps a mirror from being right, for staff to see. */
const MIRROR_TROUBLES = [
  /** Someone has given the event type another schedule: nothing more is written. */
  'pointed-elsewhere',
  /** Someone has changed the weekly hours or the zone of ours: nothing more is written. */
  'hours-changed',
  /** The event type, its schedule or ours is gone. */
  'gone',
  /** Cal.com will not let the key touch them. */
  'refused',
  /** The event type has become one that cannot be mirrored: of a team, with seats, of several lengths. */
  'not-of-one-person',
] as const;
export type MirrorTrouble = (typeof MIRROR_TROUBLES)[number];

const mirror = z.object({
  eventTypeId: z.int(),
  /** The owner's key; no other opens their schedules. */
  credential: z.string(),
  ownerId: z.int(),
  /** What the event type had before: `null` is its owner's default schedule. Mirrored, and put back by `--undo`. */
  former: z.int().nullable(),
  /** The one that we have made. */
  ours: z.int(),
  /** What it mirrors and how its starts are made, as last read, and when. */
  source: calSchedule,
  terms: z.object({ length: z.int(), slotInterval: z.int().optional(), offsetStart: z.int().optional() }),
  readAt: z.number(),
  /** The overrides that ours should have, by what rooms there are. */
  wanted: calSchedule.shape.overrides,
  /** What we wrote into ours last, and saw there. */
  written: calSchedule,
  /** What is written next, and may stand there: noted before it leaves. */
  attempts: z.array(calSchedule).default([]),
  /** What we wrote before, on the dates where it is another: a request that was given up may be done after the next one. */
  formerly: z.array(calSchedule).default([]),
  /** When ours was last seen as it should be. */
  rightAt: z.number(),
  /** Dates on which someone has written into ours. */
  foreign: z.array(z.string()).default([]),
  trouble: z.enum(MIRROR_TROUBLES).optional(),
});

/** One event type whose schedule is ours. */
export type Mirror = z.infer<typeof mirror>;
type StoredMirror = { readonly mirror: Mirror; readonly version: number };

const all = z.object({ eventTypeIds: z.array(z.int()) });

/** The event types that have a schedule of ours. */
export const mirroredTypes = async (ledger: Ledger): Promise<readonly number[]> =>
  all.parse((await ledger.readMemo(SCOPE, ALL))?.value ?? { eventTypeIds: [] }).eventTypeIds;

/** @throws where what stands there is none: written by hand, or by a newer release */
export const readMirror = async (ledger: Ledger, eventTypeId: number): Promise<StoredMirror | undefined> => {
  const memo = await ledger.readMemo(SCOPE, String(eventTypeId));
  return memo === undefined || memo.value === null
    ? undefined
    : { mirror: mirror.parse(memo.value), version: memo.version };
};

export const readMirrors = async (
  ledger: Ledger,
  unreadable?: (eventTypeId: number, error: unknown) => void,
): Promise<readonly Mirror[]> =>
  readEach(await mirroredTypes(ledger), async (id) => (await readMirror(ledger, id))?.mirror, unreadable);

/** The mirror after the change; `undefined` where it is no more, or others were faster again and again. */
export const amendMirror = async (
  ledger: Ledger,
  eventTypeId: number,
  change: (mirror: Mirror) => Mirror,
): Promise<Mirror | undefined> => {
  const outcome = await commitWithRetry<Mirror | undefined>({}, async () => {
    const found = await readMirror(ledger, eventTypeId);
    if (found === undefined) return undefined;
    const value = change(found.mirror);
    if (JSON.stringify(value) === JSON.stringify(found.mirror)) return value;
    const id = String(eventTypeId);
    const write = { kind: 'memo', seen: found.version, record: { scope: SCOPE, id, value } } as const;
    const isNews = troubleIn(value) !== troubleIn(found.mirror);
    const result = await ledger.commit(isNews ? [write, await boardsLook(ledger, id)] : [write]);
    return result.kind === 'stale' ? result : value;
  });
  return outcome !== undefined && 'eventTypeId' in outcome ? outcome : undefined;
};

const troubleIn = ({ trouble, foreign }: Mirror): string => JSON.stringify([trouble, foreign]);

/** A new one, or one that is taken up again. */
export const addMirror = (ledger: Ledger, value: Mirror): Promise<void> =>
  put(ledger, value.eventTypeId, value, (all) => [...new Set([...all, value.eventTypeId])]);

/** Nothing is remembered of it but that it was. */
export const forgetMirror = (ledger: Ledger, eventTypeId: number): Promise<void> =>
  put(ledger, eventTypeId, null, (all) => all.filter((each) => each !== eventTypeId));

/** Whatever the sweep notes of it at the same moment. */
const put = async (
  ledger: Ledger,
  eventTypeId: number,
  value: Mirror | null,
  listed: (all: readonly number[]) => readonly number[],
): Promise<void> => {
  const id = String(eventTypeId);
  const outcome = await commitWithRetry({}, async () => {
    const [memo, list] = await Promise.all([ledger.readMemo(SCOPE, id), ledger.readMemo(SCOPE, ALL)]);
    const { eventTypeIds } = all.parse(list?.value ?? { eventTypeIds: [] });
    const record = { scope: SCOPE, id: ALL, value: { eventTypeIds: listed(eventTypeIds) } };
    return ledger.commit([
      { kind: 'memo', seen: memo?.version ?? 0, record: { scope: SCOPE, id, value } },
      { kind: 'memo', seen: list?.version ?? 0, record },
      await boardsLook(ledger, id),
    ]);
  });
  if (outcome.kind !== 'committed') throw new Error('availability is changed by others all the time');
};
