import * as z from 'zod';
import { calSchedule } from '../calcom/cal-schedules.ts';
import type { Ledger } from '../domain/ledger.ts';

/** Where it stands which event types have a schedule of ours, and what is known of each. */
const SCOPE = 'availability';
const ALL = 'all';

/** What keeps a mirror from being right, for staff to see. */
export const MIRROR_TROUBLES = [
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
  /** Our schedule could not be read or written. */
  'unreachable',
  /** The clinic file asks for it no more: the whole schedule is given back until `--undo` takes ours away. */
  'not-wanted',
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
  /** What we wrote into it last. */
  written: calSchedule,
  /** What it mirrors and how starts are made, as last read. */
  source: calSchedule,
  terms: z.object({ length: z.int(), slotInterval: z.int().optional(), offsetStart: z.int().optional() }),
  /** When these were read. */
  readAt: z.number(),
  /** When it was last known to be right. */
  rightAt: z.number(),
  /** Dates on which someone has written into ours. */
  foreign: z.array(z.string()).default([]),
  trouble: z.enum(MIRROR_TROUBLES).optional(),
  /** Starts that are not offered for want of a room, and those lost with them, as last counted. */
  hidden: z.int().default(0),
  lost: z.int().default(0),
  /** Of what it was last computed in whole: a version of the catalogue and a date. */
  wholeOf: z.string().default(''),
  wholeAt: z.number().default(0),
});

/** One event type whose schedule is ours. */
export type Mirror = z.infer<typeof mirror>;
export type StoredMirror = { readonly mirror: Mirror; readonly version: number };

const all = z.object({ eventTypeIds: z.array(z.int()) });

/** The event types that have a schedule of ours. */
export const mirroredTypes = async (ledger: Ledger): Promise<readonly number[]> =>
  all.parse((await ledger.readMemo(SCOPE, ALL))?.value ?? { eventTypeIds: [] }).eventTypeIds;

export const readMirror = async (ledger: Ledger, eventTypeId: number): Promise<StoredMirror | undefined> => {
  const memo = await ledger.readMemo(SCOPE, String(eventTypeId));
  const read = mirror.safeParse(memo?.value);
  return memo !== undefined && read.success ? { mirror: read.data, version: memo.version } : undefined;
};

export const readMirrors = async (ledger: Ledger): Promise<readonly StoredMirror[]> =>
  (await Promise.all((await mirroredTypes(ledger)).map((id) => readMirror(ledger, id)))).filter(
    (each) => each !== undefined,
  );

/** Whether it was written: no one has written it since it was read. */
export const writeMirror = async (ledger: Ledger, value: Mirror, seen: number): Promise<boolean> => {
  const record = { scope: SCOPE, id: String(value.eventTypeId), value };
  const result = await ledger.commit([{ kind: 'memo', seen, record }]);
  return result.kind === 'committed';
};

/** A new one, or one that is taken up again. */
export const addMirror = async (ledger: Ledger, value: Mirror): Promise<void> => {
  const id = String(value.eventTypeId);
  const [memo, list] = await Promise.all([ledger.readMemo(SCOPE, id), ledger.readMemo(SCOPE, ALL)]);
  const { eventTypeIds } = all.parse(list?.value ?? { eventTypeIds: [] });
  await written(ledger, [
    { kind: 'memo', seen: memo?.version ?? 0, record: { scope: SCOPE, id, value } },
    listOf(list?.version, [...new Set([...eventTypeIds, value.eventTypeId])]),
  ]);
};

/** Nothing is remembered of it but that it was. */
export const forgetMirror = async (ledger: Ledger, eventTypeId: number): Promise<void> => {
  const id = String(eventTypeId);
  const [memo, list] = await Promise.all([ledger.readMemo(SCOPE, id), ledger.readMemo(SCOPE, ALL)]);
  const { eventTypeIds } = all.parse(list?.value ?? { eventTypeIds: [] });
  await written(ledger, [
    { kind: 'memo', seen: memo?.version ?? 0, record: { scope: SCOPE, id, value: null } },
    listOf(
      list?.version,
      eventTypeIds.filter((each) => each !== eventTypeId),
    ),
  ]);
};

const listOf = (seen: number | undefined, eventTypeIds: readonly number[]) =>
  ({ kind: 'memo', seen: seen ?? 0, record: { scope: SCOPE, id: ALL, value: { eventTypeIds } } }) as const;

const written = async (ledger: Ledger, writes: Parameters<Ledger['commit']>[0]): Promise<void> => {
  if ((await ledger.commit(writes)).kind === 'stale')
    throw new Error('availability was changed by someone else meanwhile: run it again');
};
