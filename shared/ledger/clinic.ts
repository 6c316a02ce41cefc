import type { CatalogueIndex, Site, SiteContent, SiteEntry, SiteId } from '../domain/catalogue.ts';
import { equipmentWords, type WordDigest } from '../domain/equipment-words.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger, MayLag } from '../domain/ledger.ts';
import type { RoomRecord } from '../domain/ledger-records.ts';
import { siteAddresses } from '../domain/site-addresses.ts';
import type { SiteState } from '../domain/site-state.ts';
import { readCatalogueIndex, readSiteContent } from './catalogue-parts.ts';
import { readManagedParents } from './managed-children.ts';

/** How long a worker may decide on what it has read of the clinic, in milliseconds. */
const MAX_AGE = 30_000;
/**
 * How old the file may be, in milliseconds, from which a worker knows which Sites there are, and that it does not know what a booking is
 * for: what it passes over is taken in again for longer after an import.
 */
export const FILE_AGE_MS = 5 * MINUTE;
/** Imports that may come between two readings before a reader gives up. */
const MAX_TRIES = 5;

const NOTHING: SiteContent = { rooms: [], portable: [] };
const LAGS: MayLag = { mayLag: true };

/** A Site as it was read last, and when; or that it is to be read again, as it is or as it was a moment ago. */
type SiteRead = { readonly at: Instant; readonly state: SiteState };
const FORGOTTEN = Number.NEGATIVE_INFINITY;
const LONG_AGO = -Number.MAX_VALUE;

/**
 * The clinic's catalogue and Rooms, read once in a while. Rooms are read *before* the catalogue, and an import
 * puts its version in force before (or with) the Rooms it touches: so a Room seen here is never newer than the
 * catalogue, and a decision made on an old catalogue fails on the Room's version, or is found by it once it is committed.
 *
 * Of the catalogue only what is asked for is read: what every Site needs, and each Site's rooms by themselves. A version never
 * changes, so what was read of it stands as long as it is in force.
 *
 * What has grown old is read as it was a moment ago: no more than that older than it may be in hand. First, and for anyone who forgot
 * it, it is as it is.
 */
export class Clinic {
  readonly #ledger: Ledger;
  readonly #now: () => Instant;
  readonly #words: () => Promise<WordDigest>;
  readonly #fileAge: number;
  #read: { at: Instant; sites: Map<SiteId, SiteRead> } | undefined;
  #isForgotten = false;
  #inForce: { index: CatalogueIndex; sites: Map<SiteId, Site> } | undefined;

  /**
   * `words`: what stands for the words by which equipment was asked for. `fileAge`: how old, in milliseconds, the file may be where no
   * Site is read; with each Site it is looked at again.
   */
  constructor(
    ledger: Ledger,
    now: () => Instant,
    words: () => Promise<WordDigest>,
    { fileAge = MAX_AGE }: { readonly fileAge?: number } = {},
  ) {
    this.#fileAge = fileAge;
    this.#ledger = ledger;
    this.#now = now;
    this.#words = words;
  }

