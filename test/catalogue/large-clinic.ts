import { catalogueVersion } from '../../shared/catalogue/catalogue-version.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { catalogue, room, site } from '../support/builders.ts';

/** A clinic of so many sites with so many rooms each; equipment and hours make a room as large as a real one. */
export const largeClinic = (sites: number, rooms: number): Catalogue => {
  const content = {
    ...catalogue({ rooms: [] }),
    sites: Array.from({ length: sites }, (_, number) =>
      site(
        Array.from({ length: rooms }, (_, at) =>
          room(`${number}-${at}`, { equipment: ['ecg', 'ultrasound', 'wheelchair-scale'] }),
        ),
        { id: `site-${number}`, name: `Clinic No. ${number}` },
      ),
    ),
  };
  return { ...content, version: catalogueVersion(content) };
};
