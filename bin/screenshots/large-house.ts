import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { BoardView } from '../../shared/board/view/board-view.ts';
import { type ClinicDay, startClinicDay } from '../local/clinic-day.ts';
import { eventually } from '../local/eventually.ts';

const A_FLOOR = 5;
const FLOORS_OF_A_BUILDING = 6;

/** What is in the rooms of a floor, one after the other. */
const LIKE = [
  { kind: 'consulting', equipment: ['blood-draw', 'ecg'] },
  { kind: 'consulting', equipment: ['ultrasound'] },
  { kind: 'therapy', equipment: ['treatment-table'] },
  { kind: 'consulting', equipment: ['ultrasound', 'ecg'] },
  { kind: 'procedure', equipment: ['surgical-light'], turnaroundMinutes: 15 },
];
const BUILDINGS = ['Main house', 'Garden wing', 'Pavilion'];

/** The demo clinic with so many rooms, of which one has a laser. */
const houseOf = (rooms: number): string => {
  const file = parse(
    readFileSync(new URL('../../shared/catalogue/demo-clinic.yaml', import.meta.url), 'utf8'),
  );
  const ids = Array.from({ length: rooms }, (_, at) => {
    const floor = Math.floor(at / A_FLOOR);
    return { at, floor, id: `${floor + 1}0${(at % A_FLOOR) + 1}` };
  });
  const roomOf = ({ at, id }: { at: number; id: string }) => ({
    id,
    ...(at === rooms - 3 ? { name: 'Recovery' } : at === rooms - 1 ? { name: 'Laser' } : {}),
    accessible: true,
    ...(LIKE[at % A_FLOOR] ?? {}),
    ...(at === rooms - 1 ? { equipment: ['laser', 'surgical-light'] } : {}),
  });
  const buildings = Map.groupBy(ids, ({ floor }) => Math.floor(floor / FLOORS_OF_A_BUILDING));
  const [site] = file.sites;
  site.buildings = [...buildings].map(([building, ofBuilding]) => ({
    name: BUILDINGS[building % BUILDINGS.length],
    floors: [...Map.groupBy(ofBuilding, ({ floor }) => floor)].map(([floor, ofFloor]) => ({
      name: String((floor % FLOORS_OF_A_BUILDING) + 1),
      rooms: ofFloor.map(roomOf),
    })),
  }));
  const practitioners = file.practitioners.map(({ homeRoom: _demo, ...each }: { homeRoom?: string }) => each);
  return stringify({ ...file, practitioners }, { aliasDuplicateObjects: false });
};

/** Who comes with a booking: what for, when, which practitioner they see. */
const VISITS = [
  ['consultation', '10:30', 4711],
  ['physiotherapy', '10:40', 4713],
  ['consultation', '10:45', 4712],
  ['abdominal-scan', '11:10', 4711],
  ['blood-test', '11:15', 4712],
  ['laser-treatment', '11:45', 4712],
  ['laser-treatment', '11:45', 4711],
  ['physiotherapy', '12:10', 4713],
  ['consultation', '13:30', 4711],
  ['abdominal-scan', '14:00', 4711],
  ['consultation', '14:30', 4712],
  ['physiotherapy', '15:00', 4713],
] as const;

/** Who sits in every room of these places of a floor, since when, for how long. */
const SEATED = [
  { since: '09:50', place: 0, minutes: 60 },
  { since: '10:05', place: 2, minutes: 30 },
  { since: '10:10', place: 4, minutes: 45 },
] as const;

/** A morning in a house of so many rooms, at 10:27. */
export const startLargeHouse = async (rooms: number): Promise<ClinicDay> => {
  const directory = mkdtempSync(join(tmpdir(), 'large-house-'));
  const file = join(directory, 'clinic.yaml');
  writeFileSync(file, houseOf(rooms));
  const day = await startClinicDay('06:30', { CLINIC_FILE: file, SWEEP_SECONDS: '3' }).finally(() =>
    rmSync(directory, { recursive: true, force: true }),
  );
  const board = (): Promise<BoardView> => day.api<BoardView>('/api/board');
  const post = (path: string, body: object): Promise<unknown> =>
    day.api(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, agreed: true }),
    });
  for (const [type, start, hostId] of VISITS) await day.book(type, start, { hostId });
  await eventually('everyone being known', async () => {
    const { bookings } = await board();
    return (
      bookings.length === VISITS.length &&
      bookings.every(({ roomId, published }) => roomId === null || published)
    );
  });
  for (const { since, place, minutes } of SEATED) {
    await day.at(since);
    const free = (await board()).rooms.filter(
      ({ state }, at) => at % A_FLOOR === place && at % 3 !== 1 && state !== 'in-use',
    );
    for (const { id } of free) await post('/api/walk-ins', { room: id, minutes });
  }
  await day.at('10:20');
  const end = new Date((await board()).now);
  end.setUTCMinutes(50, 0, 0);
  await post('/api/rooms/203/blocks', { reason: 'cleaning', end: end.toISOString() });
  const next = (await board()).bookings.find(({ start }) => start.includes('T09:30'));
  if (next !== undefined) await post(`/api/bookings/${next.uid}/actions`, { do: 'arrived' });
  await day.at('10:27');
  await eventually('the board at 10:27', async () => (await board()).now.includes('T09:27'));
  return day;
};
