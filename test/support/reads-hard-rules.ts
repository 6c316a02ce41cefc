/** Whatever asks the hard rules: loaded anew with another table by `one-row.test.ts`. */
export { againstCatalogue } from '../../bin/admin/against-catalogue.ts';
export { default as messages } from '../../functions/board/page/app/language/en.json' with { type: 'json' };
export { reasonOf } from '../../functions/board/page/app/views/reasons.ts';
export { affectedRooms, catalogueDiff } from '../../shared/catalogue/catalogue-diff.ts';
export { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
export { HARD_RULES } from '../../shared/domain/hard-rules.ts';
export { offerOf } from '../../shared/domain/offer/offer.ts';
export { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
export { CARRIED_BY } from '../../shared/replanning/problem-of-snapshot.ts';
export { clinicInMemory } from './clinic-in-memory.ts';
