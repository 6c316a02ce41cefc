import type { BoardView } from '../../../../shared/board/view/board-view.ts';
import { type Problem, problemIn, UNREACHABLE } from './problem.ts';

/** Between two looks while nothing happens, in milliseconds: what someone else changes is seen within ten seconds. */
export const LOOK_EVERY_MS = 9_000;
/** The looks after an action beside the one at once, counted from it: the re-plan takes a moment. */
const HURRIED_MS = [1_200, 2_500, 4_500, 7_000];
/** Without contact for so long, what the page shows is called stale. */
export const STALE_AFTER_MS = 30_000;
/** After a look that failed. */
const RETRY_MS = 4_000;
/** One look may take so long. */
const PATIENCE_MS = 8_000;

export type FeedState = {
  readonly board?: BoardView;
  /** When the API last answered, by this machine's clock. */
  readonly contactAt: number;
  readonly stale: boolean;
  /** The Site's time: by the API's clock, since a screen's own may be wrong. */
  readonly now: number;
  /** The API is open to anyone who sits at its machine. */
  readonly open: boolean;
  /** Why the API showed no board. */
  readonly problem?: Problem;
};

/** What a feed needs of the browser. */
type FeedDependencies = {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
  readonly later: (act: () => void, ms: number) => () => void;
  readonly seenVersion: (version: string) => void;
};

/**
 * The board as the API last told it: looked at every few seconds, sooner after an action, at once when the screen or
 * the network comes back. Lives for days: one timer, one request at a time, no memory of what was.
 */
export class BoardFeed {
  readonly #deps: FeedDependencies;
  readonly #told: (state: FeedState) => void;
  #query = '';
  #etag: string | undefined;
  #board: BoardView | undefined;
  #problem: Problem | undefined;
  #contactAt: number;
  /** The API's clock minus this machine's. */
  #ahead = 0;
  #cancel: (() => void) | undefined;
  #hurried: number[] = [];
  #asking: AbortController | undefined;
  #shown = '';
  #open = false;

  constructor(deps: FeedDependencies, told: (state: FeedState) => void) {
    this.#deps = deps;
    this.#told = told;
    this.#contactAt = deps.now();
  }

  /** Shows another Site or date from now on. */
  ask(query: string): void {
    this.#query = query;
    this.#etag = undefined;
    void this.look();
  }

  /** Something was done: looks at once, and then some times. */
  hurry(): Promise<void> {
    const now = this.#deps.now();
    this.#hurried = HURRIED_MS.map((ms) => now + ms);
    return this.look();
  }

  stop(): void {
    this.#cancel?.();
    this.#asking?.abort();
  }

  /** The minute may have passed, or contact been lost: says so where it makes a difference. */
  tick(): void {
    const { stale, now } = this.state;
    if (`${stale} ${Math.floor(now / 60_000)}` !== this.#shown) this.#tell();
  }

  get state(): FeedState {
    const here = this.#deps.now();
    return {
      ...(this.#board && { board: this.#board }),
      ...(this.#problem && { problem: this.#problem }),
      open: this.#open,
      contactAt: this.#contactAt + this.#ahead,
      stale: Math.abs(here - this.#contactAt) > STALE_AFTER_MS,
      now: here + this.#ahead,
    };
  }

  async look(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#cancel?.();
    const giveUp = this.#deps.later(() => asking.abort(), PATIENCE_MS);
    let failed = false;
    try {
      const response = await this.#deps.fetch(`/api/board${this.#query}`, {
        headers: this.#etag === undefined ? {} : { 'if-none-match': this.#etag },
        cache: 'no-store',
        signal: asking.signal,
      });
      const before = this.#contactAt;
      if (response.status === 304) this.#setClock(response.headers.get('x-board-now') ?? '');
      else await this.#take(response);
      this.#contactAt = response.status < 500 ? this.#deps.now() : before;
      failed = response.status >= 500;
      this.#open = response.headers.get('x-board-access') === 'open-loopback';
      const version = response.headers.get('x-page-version');
      if (version !== null) this.#deps.seenVersion(version);
    } catch {
      failed = true;
      // Before there is anything to show, that no one answers is what there is to say.
      if (this.#asking === asking && this.#board === undefined) this.#problem = UNREACHABLE;
    } finally {
      giveUp();
    }
    // Another look has begun meanwhile: this one has nothing more to say.
    if (this.#asking !== asking) return;
    this.#asking = undefined;
    this.#tell();
    this.#schedule(failed ? RETRY_MS : LOOK_EVERY_MS);
  }

  async #take(response: Response): Promise<void> {
    if (!response.ok) {
      this.#problem = await problemIn(response);
      // Who may not see the board any more is not left with an old one.
      if (response.status === 401 || response.status === 403) this.#board = undefined;
      return;
    }
    const board = (await response.json()) as BoardView;
    this.#etag = response.headers.get('etag') ?? undefined;
    this.#setClock(board.now);
    this.#board = board;
    this.#problem = undefined;
  }

  /** By what the API says at each look: this machine's clock may be set anew while nothing else changes. */
  #setClock(now: string): void {
    const ahead = Date.parse(now) - this.#deps.now();
    if (!Number.isNaN(ahead)) this.#ahead = ahead;
  }

  #tell(): void {
    const state = this.state;
    this.#shown = `${state.stale} ${Math.floor(state.now / 60_000)}`;
    this.#told(state);
  }

  #schedule(ordinaryMs = LOOK_EVERY_MS): void {
    if (this.#asking !== undefined) return;
    const now = this.#deps.now();
    this.#hurried = this.#hurried.filter((at) => at > now);
    const sooner = Math.min(...this.#hurried.map((at) => at - now), ordinaryMs);
    this.#cancel?.();
    this.#cancel = this.#deps.later(() => void this.look(), sooner);
  }
}
