import type { Utilisation } from '../../../../shared/domain/utilisation/utilisation.ts';

/** What the API answers of how rooms were used. */
export type Used = Omit<Utilisation, 'rooms'> & {
  readonly site: string;
  readonly from: string;
  readonly to: string;
  readonly rooms: readonly (Utilisation['rooms'][number] & { readonly name: string })[];
};
