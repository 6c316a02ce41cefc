import { roomsBeyond } from '../problem/rooms-beyond.ts';
import type { Model, Seat } from './model.ts';

/** Stands for as many visits as never leave: those that no one may move. */
const FOR_GOOD = 1e9;

/** In which rooms each practitioner works in each session, as visits come and go. */
export class RoomsInUse {
  readonly #model: Pick<Model, 'seekers' | 'sessions'>;
  /** Per session, how many visits are in each room. */
  readonly #visits: readonly Map<string, number>[];

  constructor(model: Pick<Model, 'seekers' | 'sessions'>, chosen: readonly (Seat | undefined)[] = []) {
    this.#model = model;
    this.#visits = model.sessions.map(
      ({ heldRooms }) => new Map(heldRooms.map((room) => [room, FOR_GOOD] as const)),
    );
    for (const seat of chosen) if (seat !== undefined) this.add(seat);
  }

  add(seat: Seat): void {
    const rooms = this.#of(seat.booking);
    rooms?.set(seat.room, (rooms.get(seat.room) ?? 0) + 1);
  }

  remove(seat: Seat): void {
    const rooms = this.#of(seat.booking);
    const left = (rooms?.get(seat.room) ?? 0) - 1;
    if (left > 0) rooms?.set(seat.room, left);
    else rooms?.delete(seat.room);
  }

  /** Does the practitioner of this visit work there anyhow, or has it none? */
  worksIn(booking: number, room: string): boolean {
    return this.#of(booking)?.has(room) ?? true;
  }

  /** Rooms beyond those that they work in, over all sessions. */
  get beyond(): number {
    return this.#model.sessions.reduce((sum, _, at) => sum + this.beyondIn(at), 0);
  }

  beyondIn(session: number): number {
    const of = this.#model.sessions[session];
    return of === undefined ? 0 : roomsBeyond(of, [...(this.#visits[session]?.keys() ?? [])]);
  }

  /** What a visit that changes its seat adds; both seats are of one booking, and `from` is the one it has. */
  changeBy(from: Seat | undefined, to: Seat | undefined): number {
    const session = this.#model.seekers[(from ?? to)?.booking ?? -1]?.session;
    if (session === undefined || from?.room === to?.room) return 0;
    const rooms = this.#visits[session];
    const leaves = from !== undefined && rooms?.get(from.room) === 1;
    if (!leaves && (to === undefined || rooms?.has(to.room))) return 0;
    const before = this.beyondIn(session);
    if (from !== undefined) this.remove(from);
    if (to !== undefined) this.add(to);
    const after = this.beyondIn(session);
    if (to !== undefined) this.remove(to);
    if (from !== undefined) this.add(from);
    return after - before;
  }

  #of(booking: number): Map<string, number> | undefined {
    return this.#visits[this.#model.seekers[booking]?.session ?? -1];
  }
}
