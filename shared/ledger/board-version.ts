import type { Write } from '../domain/ledger.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { Key } from './keys.ts';

/**
 * The version of every board: it goes up with each transaction that could change what any board shows, in that very
 * transaction, so that none is ever missed. It is one for all Sites and Days, since a board shows of every Day what Cal.com
 * was not told, and anyone who writes a booking does not say of which Site it was before: a version of less would have to.
 *
 * It is the sum of so many counters that transactions side by side seldom meet in one; all of them are read in one read unit.
 */
export const COUNTERS = 100;

export const BOARD_VERSION_PK = 'BOARD-VERSION';

/** One of the counters; `chance` from 0 to less than 1. */
export const counterKey = (chance: number): Key => ({
  pk: BOARD_VERSION_PK,
  sk: String(Math.floor(chance * COUNTERS)),
});

/** Of memos those that are shown: what is wrong with schedules of ours at Cal.com, and better plans. */
export const SHOWN_MEMOS = { offers: 'availability-trouble', betterPlans: 'better-plan' } as const;

const shown: ReadonlySet<string> = new Set(Object.values(SHOWN_MEMOS));

/** Whether a board could show another thing once this is written. Of the catalogue, that is its coming into force. */
export const altersBoards = (write: Write): boolean => {
  switch (write.kind) {
    case 'room-day':
    case 'vacate':
    case 'wait':
    case 'unwait':
    case 'plan':
    case 'booking':
    case 'room':
    case 'site':
    case 'credential':
    case 'catalogue':
      return true;
    case 'memo':
      return shown.has(write.record.scope);
    case 'check-room':
    case 'catalogue-part':
    case 'uncatalogue-part':
    case 'due':
    case 'undue':
    case 'change':
      return false;
    default:
      return unreachable(write);
  }
};
