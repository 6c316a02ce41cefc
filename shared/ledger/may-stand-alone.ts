import type { Write } from '../domain/ledger.ts';
import { boardsAlteredBy } from './board-version.ts';

/**
 * Whether a write that comes alone needs no transaction: a booking, or a plan; a memo or a pace written over, and what is put or deleted whatever
 * stands there, where no board counts them. Whether a memo that must not be there yet could be written is someone's claim: a
 * transaction says so though its answer is lost once.
 */
export const mayStandAlone = (write: Write): boolean => {
  switch (write.kind) {
    case 'booking':
    case 'plan':
      return true;
    case 'memo':
    case 'credential':
      return write.seen > 0 && boardsAlteredBy([write]) === undefined;
    default:
      return !('seen' in write) && write.kind !== 'vacate' && boardsAlteredBy([write]) === undefined;
  }
};
