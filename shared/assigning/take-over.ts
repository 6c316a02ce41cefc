import { admit } from '../domain/admit.ts';
import type { BookingEvent } from '../domain/booking-event.ts';
import type { RoomId, SiteId } from '../domain/catalogue.ts';
import { into } from '../domain/decide.ts';
import { livesOf } from '../domain/lifecycle.ts';
import { localDateOf } from '../domain/local-time.ts';
import type { Surroundings } from './assign-booking.ts';
import { Draft } from './draft.ts';
import { dayInHand } from './hand.ts';
import { roomedRecord } from './placed-record.ts';
import { readHand } from './read-hand.ts';

/** `refused`: the room will not do, or the booking takes none; `known`: the Ledger has the booking already. */
export type TakenOver = 'taken-over' | 'refused' | 'known';

/**
 * Enters a booking that the Ledger does not know with the room that Cal.com already shows for it: nobody is told anything,
 * nothing is pinned.
 */
export const takeOver =
  (around: Surroundings) =>
  async (event: BookingEvent, siteId: SiteId, roomId: RoomId, text: string): Promise<TakenOver> => {
    const { own } = livesOf(event);
    if (own.fact.standing === 'ended') return 'refused';
    const life = { ...own, fact: own.fact };
    const now = around.now();
    // The text is ours, and so no address that the patient chose.
    const cameFrom = { siteId, publication: { texts: [text], sends: 0 } };
    const admission = admit(life, await around.clinic.catalogue(), now, { cameFrom });
    if (admission.kind === 'ignored' || admission.site.id !== siteId) return 'refused';
    const state = await around.clinic.site(admission.site);
    const hand = await readHand(around.ledger, state, life.fact);
    const choice = into(roomId, admission.booking, dayInHand(hand), now);
    if (choice === undefined || 'rejection' in choice) return 'refused';
    const draft = new Draft(hand, now, 'rebuild');
    draft.take(admission.booking, choice);
    const { unknownEquipment } = admission;
    const record = roomedRecord(life, undefined, choice, state, { now, settleMs: 0, unknownEquipment });
    const publication = { texts: [text], sends: 0, verified: { text, at: now } };
    draft.write({ kind: 'booking', seen: 0, record: { ...record, publication } });
    draft.change(
      state.site.id,
      localDateOf(life.fact.start, state.site.timeZone),
      'assigned',
      { bookingUid: life.uid, roomId },
      'shown-at-cal-com',
    );
    const result = await around.ledger.commit(draft.writes());
    if (result.kind === 'committed') return 'taken-over';
    return (await around.ledger.readBooking(life.uid)) ? 'known' : 'refused';
  };
