import { boundedText } from '../../calcom/location-text.ts';
import type { BookingRecord } from '../../domain/booking-record.ts';
import { MINUTE } from '../../domain/instant.ts';
import { phaseOf } from '../../domain/publication.ts';
import { isToldInPerson } from '../../domain/room-of.ts';
import { wantedText } from '../../publishing/wanted-text.ts';

/**
 * What Cal.com has been told of a booking's room:
 * `told` a GET has shown it · `sent` Cal.com has accepted it, not yet seen · `pending` owed, not yet sent ·
 * `shadow` would be owed were publishing on · `parked` given up until someone looks · `manual-edit` a person at
 * Cal.com wrote another text, which stands · `nothing` there is nothing to tell.
 */
export type PublicationStatus = 'told' | 'sent' | 'pending' | 'shadow' | 'parked' | 'manual-edit' | 'nothing';

export const publicationStatus = (
  record: BookingRecord,
  terms: Parameters<typeof wantedText>[1],
): PublicationStatus => {
  if (record.fact.status === 'ended') return 'nothing';
  const phase = phaseOf(record.publication, wantedText(record, terms));
  switch (phase) {
    case 'verified':
      return 'told';
    case 'queued':
      return 'pending';
    case 'manual-edit':
      return 'manual-edit';
    case 'drift':
      return 'nothing'; // what is open is a decision of the staff's
    default:
      return phase;
  }
};

/** Whether anyone may know of the room that the booking has now: from Cal.com, or from staff. */
export const isToldOfItsRoom = (record: BookingRecord, terms: Parameters<typeof wantedText>[1]): boolean => {
  if (isToldInPerson(record)) return true;
  const { attempt, verified } = record.publication;
  const text = wantedText(record, terms);
  if (text === undefined) return false;
  const arrived = attempt?.outcome === undefined || attempt.outcome === 'accepted';
  return verified?.text === text || (attempt?.text === text && arrived);
};

/** Whether it got its room when its patient, who had been told of another, was on the way: no mail is sure to be read. */
export const isMovedOnTheWay = (record: BookingRecord, terms: Parameters<typeof wantedText>[1]): boolean => {
  const { placement, fact, publication } = record;
  if (placement.kind !== 'roomed' || fact.status === 'ended') return false;
  const { decidedAt } = placement;
  const { policy, fallbackLocation = '' } = terms.site;
  const text = wantedText(record, terms);
  if (text === undefined || decidedAt <= fact.start - policy.freezeMinutes * MINUTE) return false;
  const knewBefore = [publication.attempt, publication.verified].some(
    (each) => each?.text === text && each.at <= decidedAt,
  );
  const notARoom = boundedText(fallbackLocation);
  return !knewBefore && publication.texts.some((each) => each !== text && each !== notARoom);
};

/** Whether Cal.com shows the room, as far as anyone knows. */
export const isPublished = (state: PublicationStatus): boolean => state === 'told' || state === 'sent';

/** Whether a person's text at Cal.com awaits the staff's word: one they have not seen, or a newer one. */
export const isManualEditOpen = ({ publication: { state } }: Pick<BookingRecord, 'publication'>): boolean =>
  state.kind === 'manual-edit' && (state.seenAt === undefined || state.seenAt < state.editedAt);
