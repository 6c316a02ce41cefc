/** One visit of a full day: its type, its time on the wall, its host. */
export type FullDayVisit = { readonly eventType: string; readonly time: string; readonly hostId: number };

const HOURLY: readonly (readonly [string, string, number, readonly number[]])[] = [
  ['consultation', '00', 4712, [8, 9, 10, 11, 12, 13, 14, 15, 16, 17]],
  ['consultation', '05', 4712, [8, 9, 10, 11, 12, 13, 14, 15, 16, 17]],
  ['blood-test', '35', 4712, [8, 10, 12, 14, 16]],
  ['abdominal-scan', '10', 4711, [8, 10, 12, 14, 16]],
  ['physiotherapy', '00', 4713, [8, 9, 10, 11, 13, 14, 15, 16]],
  ['laser-treatment', '15', 4711, [9, 11, 13, 15]],
];

/** A full day at the demo clinic, from eight to six: everyone fits, and still does when room 1B is lost from ten to two. */
export const FULL_DAY: readonly FullDayVisit[] = HOURLY.flatMap(([eventType, minute, hostId, hours]) =>
  hours.map((hour) => ({ eventType, time: `${String(hour).padStart(2, '0')}:${minute}`, hostId })),
);

export const LOST_ROOM = { room: '1B', from: '10:00', to: '14:00' };
