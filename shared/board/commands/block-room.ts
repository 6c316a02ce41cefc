import type { RoomId, SiteEntry } from '../../domain/catalogue.ts';
import { claimsByRoom, withSharing } from '../../domain/combination-rooms.ts';
import type { Block } from '../../domain/day.ts';
import { isInForce } from '../../domain/hard-rules.ts';
import type { Instant } from '../../domain/instant.ts';
import type { DayRecord } from '../../domain/ledger-records.ts';
import { datesOf, type LocalDate, localDateOf } from '../../domain/local-time.ts';
import type { DaySnapshot } from '../../unit-of-work/day-snapshot.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { type RoomChanged, type RoomSnapshot, readRoom, roomRecordOf } from '../room-snapshot.ts';
import {
  blockedSpan,
  datesOfAll,
  daysWhere,
  heldUnder,
  MARKERS_AT_ONCE,
  mark,
} from '../rules/days-concerned.ts';
import {
  type Action,
  type AsksFirst,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';
import { peopleIn } from '../view/room-state.ts';

/** `also`: the others that were laid with it, on other dates. */
export type Blocked = { readonly block: Block; readonly also?: readonly Block[] };

/** What is asked for; `also`: at these times too. What is laid anew keeps its ids. */
export type BlockWanted = Omit<Block, 'id'> & {
  readonly id?: string;
  readonly also?: readonly (Pick<Block, 'start' | 'end'> & { readonly id?: string })[];
};

export type BlockOutcome =
  | IdempotentOutcome<Blocked>
  | { readonly kind: 'no-such-room' }
  /** The room is not as its caller saw it. */
  | RoomChanged
  | AsksFirst;

type BlockStep = Step<Blocked, Exclude<BlockOutcome, IdempotentOutcome<Blocked>>>;

/** A block that touches more dates is a closure: it stands on the Room, not on each of its days. */
const MAX_DATES = 2;

/**
 * Takes a room out of use. A block of a Day stands on its room-days, whose versions a racing assignment has seen; a
 * longer or open-ended one is a closure on the Room, which is a condition of what staff and plans decide, and which a worker that
 * takes in a delivery looks at once its visit is written; so are those of a series, all in one transaction. The parts of a
 * combination room are blocked with it and written with it, unchanged: an assignment into one of them that has seen it free
 * fails, or is found. The Days it may concern are marked and woken; who it moves is the re-plan's business.
 */
export const blockRoom = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  roomId: RoomId,
  { also: others = [], ...wanted }: BlockWanted,
  ifMatch?: string,
): Promise<BlockOutcome> => {
  const dates = wanted.end === undefined ? [] : datesOf({ ...wanted, end: wanted.end }, site.timeZone);
  const isClosure =
    wanted.end === undefined || dates.length > MAX_DATES || others.length > 0 || wanted.series !== undefined;
  // The date in its id tells later where a block of a Day stands.
  const name = `${isClosure ? 'closure' : dates[0]}_${deps.newId().slice(0, 8)}`;
  const series = wanted.series ?? (others.length > 0 ? name : undefined);
  const block: Block = {
    ...wanted,
    id: wanted.id ?? (others.length > 0 ? `${name}.1` : name),
    ...(series && { series }),
  };
  const also = others.map((each, at): Block => ({ ...block, id: `${name}.${at + 2}`, ...each }));
  const blocks: readonly [Block, ...Block[]] = [block, ...also];
  return runIdempotent(deps, action, async (): Promise<BlockStep> => {
    const day = localDateOf(block.start, site.timeZone);
    const room = await readRoom(deps, site, roomId, isClosure ? [day] : dates);
    if (room === undefined) return { kind: 'refuse', refusal: { kind: 'no-such-room' } };
    const etag = room.etagOn(day);
    if (ifMatch !== undefined && etag !== ifMatch)
      return { kind: 'refuse', refusal: { kind: 'changed', etag, roomId, day } };
    const held = isClosure ? await daysHeld(deps, room, blocks) : [];
    const concerned =
      held.length > 0 || [...room.snapshot.days.values()].some(concerns(room, block, deps.now()));
    if (concerned && !action.agreed) return { kind: 'refuse', refusal: asksFirst(roomId, blocks) };
    const unit = new UnitOfWork(room.snapshot, deps.now(), action.by);
    const about = { roomId, ...(block.note !== undefined && { note: block.note }) };
    for (const each of blocks)
      unit.change(site.id, localDateOf(each.start, site.timeZone), 'blocked', about, block.reason);
    const after = isClosure ? closeRoom(deps, action, unit, room, blocks, held) : {};
    if (!isClosure) unit.block(roomId, block, partsOf(room.snapshot, roomId));
    return {
      kind: 'commit',
      unit,
      result: { block, ...(also.length > 0 && { also }) },
      undo: { do: 'unblock', roomId, blockId: also.length > 0 && series !== undefined ? series : block.id },
      ...after,
    };
  });
};

