import { GAVE_WAY } from '../../assigning/evict-holds.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import type { RoomId, Site } from '../../domain/catalogue.ts';
import { DayTable } from '../../domain/day-table.ts';
import { occupancyOf } from '../../domain/decide.ts';
import { type Instant, type Interval, overlap } from '../../domain/instant.ts';
import type { Change } from '../../domain/ledger-records.ts';
import type { LocalDate } from '../../domain/local-time.ts';
import { roomOf } from '../../domain/room-of.ts';
import { excessOf, LIMITS } from '../../ledger/transaction-size.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { type Action, type BoardDependencies, runIdempotent, type Step } from '../run-idempotent.ts';
import { isToldOfItsRoom } from '../view/publication-status.ts';
import { joinSnapshots, readVisit, type VisitSnapshot } from '../visit-snapshot.ts';
import { seatIn, takeSeat } from './seat.ts';

/** A visit that has left a room because of an action, and that room. */
export type Moved = {
  readonly uid: BookingUid;
  readonly start: Instant;
  /** Where it was before the action. */
  readonly home: RoomId;
  /** Where the plan has put it; `null`: nowhere. */
  readonly room: RoomId | null;
};

/** What became of those that an action had moved, once it is taken back. */
export type PutBack = {
  /** Back in the room they had: no one had been told of the other one. */
  readonly restored: readonly Moved[];
  /** Still where the plan has put them: they have been told of it, or their room is no longer to be had. */
  readonly stayed: readonly Moved[];
};

/** What made them move: rooms that were not to be had for a while, since an action. */
export type Cause = {
  readonly rooms: readonly RoomId[];
  readonly span: Interval;
  readonly since: Instant;
  /** Who had holds give way by it, if anyone. */
  readonly by?: string;
  /** The Days it lies on. */
  readonly dates: readonly LocalDate[];
};

const LINES_READ = 2_000;
/** Put back at a time: more might not fit into one transaction. */
const TOGETHER = 12;

/**
 * Puts back who the plan has moved because of an action that has been taken back, where no one has been told yet: they
 * all at once, since they may have exchanged rooms. Asked again after it was done, it answers the same.
 */
export const putBack = async (
  deps: BoardDependencies,
  undoing: Action,
  site: Site,
  cause: Cause,
): Promise<PutBack> => {
  const restored: Moved[] = [];
  for (let round = 0; ; round += 1) {
    const action = { ...undoing, id: `${undoing.id}_back${round}`, request: `${undoing.request}, put back` };
    const outcome = await runIdempotent<readonly Moved[], { readonly kind: 'none' }>(deps, action, () =>
      together(deps, action, site, cause),
    );
    if (outcome.kind !== 'landed') break;
    restored.push(...outcome.result);
  }
  const isRestored = ({ uid }: Moved): boolean => restored.some((each) => each.uid === uid);
  const moved = await movedBy(deps, site, cause);
  return { restored, stayed: moved.map(({ moved }) => moved).filter((each) => !isRestored(each)) };
};

const together = async (
  deps: BoardDependencies,
  action: Action,
  site: Site,
  cause: Cause,
): Promise<Step<readonly Moved[], { readonly kind: 'none' }>> => {
  const moved = await movedBy(deps, site, cause);
  let group = moved
    .filter(({ visit }) => !isToldOfItsRoom(visit.record, visit.snapshot.state))
    .slice(0, TOGETHER);
  while (group.length > 0) {
    const unit = unitOf(deps, action, group);
    if ('refused' in unit) group = group.filter((each) => each !== unit.refused);
    else if (isTooLarge(unit)) group = group.slice(0, -1);
    else return { kind: 'commit', unit, result: group.map(({ moved }) => moved) };
  }
  return { kind: 'refuse', refusal: { kind: 'none' } };
};

/** One write is left for the action's own memory. */
const isTooLarge = (unit: UnitOfWork): boolean => {
  const writes = unit.writes();
  return writes.length >= LIMITS.writes || excessOf(writes) !== undefined;
};

type MovedVisit = { readonly moved: Moved; readonly visit: VisitSnapshot };

