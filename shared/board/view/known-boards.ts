import type { CatalogueIndex, SiteEntry } from '../../domain/catalogue.ts';
import type { Instant } from '../../domain/instant.ts';
import type { LocalDate } from '../../domain/local-time.ts';
import type { BoardMaterial } from './board-view.ts';
import { type BoardSources, readBoardMaterial } from './read-board.ts';

/**
 * So long after a change, in milliseconds, a reading may not yet have all of it: the items of a transaction come into
 * sight one by one, and the index of what is owed lags. Such a reading stands for as long, and is then made again.
 */
const WHOLE_AFTER_MS = 3_000;
/** No reading stands for longer: nothing says how far an index may lag at worst. */
const KEPT_MS = 5 * 60_000;
/** Sites and dates that are known at a time; no one has as many screens at one function. */
const BOARDS_KEPT = 8;

type Material = Omit<BoardMaterial, 'now'>;

/** What was read since a version of the boards was. */
type Known = {
  readonly version: number;
  /** When this version was first met. */
  readonly metAt: Instant;
  readonly readAt: Instant;
  readonly catalogue: Promise<CatalogueIndex>;
  readonly boards: Map<string, Promise<Material>>;
};

/** The clinic and its boards as one look finds them. */
type Look = {
  readonly catalogue: CatalogueIndex;
  readonly material: (site: SiteEntry, date: LocalDate) => Promise<Material>;
};

/**
 * What a warm function has read for its screens: it stands as long as the boards' version does, so that a look which
 * finds that version again reads nothing else, anyone who looks. The version is read first, and with strong consistency:
 * what is read after it may be newer, never older.
 */
export class KnownBoards {
  readonly #sources: BoardSources;
  #known: Known | undefined;

  constructor(sources: BoardSources) {
    this.#sources = sources;
  }

  async look(now: Instant): Promise<Look> {
    const version = await this.#sources.ledger.readBoardVersion();
    const before = this.#known?.version === version ? this.#known : undefined;
    const known = before !== undefined && stands(before, now) ? before : this.#begin(version, before, now);
    return {
      catalogue: await this.#kept(known, known.catalogue),
      material: (site, date) => {
        const key = `${date} ${site.id}`;
        const material =
          known.boards.get(key) ?? this.#kept(known, readBoardMaterial(this.#sources, site, date, now));
        if (known.boards.size >= BOARDS_KEPT && !known.boards.has(key)) known.boards.clear();
        known.boards.set(key, material);
        return material;
      },
    };
  }

  #begin(version: number, before: Known | undefined, now: Instant): Known {
    const { clinic } = this.#sources;
    clinic.forget();
    this.#known = {
      version,
      metAt: before?.metAt ?? now,
      readAt: now,
      catalogue: clinic.catalogue(),
      boards: new Map(),
    };
    return this.#known;
  }

  /** What could not be read is read anew at the next look. */
  async #kept<T>(known: Known, reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      if (this.#known === known) this.#known = undefined;
      throw error;
    }
  }
}

const stands = ({ metAt, readAt }: Known, now: Instant): boolean => {
  const isWhole = readAt >= metAt + WHOLE_AFTER_MS;
  return now < (isWhole ? readAt + KEPT_MS : metAt + WHOLE_AFTER_MS);
};
