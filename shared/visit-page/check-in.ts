import { sayArrived } from '../board/commands/say-arrived.ts';
import type { BoardDependencies } from '../board/run-idempotent.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { visitBehindLink } from './visit-page.ts';

/** Names the press, so that two at once act once. */
const checkInId = async (
  { digests }: Pick<BoardDependencies, 'digests'>,
  { uid, version }: Pick<BookingRecord, 'uid' | 'version'>,
): Promise<string> => `here-${(await digests()).visit(uid)}-${version}`;

/** What became of *I'm here*: `known`: they were known to be; `not-now`: the Site does not ask, or not at this time. */
export type CheckIn = 'arrived' | 'known' | 'not-now' | 'no-visit';

/** The patient says by their link that they are here: for staff it is the same as if they had seen them. */
export const checkIn = async (deps: BoardDependencies, token: string): Promise<CheckIn> => {
  deps.clinic.forget();
  const visit = await visitBehindLink(deps, token, deps.now());
  if (visit === undefined) return 'no-visit';
  const { page, site, uid, record } = visit;
  if (page.checkIn !== 'possible') return page.checkIn === 'done' ? 'known' : 'not-now';
  const id = await checkInId(deps, record);
  const action = { id, siteId: site.id, by: 'patient', request: `check-in ${uid}` };
  const outcome = await sayArrived(deps, action, site, uid);
  if (outcome.kind === 'landed') return 'arrived';
  return outcome.kind === 'not-now' && outcome.reason.startsWith('already-') ? 'known' : 'not-now';
};