/** Whether anyone who is still to come, or there, holds the room or one that shares its walls under the block on a Day. */
const concerns =
  ({ roomId, snapshot }: Pick<RoomSnapshot, 'roomId' | 'snapshot'>, block: Block, now: Instant) =>
  (day: DayRecord): boolean =>
    heldUnder(day, withSharing(roomId, snapshot.state.site.rooms), block).some(
      (each) => isInForce(each, now) && peopleIn(each).end > now,
    );

const asksFirst = (room: RoomId, [first, ...also]: readonly [Block, ...Block[]]): AsksFirst => ({
  kind: 'asks-first',
  question: {
    what: 'block',
    room,
    ...timeOf(first),
    ...(also.length > 0 && { also: also.map(timeOf) }),
  },
});

const timeOf = ({ start, end }: Block) => ({ start, ...(end === undefined ? {} : { end }) });

const partsOf = ({ state }: DaySnapshot, roomId: RoomId): readonly RoomId[] =>
  (claimsByRoom(state.site.rooms).get(roomId) ?? []).filter((claim) => claim !== roomId);

/** The Days on which someone holds the room, or one that shares its walls, under a closure. */
const daysHeld = (
  { ledger, now }: BoardDependencies,
  { snapshot, roomId }: RoomSnapshot,
  blocks: readonly Block[],
) => {
  const { site } = snapshot.state;
  return daysWhere(
    ledger,
    site.id,
    datesOfAll(site, blocks, now()),
    blockedSpan(withSharing(roomId, site.rooms), ...blocks),
  );
};

const closeRoom = (
  deps: BoardDependencies,
  action: Action,
  unit: UnitOfWork,
  read: RoomSnapshot,
  blocks: readonly [Block, ...Block[]],
  held: readonly LocalDate[],
): { after: () => Promise<void> } => {
  const { snapshot, roomId, record } = read;
  const { site } = snapshot.state;
  const parts = partsOf(snapshot, roomId);
  const about = blocks[0].id;
  const markers = Math.max(0, MARKERS_AT_ONCE - parts.length - (blocks.length - 1));
  for (const date of held.slice(0, markers)) unit.due(site.id, date, about);
  const { version: seen, ...room } = record;
  unit.write({ kind: 'room', seen, record: { ...room, closures: [...room.closures, ...blocks] } });
  for (const part of parts) {
    const { version: seen, ...unchanged } = roomRecordOf(snapshot.state, part);
    unit.write({ kind: 'room', seen, record: unchanged });
  }
  return {
    after: async () => {
      // Anyone who was assigned between that look and the commit had seen the Room open: look again. Who is assigned after the
      // commit, by what was read before it, looks at the Room in turn: see `lookAtRooms`.
      const since = (await daysHeld(deps, read, blocks)).filter((date) => !held.includes(date));
      await mark(deps, site.id, about, action.by, [...held.slice(markers), ...since]);
    },
  };
};
