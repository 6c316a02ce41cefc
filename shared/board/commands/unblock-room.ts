import type { RoomId, SiteEntry } from '../../domain/catalogue.ts';
import type { Block } from '../../domain/day.ts';
import type { Instant } from '../../domain/instant.ts';
import { addDays, type LocalDate, localDateOf } from '../../domain/local-time.ts';
import { isRepeating } from '../../domain/planned-use.ts';
import { roomDayIn } from '../../unit-of-work/day-snapshot.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { type RoomChanged, type RoomSnapshot, readRoom } from '../room-snapshot.ts';
import { datesOfAll, daysWhere, MARKERS_AT_ONCE, mark } from '../rules/days-concerned.ts';
import {
  type Action,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';
import type { Blocked } from './block-room.ts';

export type UnblockOutcome =
  | IdempotentOutcome<Blocked>
  | { readonly kind: 'no-such-room' }
  /** `repeats`: it stands in the clinic file, and would be there again. */
  | { readonly kind: 'no-such-block'; readonly repeats?: true }
  | RoomChanged;

type UnblockStep = Step<Blocked, Exclude<UnblockOutcome, IdempotentOutcome<Blocked>>>;

/**
 * Gives a blocked room back, of a series by its name whatever of it is not over yet. No one moves back into it; those who wait may
 * get it.
 */
export const unblockRoom = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  roomId: RoomId,
  blockId: string,
  ifMatch?: string,
): Promise<UnblockOutcome> =>
  runIdempotent(deps, action, async (): Promise<UnblockStep> => {
    const named = dateInBlockId(blockId);
    const day = named ?? localDateOf(deps.now(), site.timeZone);
    const room = await readRoom(deps, site, roomId, named === undefined ? [day] : [named, addDays(named, 1)]);
    if (room === undefined) return { kind: 'refuse', refusal: { kind: 'no-such-room' } };
    const asWritten = room.snapshot.state.site.rooms.find(({ id }) => id === roomId);
    if (asWritten !== undefined && isRepeating(asWritten, blockId))
      return { kind: 'refuse', refusal: { kind: 'no-such-block', repeats: true } };
    const [block, ...also] = blocksIn(room, blockId, deps.now());
    // An overrun is the running visit's: it goes when that visit is finished or its lateness is taken back.
    if (block === undefined || block.reason === 'overrun')
      return { kind: 'refuse', refusal: { kind: 'no-such-block' } };
    const etag = room.etagOn(day);
    if (ifMatch !== undefined && etag !== ifMatch)
      return { kind: 'refuse', refusal: { kind: 'changed', etag, roomId, day } };
    const unit = new UnitOfWork(room.snapshot, deps.now(), action.by);
    const isSeries = block.id !== blockId;
    const dates = isSeries ? [block, ...also].map(({ start }) => localDateOf(start, site.timeZone)) : [day];
    for (const date of dates) unit.change(site.id, date, 'unblocked', { roomId }, block.reason);
    const isClosure = room.record.closures.includes(block);
    const after = isClosure ? await openRoom(deps, action, unit, room, [block, ...also]) : {};
    if (!isClosure) unit.unblock(roomId, block.id);
    const result = { block, ...(also.length > 0 && { also }) };
    return { kind: 'commit', unit, result, undo: { do: 'block', roomId, ...result }, ...after };
  });

/** The date that stands in the id of a block of a Day. */
const dateInBlockId = (blockId: string): LocalDate | undefined => /^(\d{4}-\d{2}-\d{2})_/.exec(blockId)?.[1];

/** The one of that id, or those of the series of that name that are not over. */
const blocksIn = ({ snapshot, roomId, record }: RoomSnapshot, blockId: string, now: Instant): Block[] => {
  const ofDays = [...snapshot.days.keys()].flatMap((date) =>
    Object.values(roomDayIn(snapshot, date, roomId)?.blocks ?? {}),
  );
  const one = [...record.closures, ...ofDays].find((each) => each.id === blockId);
  return one === undefined
    ? record.closures.filter(({ series, end = now + 1 }) => series === blockId && end > now)
    : [one];
};

const openRoom = async (
  deps: BoardDependencies,
  action: Action,
  unit: UnitOfWork,
  { snapshot, record }: RoomSnapshot,
  blocks: readonly [Block, ...Block[]],
): Promise<{ after: () => Promise<void> }> => {
  const { site } = snapshot.state;
  const { version: seen, ...room } = record;
  unit.write({
    kind: 'room',
    seen,
    record: {
      ...room,
      closures: room.closures.filter((each) => !blocks.includes(each)),
    },
  });
  const about = blocks[0].id;
  const dates = datesOfAll(site, blocks, deps.now());
  const readAwaited = () => daysWhere(deps.ledger, site.id, dates, (day) => day.waiting.length > 0);
  const awaited = await readAwaited();
  const markers = MARKERS_AT_ONCE - (blocks.length - 1);
  for (const date of awaited.slice(0, markers)) unit.due(site.id, date, about);
  return {
    after: async () => {
      // Anyone who began to wait meanwhile may have seen the Room closed, and its Day may have been planned already.
      const since = (await readAwaited()).filter((date) => !awaited.includes(date));
      await mark(deps, site.id, about, action.by, [...awaited.slice(markers), ...since]);
    },
  };
};
