import type { CatalogueIndex, PublishingMode, RoomId, Site } from './catalogue.ts';
import type { RoomRecord, SiteRecord } from './ledger-records.ts';

/** A Site as the catalogue describes it and as its staff have set it. */
export type SiteState = {
  readonly catalogue: CatalogueIndex;
  readonly site: Site;
  readonly record: SiteRecord | undefined;
  readonly rooms: ReadonlyMap<RoomId, RoomRecord>;
  readonly publishing: PublishingMode;
};