/** All of them in their rooms again, or the first for which that cannot be. */
const unitOf = (
  deps: BoardDependencies,
  { by }: Action,
  group: readonly MovedVisit[],
): UnitOfWork | { readonly refused: MovedVisit } => {
  const now = deps.now();
  const [first, ...others] = group.map(({ visit }) => visit.snapshot);
  if (first === undefined) throw new TypeError('there is no one to put back');
  const snapshot = others.reduce(joinSnapshots, first);
  const table = new DayTable(dayOf(snapshot), now);
  for (const { moved } of group) table.lift(moved.uid);
  const unit = new UnitOfWork(snapshot, now, by);
  for (const each of group) {
    const visit = { ...each.visit, snapshot };
    const seat = seatIn(table, visit, each.moved.home, now);
    if ('refusal' in seat) return { refused: each };
    table.place(occupancyOf(seat.booking, seat.choice), seat.choice.claims);
    takeSeat(deps, unit, visit, seat, visit.record.pinned ?? false, { reason: 'put-back', by });
  }
  return unit;
};

/** Who had to wait, and was given a room by a plan since, has moved in two steps. */
const isMove = ({ what, by }: Change): boolean =>
  what === 'moved' || what === 'waiting' || (what === 'assigned' && by === 'sweep');

/**
 * Who the plan has moved out of the way since, with those that these have pushed on; not who has begun, nor whose room
 * someone has decided on meanwhile.
 */
const movedBy = async (deps: BoardDependencies, site: Site, cause: Cause): Promise<MovedVisit[]> => {
  const trails = await Promise.all(
    cause.dates.map((date) => deps.ledger.readTrail(site.id, date, LINES_READ)),
  );
  const lines = trails
    .flat()
    .filter((each) => each.at >= cause.since && isMove(each))
    .sort((a, b) => a.at - b.at);
  const isPlanned = (each: Change): boolean =>
    each.by === 'sweep' || (each.reason === GAVE_WAY && each.by === cause.by);
  const byBooking = Map.groupBy(lines, ({ bookingUid = '' }) => bookingUid);
  const found = await Promise.all(
    [...byBooking].map(async ([uid, [first, ...more]]): Promise<MovedVisit[]> => {
      if (first?.fromRoomId === undefined) return [];
      const last = more.at(-1) ?? first;
      if (!isPlanned(first) || !isPlanned(last)) return [];
      const visit = await readVisit(deps, site, uid);
      if (visit === undefined || visit.record.progress !== undefined) return [];
      const room = roomOf(visit.record);
      if (room !== (last.roomId ?? null) || room === first.fromRoomId || visit.record.fact.end <= deps.now())
        return [];
      return [{ moved: { uid, start: visit.record.fact.start, home: first.fromRoomId, room }, visit }];
    }),
  );
  return pushedFrom(found.flat(), site, cause).toSorted((a, b) => a.moved.start - b.moved.start);
};

/** Those who had to leave the rooms in that time, those who had to leave the rooms that these have got, and so on. */
const pushedFrom = (all: readonly MovedVisit[], site: Site, cause: Cause): MovedVisit[] => {
  const found: MovedVisit[] = [];
  let taken: { rooms: readonly RoomId[]; span: Interval }[] = [cause];
  for (let rest = [...all]; taken.length > 0; ) {
    const pushed = rest.filter(({ moved, visit }) =>
      taken.some(
        ({ rooms, span }) =>
          overlap(spanOf(visit), span) && partsOf(site, moved.home).some((room) => rooms.includes(room)),
      ),
    );
    found.push(...pushed);
    rest = rest.filter((each) => !pushed.includes(each));
    taken = pushed.flatMap(({ moved, visit }) =>
      moved.room === null ? [] : [{ rooms: partsOf(site, moved.room), span: spanOf(visit) }],
    );
  }
  return found;
};

const spanOf = ({ record: { fact, placement } }: VisitSnapshot): Interval =>
  placement.kind === 'roomed'
    ? { start: placement.from, end: placement.to }
    : { start: fact.start, end: fact.end };

/** A room, and the parts that it is made of. */
const partsOf = (site: Site, id: RoomId): readonly RoomId[] => [
  id,
  ...(site.rooms.find((room) => room.id === id)?.parts ?? []),
];
