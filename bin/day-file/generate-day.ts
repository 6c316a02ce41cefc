import { between, type Chance, seededChance } from '../../shared/domain/chance.ts';
import type { DayFileInput } from './day-file.ts';

export type DayRecipe = {
  readonly family: 'wide' | 'harsh';
  readonly rooms: number;
  readonly bookings: number;
  /** Share of the open room time that the hidden plan fills, in percent. */
  readonly load: number;
  readonly seed: number;
  /** So many rooms fail for three hours, after everyone was given and told the room of the hidden plan. */
  readonly lose?: number;
  /** 2: a morning and an afternoon, between which no visit takes place. One long session where absent. */
  readonly sessions?: 1 | 2;
  /** A further session late in the evening. */
  readonly evening?: boolean;
  /** Half the hours, on a Saturday. */
  readonly saturday?: boolean;
  /** Of so many percent of the visits the practitioner is another, where one has none then: not everyone can stay in one room. */
  readonly roaming?: number;
};

const OPEN = Date.parse('2026-03-02T07:00:00Z'); // 08:00 in Berlin
const TO_SATURDAY = 5 * 24 * 60 * 60_000;
const STEP = 5; // minutes: visits begin and end on this grid
const TURNAROUND = 5;
const DAY = 600; // minutes from opening to closing
const SATURDAY = 300;
const BREAK = 120;
const EVENING = { start: 720, end: 840 };
/** A stretch shorter than this, beside a break or a cleaning, is left empty. */
const WORTH_A_VISIT = 30;
const TAGS = ['ecg', 'endoscope', 'laser', 'slit-lamp', 'ultrasound', 'x-ray'];
const TIERS = [[], ['basic'], ['basic', 'advanced']];

type Input = DayFileInput['bookings'][number];
type Minutes = { readonly start: number; readonly end: number };

/** When visits may take place, in minutes from opening. */
const sessionsOf = ({
  sessions,
  evening,
  saturday,
}: Pick<DayRecipe, 'sessions' | 'evening' | 'saturday'>): readonly Minutes[] => {
  const end = saturday ? SATURDAY : DAY;
  const [before, after] = [(end - BREAK) / 2, (end + BREAK) / 2];
  const day =
    sessions === 2
      ? [
          { start: 0, end: before },
          { start: after, end },
        ]
      : [{ start: 0, end }];
  return evening ? [...day, EVENING] : day;
};

/** About as many bookings for each room as there is time for in quarters of an hour and a half turnaround. */
export const usualBookings = (
  recipe: Parameters<typeof sessionsOf>[0] & Pick<DayRecipe, 'rooms'>,
): number => {
  const minutes = sessionsOf(recipe).reduce((sum, { start, end }) => sum + end - start, 0);
  return Math.round((20 * recipe.rooms * minutes) / DAY);
};

/**
 * A made-up clinic day in which everyone fits: a plan is drawn first and then hidden. The same recipe gives the same
 * bytes for ever; published figures depend on it, so this file may not change what it draws.
 *
 * *wide*: three tiers of equipment, home rooms, and a pool of 14–38 allowed rooms per booking with a cost each.
 * *harsh*: six equipment tags, 55 % of the bookings need one or two, 30 % of the rooms have a cleaning block.
 */
