import type { ClinicDay } from '../../bin/local/clinic-day.ts';
import type { BoardView } from '../../shared/board/view/board-view.ts';

/**
 * Whether Cal.com has taken a visit's room, as its history says. Half a minute later by the clinic's clock it is looked at again; where
 * that clock is set on before Cal.com has answered, the half minute begins only then, and is waited for.
 */
export const isTaken = async (day: ClinicDay, uid: string, site?: string): Promise<boolean> => {
  const at = site === undefined ? '' : `site=${site}&`;
  const { visitCodes = {} } = await day.api<BoardView>(`/api/board?${at}`);
  const code = visitCodes[uid];
  if (code === undefined) return false;
  const { changes } = await day.api<{ changes: { what: string }[] }>(`/api/trail?${at}visit=${code}`);
  return changes.some(({ what }) => what === 'told');
};