  /** The catalogue in force, without what is in its Sites; throws `NoCatalogue` where none was ever imported. */
  async catalogue(): Promise<CatalogueIndex> {
    if (this.#read === undefined || this.#now() - this.#read.at >= this.#fileAge) {
      const at = this.#now();
      const [managedParents] = await Promise.all([
        // Who does not know of a child yet is not the last to look: what it passes over is taken in again.
        readManagedParents(this.#ledger, this.#isForgotten ? undefined : LAGS),
        this.#readInForce(this.#isForgotten ? undefined : this.#read && LAGS),
      ]);
      const inForce = this.#known();
      inForce.index = { ...inForce.index, managedParents };
      this.#read = { at, sites: this.#sitesReadAt(LONG_AGO) };
      this.#isForgotten = false;
    }
    return this.#known().index;
  }

  /** A Site with its rooms; one that has gone from the catalogue since it was found there has none. */
  async site(site: SiteEntry): Promise<SiteState> {
    await this.catalogue();
    const sites = this.#read?.sites;
    const known = sites?.get(site.id);
    const at = this.#now();
    if (known !== undefined && at - known.at < MAX_AGE) return known.state;
    const terms = known === undefined || known.at === FORGOTTEN ? undefined : LAGS;
    const { site: record, rooms } = await this.#ledger.readSite(site.id, terms);
    // A catalogue imported in between would pair new Rooms with old rules: it is looked at again, after the Rooms; as it was a moment
    // ago where they are those that were paired with it before.
    const isPaired = known !== undefined && isSame(rooms, known.state);
    const { index, whole } = await this.#wholeOf(site, isPaired ? LAGS : undefined);
    const state: SiteState = {
      catalogue: index,
      site: whole,
      record,
      rooms: new Map(rooms.map((room) => [room.roomId, room])),
      publishing: record?.publishing ?? whole.publishing,
    };
    sites?.set(site.id, { at, state });
    return state;
  }

  /** A Site with its rooms as the file in hand has them, whatever has become of them since: nothing is read that was read before. */
  async written(site: SiteEntry): Promise<Site> {
    await this.catalogue();
    return this.#known().sites.get(site.id) ?? (await this.#wholeOf(site, LAGS)).whole;
  }

  /**
   * Reads everything again at the next call: after a Room turned out to have moved on. With a Site: the file and this one; all others as
   * what has grown old.
   */
  forget(only?: SiteId): void {
    this.#read = only === undefined ? undefined : { at: FORGOTTEN, sites: this.#sitesReadAt(LONG_AGO, only) };
    this.#isForgotten = true;
  }

  /** Reads Sites again at the next call, and whether the file is still in force. */
  forgetSites(): void {
    if (this.#read !== undefined) this.#read.sites = this.#sitesReadAt(FORGOTTEN);
  }

  /** All Sites as if they had been read then; one of them as if it were forgotten. */
  #sitesReadAt(at: Instant, forgotten?: SiteId): Map<SiteId, SiteRead> {
    return new Map(
      [...(this.#read?.sites ?? [])].map(([id, before]) => [
        id,
        { ...before, at: id === forgotten ? FORGOTTEN : Math.min(at, before.at) },
      ]),
    );
  }

  #known() {
    if (this.#inForce === undefined) throw new NoCatalogue();
    return this.#inForce;
  }

  /** What the version in force has in a Site; one that went while it was read is in force no more. */
  async #wholeOf(site: SiteEntry, terms?: MayLag): Promise<{ index: CatalogueIndex; whole: Site }> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      await this.#readInForce(tries === 0 ? terms : undefined);
      const { index, sites } = this.#known();
      const known = sites.get(site.id);
      if (known !== undefined) return { index, whole: known };
      const entry = index.sites.find((each) => each.id === site.id);
      if (entry === undefined) return { index, whole: { ...site, ...NOTHING } };
      const content = await readSiteContent(this.#ledger, index.version, site.id);
      if (content === undefined) continue;
      const whole = { ...entry, ...content };
      sites.set(site.id, whole);
      return { index, whole };
    }
    throw new CatalogueNotWhole(`what is in site ${site.id} cannot be read`);
  }

  async #readInForce(terms?: MayLag): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      // What lags may be the version before: another than the one known is looked at as it is.
      const seen = terms && (await this.#ledger.readCatalogue(terms));
      if (seen !== undefined && this.#inForce?.index.version === seen.catalogueVersion) return;
      const record = await this.#ledger.readCatalogue();
      if (record === undefined) throw new NoCatalogue();
      if (this.#inForce?.index.version === record.catalogueVersion) return;
      const [index, digest] = await Promise.all([
        readCatalogueIndex(this.#ledger, record.catalogueVersion),
        this.#words(),
      ]);
      if (index === undefined) continue;
      this.#inForce = {
        index: {
          ...index,
          equipmentWords: equipmentWords(index, digest),
          siteAddresses: siteAddresses(index, digest),
          managedParents: this.#inForce?.index.managedParents ?? new Map(),
        },
        sites: new Map(),
      };
      return;
    }
    throw new CatalogueNotWhole('the catalogue in force cannot be read');
  }
}

/** Whether the Rooms are those that were read before, and as they were then. */
const isSame = (rooms: readonly RoomRecord[], { rooms: before }: SiteState): boolean =>
  rooms.length === before.size &&
  rooms.every(({ roomId, version }) => before.get(roomId)?.version === version);

/** No catalogue has been imported yet: deliveries wait in the queue until one is. */
export class NoCatalogue extends Error {
  override readonly name = 'NoCatalogue';
  constructor() {
    super('no catalogue has been imported');
  }
}

/** Parts of the catalogue in force are missing: import the clinic file again. */
export class CatalogueNotWhole extends Error {
  override readonly name = 'CatalogueNotWhole';
}
