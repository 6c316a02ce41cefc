import type { BoardView } from '../../shared/board/view/board-view.ts';
import { type BookedVisit, type ClinicDay, startClinicDay } from '../local/clinic-day.ts';
import { eventually } from '../local/eventually.ts';
import { isTaken } from '../local/is-taken.ts';

/** A morning at the demo clinic: type of visit, start, and what else is said at booking. */
const VISITS: readonly (readonly [string, string, Record<string, unknown>?])[] = [
  ['consultation', '08:00', { hostId: 4712 }],
  ['abdominal-scan', '09:40', { hostId: 4711 }],
  ['consultation', '10:20', { hostId: 4712 }],
  ['physiotherapy', '09:00', { hostId: 4713 }],
  ['physiotherapy', '12:00', { hostId: 4713 }],
  ['physiotherapy', '11:00', { hostId: 4713 }],
  ['laser-treatment', '09:50', { hostId: 4712 }],
  ['laser-treatment', '11:15', { hostId: 4712 }],
  ['laser-treatment', '11:30', { hostId: 4711 }],
  ['abdominal-scan', '11:00', { hostId: 4711 }],
  ['blood-test', '10:30', { hostId: 4712, equipment: 'centrifuge-xl' }],
  ['blood-test', '13:00', { hostId: 4712 }],
  ['consultation', '13:30', { hostId: 4711 }],
  ['group-class', '14:00', { hostId: 4713 }],
  ['abdominal-scan', '15:00', { hostId: 4711 }],
];

/** A sweep each second would be half of all that the system does on such a day. */
export const startBusyDay = async (): Promise<ClinicDay> => {
  const day = await startClinicDay(DAWN, { SWEEP_SECONDS: '3' });
  await makeBusy(day);
  return day;
};

/** Before anyone comes: from then on the day may be made busy. */
export const DAWN = '06:30';

/**
 * The demo clinic from dawn to ten past ten: rooms in every state, someone without a room, a location that a person changed
 * at Cal.com.
 */
export const makeBusy = async (day: ClinicDay): Promise<void> => {
  const booked: BookedVisit[] = [];
  const board = (): Promise<BoardView> => day.api<BoardView>('/api/board');
  for (const [type, start, more] of VISITS) {
    const visit = await day.book(type, start, more);
    booked.push(visit);
    // Two of one practitioner's visits overlap: the room that both suit goes to the one decided first, on each such day to the same.
    await eventually(`${type} at ${start} being known`, async () =>
      (await board()).bookings.some(({ uid }) => uid === visit.uid),
    );
  }
  const isTold = (view: BoardView): boolean =>
    view.bookings.length === VISITS.length &&
    // A class is told only where the clinic says so.
    view.bookings.every((each) => each.roomId === null || each.published || each.publication === 'nothing');
  await eventually('everyone placed and told', async () => isTold(await board()), 120_000, 500);
  const human = booked.find(({ start }) => start.endsWith('T12:30:00.000Z') || start.includes('T13:30'));
  if (human !== undefined) {
    // A person who writes before that is overwritten.
    await eventually('Cal.com taking its room', () => isTaken(day, human.uid));
    await day.sandbox(`bookings/${human.uid}/edit-location`, { location: 'Annexe, ring twice' });
  }
  await day.at('10:10');
};
