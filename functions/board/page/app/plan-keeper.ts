import type { BoardView } from '../../../../shared/board/view/board-view.ts';
import { datesToKeep, isOver, type PlanStore, planToKeep } from './kept-plan.ts';
import { queryOf } from './place.ts';

/** A Day that the screen does not show is asked for again after so many milliseconds. */
const ASKED_AGAIN_MS = 10 * 60_000;
/** That nothing has changed is noted once in so many milliseconds. */
const NOTED_MS = 60_000;

type PlanKeeperDependencies = {
  readonly store: PlanStore;
  /** This machine’s clock. */
  readonly now: () => number;
  readonly get: (path: string) => Promise<BoardView>;
};

/** What a screen knows, and as who. */
export type Known = {
  readonly holder: string;
  readonly board: BoardView;
  /** When the API last said so, and what time it is, by its clock. */
  readonly contactAt: number;
  readonly now: number;
  /** A screen on the wall: it shows one Day. */
  readonly wall: boolean;
};

/**
 * Keeps today’s and tomorrow’s plan of the site that is shown: today’s as it is looked at, what is not looked at every few
 * minutes. Drops what is of no use any more.
 */
export class PlanKeeper {
  readonly #deps: PlanKeeperDependencies;
  /** What was written last of each Day, and when. */
  readonly #written = new Map<string, { readonly board: BoardView; readonly at: number }>();

  constructor(deps: PlanKeeperDependencies) {
    this.#deps = deps;
  }

  async know(known: Known): Promise<void> {
    const { board, contactAt, now, wall } = known;
    const dates = datesToKeep(board, now);
    if (dates.includes(board.date)) await this.#keep(known, board, contactAt);
    if (wall) return;
    for (const date of dates) {
      const last = this.#written.get(keyOf(board.site, date));
      if (date === board.date || (last !== undefined && this.#deps.now() - last.at < ASKED_AGAIN_MS))
        continue;
      // Asked for once, no matter what comes of it, until it is due again.
      this.#written.set(keyOf(board.site, date), { board, at: this.#deps.now() });
      const other = await this.#deps
        .get(`/api/board${queryOf({ site: board.site, date })}`)
        .catch(() => undefined);
      if (other !== undefined) await this.#keep(known, other, Date.parse(other.now));
    }
  }

  async #keep({ holder }: Known, board: BoardView, asOf: number): Promise<void> {
    const { store, now } = this.#deps;
    const key = keyOf(board.site, board.date);
    const last = this.#written.get(key);
    if (last?.board === board && now() - last.at < NOTED_MS) return;
    this.#written.set(key, { board, at: now() });
    await store.write({ holder, board: planToKeep(board), asOf, keptAt: now() });
    for (const plan of await store.read()) if (isOver(plan, now())) await store.drop(plan);
  }
}

const keyOf = (site: string, date: string): string => `${site} ${date}`;
