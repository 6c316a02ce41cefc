import type { SiteEntry } from '../../domain/catalogue.ts';
import { dayOfRecords } from '../../domain/day-of.ts';
import type { Instant } from '../../domain/instant.ts';
import { addDays, type LocalDate } from '../../domain/local-time.ts';
import { roomLabel } from '../../domain/room-name.ts';
import { type DayLoad, dayLoad, type RoomLoad } from '../../domain/utilisation/day-load.ts';
import { stands, type TimedSources } from './known-boards.ts';
import { type BoardSources, currentState } from './read-board.ts';

const DATES = 7;
/** Weeks that are known at a time. */
const KEPT = 50;

/** Rooms by dates: how full each is. */
export type WeekView = {
  readonly site: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly rooms: readonly {
    readonly id: string;
    readonly name: string;
    /** In the order of `days`. */
    readonly days: readonly RoomLoad[];
  }[];
  readonly days: readonly Pick<DayLoad, 'date' | 'waiting'>[];
};

type Known = { readonly version: string; readonly readAt: Instant; readonly view: Promise<WeekView> };

/**
 * Weeks that a warm function has read: each stands as long as the two versions do that a board has, so that a screen which looks
 * again reads nothing else.
 */
export class KnownWeeks {
  readonly #sources: TimedSources;
  readonly #weeks = new Map<string, Known>();
  /** When each version was first met. */
  readonly #met = new Map<string, Instant>();

  constructor(sources: TimedSources) {
    this.#sources = sources;
  }

  async look(site: SiteEntry, from: LocalDate): Promise<WeekView> {
    const { ledger } = this.#sources;
    const versions = await Promise.all([ledger.readBoardVersion(), ledger.readBoardVersion(site.id)]);
    const version = `${site.id} ${versions.join(' ')}`;
    const now = this.#sources.now();
    const metAt = this.#met.get(version) ?? now;
    this.#met.delete(version);
    this.#met.set(version, metAt);
    const key = `${site.id} ${from}`;
    const known = this.#weeks.get(key);
    if (known?.version === version && stands({ metAt, readAt: known.readAt }, now)) return known.view;
    // What the clinic has written down about itself may be what has changed.
    this.#sources.clinic.forget();
    const view = readWeek(this.#sources, site, from);
    this.#weeks.delete(key);
    this.#weeks.set(key, { version, readAt: now, view });
    view.catch(() => this.#weeks.delete(key));
    for (const kept of [this.#weeks, this.#met])
      for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    return view;
  }
}

const readWeek = async (
  { ledger, clinic }: BoardSources,
  entry: SiteEntry,
  from: LocalDate,
): Promise<WeekView> => {
  const dates = Array.from({ length: DATES }, (_, days) => addDays(from, days));
  const [state, records] = await Promise.all([
    clinic.site(entry).then((kept) => currentState(ledger, kept)),
    Promise.all(dates.map((date) => ledger.readDay(entry.id, date))),
  ]);
  const { catalogue, site } = state;
  const loads = records.map((record) => {
    // What repeats over midnight reaches from the date before into this one.
    const before = { siteId: site.id, date: addDays(record.date, -1), roomDays: [], waiting: [] };
    return dayLoad(record.date, dayOfRecords(catalogue, site, state.rooms, [before, record]));
  });
  return {
    site: site.id,
    from,
    to: addDays(from, DATES - 1),
    rooms: site.rooms.map((room) => ({
      id: room.id,
      name: roomLabel(room, site),
      days: loads.map(({ rooms }) => rooms.get(room.id) ?? NONE),
    })),
    days: loads.map(({ date, waiting }) => ({ date, waiting })),
  };
};

const NONE: RoomLoad = { open: 0, booked: 0, turnaround: 0, blocked: 0, visits: 0 };
