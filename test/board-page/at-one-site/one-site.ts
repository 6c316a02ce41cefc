import { readFileSync } from 'node:fs';
import { clinicRunning } from '../../support/clinic-running.ts';

/**
 * The demo clinic, which tells its classes their room. Each day to its horizon is read whenever the clock is set on: it keeps in
 * order no more of them than tests are about.
 */
export const oneSite = clinicRunning(() =>
  readFileSync('shared/catalogue/demo-clinic.yaml', 'utf8')
    .replace('    eventTypeSlugs: [group-class]\n', '$&    tellSeats: always\n')
    .replace('horizonDays: 60', 'horizonDays: 14'),
);
