import { expect } from 'vitest';
import { type Booking, byPrecedence } from '../../../shared/domain/booking.ts';
import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import type { DayRoom, Occupancy } from '../../../shared/domain/day.ts';
import { DayTable } from '../../../shared/domain/day-table.ts';
import { bookingOf, choose, occupancyOf } from '../../../shared/domain/decide.ts';
import { holders, refusalOf } from '../../../shared/domain/hard-rules.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import type { DayAsRead } from '../../../shared/domain/offer/occupied-day.ts';
import { type Answer, type Offered, offerOf } from '../../../shared/domain/offer/offer.ts';
import { plannedOf } from '../../../shared/domain/planned.ts';
import { booking } from '../../support/builders.ts';

type Way = { readonly occupancy: Occupancy; readonly claims: readonly string[] };
type Mover = { readonly booking: Booking; readonly now?: Way };

/** The Day with all who may move lifted off it; those who wait and go first are among them. */
const emptied = (
  { day, records, now }: DayAsRead,
  priority: number,
): { table: DayTable; movers: Mover[] } => {
  const table = new DayTable(day, now);
  const served = day.waiting
    .filter(({ status }) => status === 'confirmed')
    .flatMap((each) => bookingOf(each, day) ?? [])
    .filter((each) => each.priority <= priority)
    .sort(byPrecedence)
    .filter((each) => {
      const { choice } = choose(each, table);
      if (choice !== undefined) table.place(occupancyOf(each, choice), choice.claims);
      return choice !== undefined;
    });
  const silent = records.flatMap((record) => {
    const isHeld =
      record.pinned ||
      record.progress?.arrivedAt !== undefined ||
      record.publication.verified !== undefined ||
      record.publication.state.kind === 'shadow' ||
      record.fact.status === 'ended' ||
      record.fact.start <= now + day.site.policy.freezeMinutes * MINUTE;
    const planned = isHeld ? undefined : plannedOf(record, day, now);
    return planned === undefined ? [] : [planned.booking];
  });
  const movers = [...silent, ...served].map((each): Mover => {
    const things = [...day.rooms.map(({ room }) => room.id), ...day.units.map(({ id }) => id)];
    const claims = things.filter((thing) => table.occupanciesOf(thing).some(({ uid }) => uid === each.uid));
    const occupancy = table.occupanciesOf(claims[0] ?? '').find(({ uid }) => uid === each.uid);
    return { booking: each, ...(occupancy && { now: { occupancy, claims } }) };
  });
  for (const each of movers) table.lift(each.booking.uid);
  return { table, movers };
};

/** All ways to put a booking into a room, by the rules' own judgement. */
const waysInto = (of: Booking, room: DayRoom, table: DayTable): readonly Way[] => {
  const candidate = table.candidate(of, room);
  let choices: string[][] = [[]];
  for (const tag of candidate.portable)
    choices = choices.flatMap((chosen) =>
      table.day.units.flatMap((unit) =>
        unit.tag === tag &&
        holders(table.occupanciesOf(unit.id), table.useOf(tag, of, candidate.span)).length === 0
          ? [[...chosen, unit.id]]
          : [],
      ),
    );
  return choices.flatMap((units) => {
    if (refusalOf({ ...candidate, units }) !== undefined) return [];
    const claims = [room, ...candidate.parts].map((each) => each.room.id).concat(units);
    const occupancy = occupancyOf(of, {
      roomId: room.room.id,
      from: candidate.span.start,
      to: candidate.span.end,
    });
    return [{ occupancy, claims }];
  });
};

const isFree = ({ occupancy, claims }: Way, table: DayTable): boolean =>
  claims.every((claim) => {
    const { from, to, end } = occupancy;
    const cleans = table.day.units.some(({ id, during }) => id === claim && during === 'turnaround');
    const start = cleans ? Math.max(from, end) : from;
    return holders(table.occupanciesOf(claim), { start, end: to }).length === 0;
  });

/** Every way there is, tried. */
const canAllSit = (movers: readonly Mover[], table: DayTable): boolean => {
  const [mover, ...others] = movers;
  if (mover === undefined) return true;
  const { now } = mover;
  const stays = now !== undefined && isFree(now, table) ? [now] : [];
  const ways = [...stays, ...table.day.rooms.flatMap((room) => waysInto(mover.booking, room, table))];
  return ways.some(({ occupancy, claims }) => {
    table.place(occupancy, claims);
    const fits = canAllSit(others, table);
    table.lift(mover.booking.uid);
    return fits;
  });
};

const oneMore = (
  clinic: Catalogue,
  { visitType, practitionerId, minutes }: Offered,
  start: number,
): Booking =>
  booking(clinic, {
    uid: 'one-more',
    start,
    end: start + minutes * MINUTE,
    inputs: { eventTypeId: visitType.eventTypeIds[0] ?? 0 },
    ...(practitionerId === undefined ? {} : { practitionerId }),
  });

/** What is called busy is busy whatever way is tried, and what is not has a way: the very one that is named. */
export const answersAreTrue = (
  clinic: Catalogue,
  asRead: DayAsRead,
  offered: readonly Offered[],
): Answer[] => {
  const offer = offerOf(asRead, offered, { work: Number.POSITIVE_INFINITY });
  for (const [index, each] of offered.entries()) {
    const { table, movers } = emptied(asRead, each.visitType.priority);
    for (const { start, found } of offer.answers[index] ?? []) {
      const newcomer = oneMore(clinic, each, start);
      const canSit = canAllSit([{ booking: newcomer }, ...movers], table);
      expect(found.kind).toBe(canSit ? 'room' : 'busy');
      if (found.kind !== 'room') continue;
      const moved = new Map([
        ['one-more', found.roomId],
        ...found.moves.map(({ uid, roomId }) => [uid, roomId] as const),
      ]);
      // Those who are not named stay, those who are have that room.
      const asNamed = [{ booking: newcomer }, ...movers].map((mover): Mover[] => {
        const to = moved.get(mover.booking.uid);
        return to === undefined ? [mover] : [{ booking: mover.booking }];
      });
      expect(canSitAsNamed(asNamed.flat(), moved, table)).toBe(true);
    }
  }
  return offer.answers.flat();
};

const canSitAsNamed = (
  movers: readonly Mover[],
  rooms: ReadonlyMap<string, string>,
  table: DayTable,
): boolean => {
  const [mover, ...others] = movers;
  if (mover === undefined) return true;
  const room = table.room(rooms.get(mover.booking.uid) ?? '');
  const { now } = mover;
  const stays = now !== undefined && isFree(now, table) ? [now] : [];
  const ways = room === undefined ? stays : waysInto(mover.booking, room, table);
  return ways.some(({ occupancy, claims }) => {
    table.place(occupancy, claims);
    const fits = canSitAsNamed(others, rooms, table);
    table.lift(mover.booking.uid);
    return fits;
  });
};
