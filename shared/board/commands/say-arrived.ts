import type { BookingUid } from '../../domain/booking-event.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import type { Action, BoardDependencies } from '../run-idempotent.ts';
import { type ProgressOutcome, recordProgress } from './record-progress.ts';
import { resolveBooking } from './resolve-booking.ts';

/** Of a visit that waits for a room it is said as well, and goes along into the room that it gets. */
const said =
  (inRoom: 'arrived' | 'not-arrived', waiting: 'arrived-waiting' | 'not-arrived') =>
  async (
    deps: BoardDependencies,
    action: Action,
    site: SiteEntry,
    uid: BookingUid,
    ifMatch?: string,
  ): Promise<ProgressOutcome> => {
    const outcome = await recordProgress(deps, action, site, uid, { do: inRoom }, ifMatch);
    return outcome.kind === 'not-now' && outcome.reason === 'has-no-room'
      ? resolveBooking(deps, action, site, uid, { do: waiting }, ifMatch)
      : outcome;
  };

/** The patient is here. */
export const sayArrived = said('arrived', 'arrived-waiting');

/** Takes it back, no matter who said it: the patient by their link, or someone whose notice is gone. */
export const sayNotArrived = said('not-arrived', 'not-arrived');
