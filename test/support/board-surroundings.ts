import { randomUUID } from 'node:crypto';
import { madeUpDigests } from '../../bin/simulation/digests.ts';
import type { BoardSurroundings } from '../../shared/board/once.ts';
import type { Site } from '../../shared/domain/catalogue.ts';
import type { RunningClinic } from './running-clinic.ts';

/** The staff of a running clinic's only Site, as the board's use cases see them. */
export const staffAt = ({
  surroundings,
  catalogue,
}: RunningClinic): { readonly around: BoardSurroundings; readonly site: Site } => {
  const site = catalogue.sites[0];
  if (site === undefined) throw new Error('the clinic has no site');
  return {
    around: {
      ...surroundings,
      newId: randomUUID,
      askProof: async () => undefined,
      digests: async () => madeUpDigests,
      trailKeptDays: 90,
    },
    site,
  };
};
