import { admit } from '../domain/admit.ts';
import type { BookingEvent } from '../domain/booking-event.ts';
import { factsIn } from '../domain/booking-facts.ts';
import type { RoomId, SiteId } from '../domain/catalogue.ts';
import { into } from '../domain/decide.ts';
import { localDateOf } from '../domain/local-time.ts';
import { roomedRecord } from '../domain/next-record.ts';
import { NOTHING_PUBLISHED, verified } from '../domain/publication.ts';
import { dayOf } from '../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import type { Dependencies } from './assign-booking.ts';

/** `refused`: the room will not do, or the booking takes none; `known`: the Ledger has the booking already. */
export type Adoption = 'taken-over' | 'refused' | 'known';

/**
 * Enters a booking that the Ledger does not know with the room that Cal.com already shows for it: nobody is told anything,
 * nothing is pinned.
 */
export const adoptExistingRoom =
  (deps: Dependencies) =>
  async (event: BookingEvent, siteId: SiteId, roomId: RoomId, text: string): Promise<Adoption> => {
    const { own } = factsIn(event);
    if (own.fact.standing === 'ended') return 'refused';
    const facts = { ...own, fact: own.fact };
    const now = deps.now();
    // The text is ours, and so no address that the patient chose.
    const cameFrom = { siteId, publication: { ...NOTHING_PUBLISHED, texts: [text] } };
    const admission = admit(facts, await deps.clinic.catalogue(), now, { cameFrom });
    if (admission.kind === 'ignored' || admission.site.id !== siteId) return 'refused';
    const state = await deps.clinic.site(admission.site);
    const snapshot = await readSnapshot(deps.ledger, state, facts.fact);
    const choice = into(roomId, admission.booking, dayOf(snapshot), now);
    if (choice === undefined || 'rejection' in choice) return 'refused';
    const unit = new UnitOfWork(snapshot, now, 'rebuild');
    unit.take(admission.booking, choice);
    const { unknownEquipment } = admission;
    const record = roomedRecord(facts, undefined, choice, state, { now, settleMs: 0, unknownEquipment });
    const publication = verified(NOTHING_PUBLISHED, text, now);
    unit.write({ kind: 'booking', seen: 0, record: { ...record, publication } });
    unit.change(
      state.site.id,
      localDateOf(facts.fact.start, state.site.timeZone),
      'assigned',
      { bookingUid: facts.uid, roomId },
      'shown-at-cal-com',
    );
    const result = await deps.ledger.commit(unit.writes());
    if (result.kind === 'committed') return 'taken-over';
    return (await deps.ledger.readBooking(facts.uid)) ? 'known' : 'refused';
  };
