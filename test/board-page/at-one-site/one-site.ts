import { readFileSync } from 'node:fs';
import { clinicRunning } from '../../support/clinic-running.ts';

/** The demo clinic, which tells its classes their room. */
export const oneSite = clinicRunning(() =>
  readFileSync('shared/catalogue/demo-clinic.yaml', 'utf8').replace(
    '    eventTypeSlugs: [group-class]\n',
    '$&    tellSeats: always\n',
  ),
);
