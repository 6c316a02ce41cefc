import { DEMO_CLINIC, readClinicFile } from '../../../bin/read-clinic-file.ts';
import type { Catalogue, SeatsTold, VisitType } from '../../../shared/domain/catalogue.ts';
import { remembered } from '../../../shared/domain/remembered.ts';
import { frozen } from '../memory-ledger.ts';
import { wideClinic } from '../sandbox/clinic-at-calcom.ts';

const more = (id: string, eventTypeId: number, kinds: readonly string[]): VisitType => ({
  id,
  eventTypeIds: [eventTypeId],
  eventTypeSlugs: [id],
  needs: { equipment: [], kinds, accessible: false },
  setupMinutes: 0,
  turnaroundMinutes: 0,
  priority: 2,
});

const demo = readClinicFile(DEMO_CLINIC);

/** The demo clinic, and what the sandbox offers beyond it: a paid visit and weekly series; kept in order so far ahead. */
export const worldCatalogue = remembered(
  (horizonDays: number, tellSeats: SeatsTold): Catalogue =>
    frozen({
      ...demo,
      version: `${demo.version}-${horizonDays}-${tellSeats}`,
      sites: demo.sites.map((site) => ({ ...site, policy: { ...site.policy, horizonDays } })),
      visitTypes: [
        ...demo.visitTypes.map((type) => ({ ...type, tellSeats })),
        more('check-up', 4001, ['consulting']),
        more('rehab', 4002, ['therapy']),
        more('rehab-on-request', 4003, ['therapy']),
      ],
    }),
);

/** The same clinic as Cal.com knows it. */
export const worldAtCalcom = wideClinic;
