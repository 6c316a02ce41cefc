import type { CatalogueIndex, SiteEntry, SiteId } from '../../domain/catalogue.ts';
import type { Instant } from '../../domain/instant.ts';
import type { LocalDate } from '../../domain/local-time.ts';
import { WHOLE_AFTER_MS } from '../../ledger/board-version.ts';
import type { BoardMaterial } from './board-view.ts';
import { type BoardSources, readBoardMaterial } from './read-board.ts';

/** No reading stands for longer: nothing says how far an index may lag at worst, nor a write behind its version. */
const KEPT_MS = 5 * 60_000;
/** Sites that are known at a time, and dates of each; no one has as many screens at one function. */
const SITES_KEPT = 100;
const DATES_KEPT = 8;

type Material = Omit<BoardMaterial, 'now'>;

/** Where it is read, and what tells when. */
export type TimedSources = BoardSources & { readonly now: () => Instant };

/** What was read since a version was. */
type Known = {
  readonly version: number;
  /** When this version was first met: never before it was read, which may take long; so much later a reading has all of it. */
  readonly metAt: Instant;
  readonly readAt: Instant;
};

/** Of one Site, since its version was read. */
type KnownSite = Known & { readonly boards: Map<LocalDate, Promise<Material>> };

/** Since the version that stands for every Site was read. */
type KnownClinic = Known & {
  readonly catalogue: Promise<CatalogueIndex>;
  readonly sites: Map<SiteId, KnownSite>;
};

/** The clinic and its boards as one look finds them. */
type Look = {
  readonly catalogue: CatalogueIndex;
  readonly material: (site: SiteEntry, date: LocalDate) => Promise<Material>;
};

/**
 * What a warm function has read for its screens: it stands as long as the two versions do that a board has, so that a look which
 * finds those again reads nothing else, anyone who looks. Each is read before what it stands for, and with strong
 * consistency: what is read after it may be newer, never older.
 */
export class KnownBoards {
  readonly #sources: TimedSources;
  #known: KnownClinic | undefined;

  constructor(sources: TimedSources) {
    this.#sources = sources;
  }

  async look(): Promise<Look> {
    const version = await this.#sources.ledger.readBoardVersion();
    const now = this.#sources.now();
    const before = this.#known?.version === version ? this.#known : undefined;
    const known = before !== undefined && stands(before, now) ? before : this.#begin(version, before, now);
    return {
      catalogue: await this.#catalogueOf(known),
      material: (site, date) => this.#material(known, site, date),
    };
  }

  #begin(version: number, before: KnownClinic | undefined, now: Instant): KnownClinic {
    const { clinic } = this.#sources;
    clinic.forget();
    this.#known = {
      ...begun(version, before, now),
      catalogue: clinic.catalogue(),
      // Each Site is read anew in its own time; all of them are where something has changed at every Site.
      sites: before?.sites ?? new Map(),
    };
    return this.#known;
  }

  async #material(known: KnownClinic, site: SiteEntry, date: LocalDate): Promise<Material> {
    const version = await this.#sources.ledger.readBoardVersion(site.id);
    const now = this.#sources.now();
    const { boards } = siteIn(known, site.id, version, now);
    const material = boards.get(date) ?? readBoardMaterial(this.#sources, site, date, now);
    if (boards.size >= DATES_KEPT && !boards.has(date)) boards.clear();
    boards.set(date, material);
    try {
      return await material;
    } catch (error) {
      // What could not be read is read anew at the next look.
      if (boards.get(date) === material) boards.delete(date);
      throw error;
    }
  }

  async #catalogueOf(known: KnownClinic): Promise<CatalogueIndex> {
    try {
      return await known.catalogue;
    } catch (error) {
      if (this.#known === known) this.#known = undefined;
      throw error;
    }
  }
}

/** What is known of a Site at this version of it; the Site that was looked at longest ago makes room for another. */
const siteIn = ({ sites }: KnownClinic, id: SiteId, version: number, now: Instant): KnownSite => {
  const found = sites.get(id);
  const before = found?.version === version ? found : undefined;
  const known =
    before !== undefined && stands(before, now)
      ? before
      : { ...begun(version, before, now), boards: new Map() };
  sites.delete(id);
  sites.set(id, known);
  for (const longestAgo of sites.keys()) {
    if (sites.size <= SITES_KEPT) break;
    sites.delete(longestAgo);
  }
  return known;
};

const begun = (version: number, before: Known | undefined, now: Instant): Known => ({
  version,
  metAt: before?.metAt ?? now,
  readAt: now,
});

/** A reading made before all of a version had come into sight is made again; none stands for ever. */
export const stands = ({ metAt, readAt }: Pick<Known, 'metAt' | 'readAt'>, now: Instant): boolean => {
  const isWhole = readAt >= metAt + WHOLE_AFTER_MS;
  return now < (isWhole ? readAt + KEPT_MS : metAt + WHOLE_AFTER_MS);
};
