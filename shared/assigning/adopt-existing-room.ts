import { admit } from '../domain/admit.ts';
import type { BookingEvent } from '../domain/booking-event.ts';
import { factsIn } from '../domain/booking-facts.ts';
import type { RoomId, SiteId } from '../domain/catalogue.ts';
import { fitInto } from '../domain/decide.ts';
import { NOTHING_PUBLISHED, verified } from '../domain/publication.ts';
import { dayOf } from '../unit-of-work/day-snapshot.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';
import { seatBooking } from '../unit-of-work/seat-booking.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';

/** `refused`: the room will not do, or the booking takes none; `known`: the Ledger has the booking already. */
type Adoption = 'taken-over' | 'refused' | 'known';

/**
 * Enters a booking that the Ledger does not know with the room that Cal.com already shows for it: no one is told anything,
 * nothing is pinned.
 */
export const adoptExistingRoom =
  (deps: Dependencies) =>
  async (event: BookingEvent, siteId: SiteId, roomId: RoomId, text: string): Promise<Adoption> => {
    const { own } = factsIn(event);
    if (own.fact.status === 'ended') return 'refused';
    const facts = { ...own, fact: own.fact };
    const now = deps.now();
    // The text is ours, and so no address that the patient chose.
    const cameFrom = { siteId, publication: { ...NOTHING_PUBLISHED, texts: [text] } };
    const admission = admit(facts, await deps.clinic.catalogue(), now, { cameFrom });
    if (admission.kind === 'ignored' || admission.site.id !== siteId) return 'refused';
    const state = await deps.clinic.site(admission.site);
    const snapshot = await readSnapshot(deps.ledger, state, facts.fact);
    const choice = fitInto(roomId, admission.booking, dayOf(snapshot), now);
    if (choice === undefined || 'rejection' in choice) return 'refused';
    const unit = new UnitOfWork(snapshot, now, 'rebuild');
    const { booking, unknownEquipment } = admission;
    seatBooking(unit, {
      facts,
      before: undefined,
      booking,
      decision: { kind: 'assign', ...choice },
      unknownEquipment,
      terms: { now, settleMs: 0 },
      reason: 'shown-at-cal-com',
      publication: verified(NOTHING_PUBLISHED, text, now),
    });
    const result = await deps.ledger.commit(unit.writes());
    if (result.kind === 'committed') return 'taken-over';
    return (await deps.ledger.readBooking(facts.uid)) ? 'known' : 'refused';
  };
