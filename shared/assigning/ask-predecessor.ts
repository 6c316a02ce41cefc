import type { CalApi } from '../calcom/cal-api.ts';
import { endedPredecessor } from '../calcom/ended-predecessor.ts';
import type { BookingEvent } from '../domain/booking-event.ts';
import { type CredentialName, credentialFor, visitTypeOf } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { siteOfVisit } from '../domain/site-of-visit.ts';
import type { Clinic } from '../ledger/clinic.ts';

/** So long may one question last, in milliseconds: others wait in the same batch. */
export const ASK_TIMEOUT_MS = 3_000;

type AskDependencies = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  /** With `ASK_TIMEOUT_MS`. */
  readonly cal: Pick<CalApi, 'getBooking'>;
  readonly now: () => Instant;
};

/**
 * A request, and the word that accepts one, do not say what they replace; only Cal.com itself does. It is asked once, at the
 * first sight of the uid, so that the old room is free at once and may be held for the new time. Where it cannot be
 * asked now, a look is asked for: the sweep takes it within about a minute.
 */
export const askPredecessor =
  (deps: AskDependencies) =>
  async (event: BookingEvent): Promise<BookingEvent> => {
    if (!mayReplaceUnsaid(event)) return event;
    const { uid } = event.fact;
    if ((await deps.ledger.readBooking(uid)) !== undefined) return event;
    const credential = await credentialOf(deps, event);
    if (credential === undefined) return event;
    const later: BookingEvent = { ...event, recheck: true };
    if (await isResting(deps, credential)) return later;
    try {
      const reading = await deps.cal.getBooking(uid, credential);
      if (reading.kind !== 'found') return later;
      const { rescheduledFromUid: cameFrom } = reading.booking;
      if (cameFrom === undefined) return event;
      const replaces = await endedPredecessor(deps.cal, reading.booking, credential);
      return replaces === undefined ? { ...later, cameFrom } : { ...event, replaces };
    } catch {
      // There is no such key, or it cannot be read: the booking must not wait for it. Anyone who tells and reads with it says so.
      return later;
    }
  };

const mayReplaceUnsaid = ({ trigger, fact, replaces, recheck }: BookingEvent): boolean =>
  fact.status !== 'ended' &&
  replaces === undefined &&
  fact.inputs.seats === undefined &&
  (trigger === 'BOOKING_REQUESTED' || (trigger === 'BOOKING_CREATED' && recheck === true));

const credentialOf = async (
  { clinic }: AskDependencies,
  { fact }: BookingEvent,
): Promise<CredentialName | undefined> => {
  if (fact.status === 'ended') return undefined;
  const catalogue = await clinic.catalogue();
  const { practitionerId, start, inputs } = fact;
  const site = siteOfVisit(catalogue, { visitType: visitTypeOf(catalogue, inputs), practitionerId, start });
  return site && credentialFor(catalogue, site, practitionerId);
};

/** Whether Cal.com refuses the key, blocks it or is down: others find out when it is not so any more. */
const isResting = async ({ ledger, now }: AskDependencies, credential: CredentialName): Promise<boolean> => {
  const pace = await ledger.readCredential(credential);
  return pace !== undefined && (pace.refused !== undefined || pace.blockedUntil > now());
};
