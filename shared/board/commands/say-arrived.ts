import type { BookingUid } from '../../domain/booking-event.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import type { Action, BoardDependencies } from '../run-idempotent.ts';
import { type ProgressOutcome, recordProgress } from './record-progress.ts';
import { resolveBooking } from './resolve-booking.ts';

/** The patient is here: of a visit that waits for a room it is said as well, and goes along into the room that it gets. */
export const sayArrived = async (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  ifMatch?: string,
): Promise<ProgressOutcome> => {
  const outcome = await recordProgress(deps, action, site, uid, { do: 'arrived' }, ifMatch);
  return outcome.kind === 'not-now' && outcome.reason === 'has-no-room'
    ? resolveBooking(deps, action, site, uid, { do: 'arrived-waiting' }, ifMatch)
    : outcome;
};

/** Takes it back, no matter who said it: the patient by their link, or someone whose notice is gone. */
export const sayNotArrived = async (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  ifTag?: string,
): Promise<ProgressOutcome> => {
  const outcome = await recordProgress(deps, action, site, uid, { do: 'not-arrived' }, ifTag);
  return outcome.kind === 'not-now' && outcome.reason === 'has-no-room'
    ? resolveBooking(deps, action, site, uid, { do: 'not-arrived' }, ifTag)
    : outcome;
};
