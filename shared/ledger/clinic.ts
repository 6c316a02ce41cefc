import type { Catalogue, PublishingMode, RoomId, Site, SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger, RoomRecord, SiteRecord } from './ledger.ts';

/** A Site as the catalogue describes it and as its staff have set it. */
export type SiteState = {
  readonly catalogue: Catalogue;
  readonly site: Site;
  readonly record: SiteRecord | undefined;
  readonly rooms: ReadonlyMap<RoomId, RoomRecord>;
  readonly publishing: PublishingMode;
};

/** How long a worker may decide on what it has read of the clinic, in milliseconds. */
const MAX_AGE = 30_000;

/**
 * The clinic's catalogue and Rooms, read once in a while. Rooms are read *before* the catalogue, and an import
 * writes the catalogue before (or with) the Rooms it touches: so a Room seen here is never newer than the
 * catalogue, and a decision made on an old catalogue fails on the Room's version instead of being committed.
 */
export class Clinic {
  readonly #ledger: Ledger;
  readonly #now: () => Instant;
  #read: { at: Instant; catalogue: Catalogue | undefined; sites: Map<SiteId, SiteState> } | undefined;

  constructor(ledger: Ledger, now: () => Instant) {
    this.#ledger = ledger;
    this.#now = now;
  }

  /** The catalogue in force; throws `NoCatalogue` where none was ever imported. */
  async catalogue(): Promise<Catalogue> {
    const { catalogue } = await this.#fresh();
    if (catalogue === undefined) throw new NoCatalogue();
    return catalogue;
  }

  async site(site: Site): Promise<SiteState> {
    const read = await this.#fresh();
    const known = read.sites.get(site.id);
    if (known !== undefined) return known;
    const { site: record, rooms } = await this.#ledger.readSite(site.id);
    // A catalogue imported in between would pair new Rooms with old rules: read it again, after the Rooms.
    const catalogue = (await this.#ledger.readCatalogue())?.catalogue;
    if (catalogue === undefined) throw new NoCatalogue();
    const current = catalogue.sites.find((each) => each.id === site.id) ?? site;
    const state: SiteState = {
      catalogue,
      site: current,
      record,
      rooms: new Map(rooms.map((room) => [room.roomId, room])),
      publishing: record?.publishing ?? current.publishing,
    };
    read.catalogue = catalogue;
    read.sites.set(site.id, state);
    return state;
  }

  /** Reads everything again at the next call: after a Room turned out to have moved on. */
  forget(): void {
    this.#read = undefined;
  }

  async #fresh() {
    if (this.#read === undefined || this.#now() - this.#read.at >= MAX_AGE)
      this.#read = {
        at: this.#now(),
        catalogue: (await this.#ledger.readCatalogue())?.catalogue,
        sites: new Map(),
      };
    return this.#read;
  }
}

/** Nobody has imported a catalogue yet: deliveries wait in the queue until somebody does. */
export class NoCatalogue extends Error {
  override readonly name = 'NoCatalogue';
  constructor() {
    super('no catalogue has been imported');
  }
}
