import { DEMO_CLINIC, readClinicFile } from '../../bin/read-clinic-file.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';

let read: Catalogue | undefined;

/** The demo clinic's catalogue, its file read once for all tests of a process. Each has a copy that is its own. */
export const demoCatalogue = (): Catalogue => {
  read ??= readClinicFile(DEMO_CLINIC);
  return structuredClone(read);
};