export const generateDay = (recipe: DayRecipe): DayFileInput => {
  const chance = seededChance(
    recipe.seed * 7919 + recipe.rooms * 31 + recipe.load + (recipe.family === 'wide' ? 0 : 1_000_003),
  );
  const rooms = recipe.family === 'wide' ? wideRooms(recipe.rooms, chance) : harshRooms(recipe.rooms, chance);
  const sessions = sessionsOf(recipe);
  const iso = (minutes: number) => instantAt(minutes, recipe.saturday);
  const hidden: { room: number; start: number; minutes: number }[] = [];
  rooms.forEach((room, at) => {
    const count =
      Math.floor(((at + 1) * recipe.bookings) / rooms.length) -
      Math.floor((at * recipe.bookings) / rooms.length);
    const stretches = openStretches(sessions, room.block);
    for (const visit of fill(stretches, count, recipe.load, chance)) hidden.push({ room: at, ...visit });
  });
  hidden.sort((a, b) => a.start - b.start || a.room - b.room);
  const told = recipe.lose !== undefined && recipe.lose > 0;
  const bookings = hidden.map((visit, at): Input => {
    const needs =
      recipe.family === 'wide' ? wideNeeds(rooms, visit.room, chance) : harshNeeds(rooms, visit.room, chance);
    return {
      uid: `b${String(at + 1).padStart(5, '0')}`,
      start: iso(visit.start),
      end: iso(visit.start + visit.minutes),
      practitioner: `p${visit.room + 1}`,
      needs,
      ...(told ? { room: rooms[visit.room]?.id ?? null } : {}),
      state: told ? 'announced' : 'new',
    };
  });
  const lost = told ? pick(rooms.length, recipe.lose ?? 0, chance) : [];
  const end = recipe.saturday ? SATURDAY : DAY;
  const from = STEP * between(chance, 12, (end - 180) / STEP - 12);
  return {
    site: { timeZone: 'Europe/Berlin' },
    now: iso(-60),
    rooms: rooms.map((room, at) => ({
      id: room.id,
      building: room.building,
      floor: room.floor,
      kind: 'exam',
      equipment: room.equipment,
      turnaroundMinutes: TURNAROUND,
      closed: [
        ...(room.block
          ? [{ start: iso(room.block.start), end: iso(room.block.end), reason: 'cleaning' }]
          : []),
        ...(lost.includes(at) ? [{ start: iso(from), end: iso(from + 180), reason: 'fault' }] : []),
      ],
    })),
    bookings: recipe.roaming === undefined ? bookings : roamed(bookings, recipe.roaming, recipe.seed),
  };
};

/** A chance of its own decides, so that all else of the Day is as it was drawn. */
const roamed = (bookings: readonly Input[], percent: number, seed: number): Input[] => {
  const chance = seededChance(seed * 104_729 + percent);
  const made = bookings.map((each) => ({ ...each }));
  const everyone = [...new Set(made.map(({ practitioner }) => practitioner))];
  const isBeside = (a: Input, b: Input) =>
    Date.parse(a.start) < Date.parse(b.end) + TURNAROUND * 60_000 &&
    Date.parse(b.start) < Date.parse(a.end) + TURNAROUND * 60_000;
  for (const visit of made) {
    if (chance() * 100 >= percent) continue;
    const busy = new Set(
      made.filter((other) => isBeside(other, visit)).map(({ practitioner }) => practitioner),
    );
    const free = everyone.filter((each) => !busy.has(each));
    const other = free[Math.floor(chance() * free.length)];
    if (other !== undefined) visit.practitioner = other;
  }
  return made;
};

type MadeRoom = {
  readonly id: string;
  readonly building: string;
  readonly floor: string;
  readonly equipment: string[];
  readonly tier: number;
  readonly block?: { readonly start: number; readonly end: number };
};

const place = (at: number) => {
  const floor = Math.floor(at / 10) + 1;
  return {
    id: `${floor}${String.fromCharCode(65 + (at % 10))}`,
    building: `house-${Math.floor(at / 40) + 1}`,
    floor: String(floor),
  };
};

const wideRooms = (count: number, chance: Chance): readonly MadeRoom[] => {
  return Array.from({ length: count }, (_, at) => {
    const draw = chance();
    const tier = at % 10 < 3 ? 2 : at % 10 < 6 ? 1 : draw < 0.1 ? 1 : 0;
    return { ...place(at), tier, equipment: [...(TIERS[tier] ?? [])] };
  });
};

const harshRooms = (count: number, chance: Chance): readonly MadeRoom[] => {
  const cleaned = pick(count, Math.round(count * 0.3), chance);
  return Array.from({ length: count }, (_, at) => {
    const first = Math.floor(chance() * TAGS.length);
    const second = (first + 1 + Math.floor(chance() * (TAGS.length - 1))) % TAGS.length;
    const equipment = TAGS.filter((_, tag) => chance() < 0.2 || tag === first || tag === second);
    const start = STEP * between(chance, 12, 84);
    const minutes = STEP * between(chance, 12, 18);
    return {
      ...place(at),
      tier: 0,
      equipment,
      ...(cleaned.includes(at) ? { block: { start, end: start + minutes } } : {}),
    };
  });
};

