import { boardShowing } from '../domain/booking-write.ts';
import type { SiteId } from '../domain/catalogue.ts';
import type { Write } from '../domain/ledger.ts';
import { unreachable } from '../domain/unreachable.ts';
import { type Key, siteBoardPk } from './keys.ts';

/**
 * The versions of boards: whatever could change what any board shows raises one of them. What a single Site's board shows raises
 * that Site's; what several show, or what no one knows the Site of, raises the one that stands for every Site. A look therefore
 * reads two: its Site's, and that of every Site.
 *
 * It is raised just before, at half of what it would cost in the transaction itself. Were it raised afterwards, a crash in between
 * would hide the change until the next one; so the worst is a look that comes in between, finds the new version and reads what
 * stood before. For its sake a version is read twice. Staff look the moment after they have done something, and are not to be shown
 * what stood before it: what they do raises the version in its transaction.
 *
 * Each is the sum of so many counters that transactions side by side seldom meet in one; all of them are read in one read unit.
 */
export const COUNTERS = 100;

/**
 * So long after a version is first met, in milliseconds, a reading may not yet have all of it: what is written may come just after
 * it, the items of a transaction come into sight one by one, and the index of what is owed lags. Such a reading stands for as
 * long, and is then made again.
 */
export const WHOLE_AFTER_MS = 3_000;

/**
 * What takes longer than this to be written behind its version raises it again: it could have missed the second reading. DynamoDB
 * answers in milliseconds; one call may take until it is lost and made again, see `document-client.ts`. The rest is for the index.
 */
export const RAISED_FOR_MS = WHOLE_AFTER_MS - 1_000;

const BOARD_VERSION_PK = 'BOARD-VERSION';

/** Where the counters of a Site's version stand, or those of every Site's. */
export const boardVersionPk = (siteId: SiteId | undefined): string =>
  siteId === undefined ? BOARD_VERSION_PK : siteBoardPk(siteId);

/** One of the counters; `chance` from 0 to less than 1. */
export const counterKey = (siteId: SiteId | undefined, chance: number): Key => ({
  pk: boardVersionPk(siteId),
  sk: String(Math.floor(chance * COUNTERS)),
});

/** Of memos those that are shown: what is wrong with schedules of ours at Cal.com, and better plans. */
export const SHOWN_MEMOS = { offers: 'availability-trouble', betterPlans: 'better-plan' } as const;

const shown: ReadonlySet<string> = new Set(Object.values(SHOWN_MEMOS));

/** Whose version a transaction raises: a Site's, or with `undefined` that of every Site. */
export type AlteredBoards = { readonly siteId: SiteId | undefined };

/** Whose boards could show another thing once all of this is written, if any. */
export const boardsAlteredBy = (writes: readonly Write[]): AlteredBoards | undefined => {
  const sites = new Set(writes.flatMap(sitesShowing));
  if (sites.size === 0) return undefined;
  const [siteId] = sites;
  return { siteId: sites.size === 1 ? siteId : undefined };
};

const EVERY_SITE: readonly undefined[] = [undefined];

/** Of the catalogue, it is its coming into force that boards show. */
const sitesShowing = (write: Write): readonly (SiteId | undefined)[] => {
  switch (write.kind) {
    case 'room-day':
    case 'room':
    case 'site':
      return [write.record.siteId];
    case 'vacate':
    case 'wait':
    case 'unwait':
    case 'plan':
      return [write.siteId];
    case 'booking':
      if (write.showsTheSame) return [];
      return write.seen === 0 ? [boardShowing(write.record)] : [boardShowing(write.record), write.wasShownAt];
    case 'catalogue':
      return EVERY_SITE;
    case 'credential':
      return write.showsTheSame ? [] : EVERY_SITE;
    case 'memo':
      return shown.has(write.record.scope) ? [write.shownAt] : [];
    case 'check-room':
    case 'catalogue-part':
    case 'uncatalogue-part':
    case 'due':
    case 'undue':
    case 'change':
      return [];
    default:
      return unreachable(write);
  }
};
