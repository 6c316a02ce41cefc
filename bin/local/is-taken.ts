import type { BoardView } from '../../shared/board/view/board-view.ts';
import type { ClinicDay } from './clinic-day.ts';

/**
 * Whether Cal.com has taken the room that a visit has now, as its history says, and shows one; a board says `published` as soon as that
 * is on its way.
 * Half a minute later by the clinic's clock it is looked at again; where that clock is set on before Cal.com has answered, the half
 * minute begins only then, and is waited for.
 */
export const isTaken = async (day: ClinicDay, uid: string, site?: string): Promise<boolean> => {
  const at = site === undefined ? '' : `site=${site}&`;
  const { bookings, visitCodes = {} } = await day.api<BoardView>(`/api/board?${at}`);
  const code = visitCodes[uid];
  const { roomId, publication } = bookings.find((each) => each.uid === uid) ?? {};
  // It has been read there: an answer that was lost says nothing in the history.
  if (publication === 'told') return true;
  if (code === undefined || typeof roomId !== 'string') return false;
  const { changes } = await day.api<{ changes: { what: string; room?: string }[] }>(
    `/api/trail?${at}visit=${code}`,
  );
  if (changes.find(({ what }) => what === 'told')?.room !== roomId) return false;
  const { booking } = await day.sandbox<{ booking: { location: string; defaultLocation: string } }>(
    `bookings/${uid}`,
  );
  return booking.location !== booking.defaultLocation;
};
