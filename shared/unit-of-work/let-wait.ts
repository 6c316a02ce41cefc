import { bookingWrite } from '../domain/booking-write.ts';
import type { RoomId } from '../domain/catalogue.ts';
import { datesBeyond, datesWithin } from '../domain/dates-touched.ts';
import { localDateOf } from '../domain/local-time.ts';
import { waitingEntry, waitingRecord } from '../domain/next-record.ts';
import { noteLeaving } from './note-leaving.ts';
import type { Seating } from './seat-booking.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/**
 * The one way into waiting: what the booking held goes. One that waits over midnight stands under the date it starts on, and
 * where it lasts longer under the further ones.
 */
export const letWait = (
  unit: UnitOfWork,
  {
    facts,
    before,
    booking,
    terms,
    unknownEquipment,
    sentHere = false,
    progress,
    arrangedByHand = false,
  }: Omit<Seating, 'decision'>,
  { due = true, fromRoomId, reason }: { due?: boolean; fromRoomId: RoomId | undefined; reason: string },
): void => {
  const { state } = unit;
  const { site } = state;
  const date = localDateOf(booking.start, site.timeZone);
  if (before) unit.giveUp(before, { due: due && before.placement.kind === 'roomed' });
  if (before) noteLeaving(unit, before);
  const arrivedAt = progress?.progress.arrivedAt;
  const byHand = arrangedByHand ? { arrangedByHand } : {};
  const record = {
    ...waitingRecord(facts, before, state, { ...terms, unknownEquipment, sentHere }),
    ...(arrivedAt === undefined ? {} : { progress: { arrivedAt } }),
    ...byHand,
  };
  unit.write(bookingWrite(before, record));
  for (const each of [date, ...datesBeyond(state, booking)])
    unit.wait(site.id, each, { ...waitingEntry(booking, record), ...byHand });
  for (const each of datesWithin(state, booking)) unit.due(site.id, each, booking.uid);
  const about = { bookingUid: booking.uid, ...(fromRoomId === undefined ? {} : { fromRoomId }) };
  unit.change(site.id, date, 'waiting', about, reason);
};