const wideNeeds = (rooms: readonly MadeRoom[], home: number, chance: Chance): Input['needs'] => {
  const own = rooms[home];
  if (own === undefined) return {};
  const draw = chance();
  const tier = Math.min(own.tier, draw < 0.5 ? 0 : draw < 0.8 ? 1 : 2);
  const able = rooms.flatMap((room, at) => (room.tier >= tier ? [at] : []));
  const size = Math.min(able.length, between(chance, 14, 38));
  const first = able.indexOf(home) - Math.floor(chance() * size);
  const costs: Record<string, number> = {};
  for (let k = 0; k < size; k++) {
    const room = rooms[able[(first + k + 2 * able.length) % able.length] ?? home];
    if (room === undefined) continue;
    const away = room.building !== own.building ? 8 : room.floor !== own.floor ? 4 : 2;
    costs[room.id] = (room === own ? 0 : away) + 3 * (room.tier - tier);
  }
  return { rooms: costs };
};

const harshNeeds = (rooms: readonly MadeRoom[], hidden: number, chance: Chance): Input['needs'] => {
  const tags = [...(rooms[hidden]?.equipment ?? [])];
  const draw = chance();
  const wanted = draw < 0.35 ? 1 : draw < 0.55 ? 2 : 0;
  const equipment: string[] = [];
  while (equipment.length < wanted && tags.length > 0)
    equipment.push(...tags.splice(Math.floor(chance() * tags.length), 1));
  return equipment.length > 0 ? { equipment: equipment.sort() } : {};
};

const openStretches = (
  sessions: readonly Minutes[],
  block: MadeRoom['block'],
): readonly { start: number; minutes: number }[] => {
  const whole = sessions.length === 1 && block === undefined;
  return sessions
    .flatMap(({ start, end }) =>
      block === undefined || block.end <= start || end <= block.start
        ? [{ start, end }]
        : [
            { start, end: block.start },
            { start: block.end, end },
          ],
    )
    .map(({ start, end }) => ({ start, minutes: end - start }))
    .filter(({ minutes }) => whole || minutes >= WORTH_A_VISIT);
};

/** Visits that, with their turnarounds, fill `load` percent of the stretches, the free time spread between them. */
const fill = (
  stretches: readonly { start: number; minutes: number }[],
  count: number,
  load: number,
  chance: Chance,
) => {
  const visits: { start: number; minutes: number }[] = [];
  const open = stretches.reduce((sum, s) => sum + s.minutes, 0);
  let placed = 0;
  stretches.forEach((stretch, at) => {
    const share = at === stretches.length - 1 ? count - placed : Math.round((count * stretch.minutes) / open);
    placed += share;
    const used = Math.floor((stretch.minutes * load) / 100 / STEP);
    const parts = split(used - share * 3, share, chance).map((extra) => extra + 3);
    const gaps = split(Math.floor(stretch.minutes / STEP) - used, share + 1, chance);
    let clock = stretch.start;
    parts.forEach((steps, i) => {
      clock += (gaps[i] ?? 0) * STEP;
      visits.push({ start: clock, minutes: steps * STEP - TURNAROUND });
      clock += steps * STEP;
    });
  });
  return visits;
};

/** `total` whole steps dealt at random over `count` hands. */
const split = (total: number, count: number, chance: Chance): readonly number[] => {
  if (total < 0)
    throw new RangeError('so many bookings do not fit: each needs at least a quarter of an hour');
  const hands = Array.from({ length: count }, () => 0);
  for (let i = 0; i < total && count > 0; i++) {
    const at = Math.floor(chance() * count);
    hands[at] = (hands[at] ?? 0) + 1;
  }
  return hands;
};

const pick = (count: number, howMany: number, chance: Chance): readonly number[] => {
  const left = Array.from({ length: count }, (_, at) => at);
  const taken: number[] = [];
  while (taken.length < howMany && left.length > 0)
    taken.push(...left.splice(Math.floor(chance() * left.length), 1));
  return taken;
};

const instantAt = (minutes: number, saturday = false): string => {
  return new Date(OPEN + (saturday ? TO_SATURDAY : 0) + minutes * 60_000)
    .toISOString()
    .replace('.000Z', '+00:00');
};
