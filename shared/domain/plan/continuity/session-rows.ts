import type { Model } from '../model/model.ts';
import { RoomsInUse } from '../model/rooms-in-use.ts';
import type { Chosen } from '../model/score.ts';
import type { Column, ProgrammeRow } from '../proof/programme.ts';

/** A programme as it is built, a column for each seat first; `start` says what of it the plan `chosen` is. */
type RowsInWork = {
  readonly model: Model;
  readonly chosen: Chosen;
  readonly columns: readonly Column[];
  readonly cost: number[];
  readonly rows: Pick<ProgrammeRow, 'lower' | 'upper' | 'entries'>[];
  readonly start: number[];
};

/**
 * Per session and room a column `n = 1 − y`: the practitioner does *not* work there. `x + n ≤ 1` for each seat; the rooms that are
 * used, less those that are theirs, are what is paid for, each by a column of `beyond`. Answers those columns.
 */
export const addSessions = (
  { model, chosen, columns, cost, rows, start }: RowsInWork,
  beyond: number,
): readonly number[] => {
  const inUse = new RoomsInUse(model, chosen);
  const ofSession = model.sessions.map((): Map<string, number[]> => new Map());
  columns.forEach(({ booking, seat }, column) => {
    const rooms = ofSession[model.seekers[booking]?.session ?? -1];
    if (seat !== undefined) rooms?.set(seat.room, [...(rooms.get(seat.room) ?? []), column]);
  });
  return model.sessions.flatMap(({ rooms, pod, heldRooms }, at) => {
    const free = [...(ofSession[at] ?? [])].filter(([room]) => !heldRooms.includes(room));
    const isOutside = (room: string) => pod !== undefined && !pod.includes(room);
    const unused = free.map(([room, seats]) => {
      const column = cost.push(0) - 1;
      const used = seats.some((seat) => start[seat] === 1);
      start.push(Number(!used));
      for (const seat of seats)
        rows.push({ lower: Number.NEGATIVE_INFINITY, upper: 1, entries: [seat, column] });
      return { column, outside: isOutside(room) };
    });
    const outside = unused.filter((each) => each.outside);
    const [most, mostOutside] = [
      heldRooms.length + unused.length - rooms,
      heldRooms.filter(isOutside).length + outside.length,
    ];
    const paid: number[] = [];
    const now = inUse.beyondIn(at);
    while (paid.length < Math.max(most, pod === undefined ? 0 : mostOutside)) {
      start.push(Number(paid.length < now));
      paid.push(cost.push(beyond) - 1);
    }
    const atLeast = (lower: number, of: readonly { readonly column: number }[]) => {
      if (lower > 0)
        rows.push({
          lower,
          upper: Number.POSITIVE_INFINITY,
          entries: [...of.map(({ column }) => column), ...paid],
        });
    };
    atLeast(most, unused);
    if (pod !== undefined) atLeast(mostOutside, outside);
    return paid;
  });
};
