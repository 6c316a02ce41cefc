import { isDate, minutesOf } from './dates.ts';
import { PAPER_KINDS, type PaperKind } from './model/paper.ts';
import { screenOf } from './model/screen.ts';

/** Where in the page one is: all of it stands in the address, so that a screen can be set up by a link. */
export const VIEWS = ['now', 'day', 'week', 'attention', 'trail'] as const;
/** No tabs: gone to by what is pressed elsewhere. */
const OTHER_VIEWS = ['report', 'print', 'used'] as const;
export type View = (typeof VIEWS | typeof OTHER_VIEWS)[number];

export type Place = {
  readonly view: View;
  readonly site?: string;
  /** Absent = today. */
  readonly date?: string;
  /** A time of that day, `HH:MM`: what is shown is how the board stood then. */
  readonly at?: string;
  readonly floor?: string;
  readonly equipment?: string;
  readonly freeNow: boolean;
  /** The Day as a table. */
  readonly table: boolean;
  /** What each sheet of paper is for; absent = a floor. */
  readonly paper?: PaperKind;
  /** What a screen on the wall shows: a floor, a building, the house; a list of rooms; the room of a door. */
  readonly kiosk?: string;
  readonly rooms?: string;
  readonly door?: string;
  /** Of which building, where floors of several are called the same. */
  readonly building?: string;
  readonly language?: string;
  readonly theme?: 'light' | 'dark';
  /** Hours by twelve or by twenty-four, where the screen says so. */
  readonly clock?: '12' | '24';
  /** The trail of one room, or of one visit by its code: an address is seen and passed on, and a uid opens its booking. */
  readonly room?: string;
  readonly visit?: string;
  /** Of which dates one sees how rooms were used. */
  readonly from?: string;
  readonly to?: string;
};

/** What stands in the address as it is. */
const NAMES = [
  'kiosk',
  'door',
  'rooms',
  'site',
  'date',
  'at',
  'building',
  'floor',
  'equipment',
  'room',
  'visit',
  'from',
  'to',
] as const;

/** What a date or a time cannot be is as if it were not there. */
const MUST_BE: Partial<Record<(typeof NAMES)[number], (text: string) => boolean>> = {
  date: isDate,
  from: isDate,
  to: isDate,
  at: (text) => minutesOf(text) !== undefined,
};

export const placeOf = (search: string): Place => {
  const given = new URLSearchParams(search);
  const view = [...VIEWS, ...OTHER_VIEWS].find((each) => each === given.get('view')) ?? 'now';
  const paper = PAPER_KINDS.find((each) => each === given.get('paper'));
  const theme = given.get('theme');
  const clock = given.get('clock');
  const language = given.get('lang');
  const texts = NAMES.flatMap((name) => {
    const value = given.get(name);
    return value && (MUST_BE[name]?.(value) ?? true) ? [[name, value]] : [];
  });
  return {
    ...(Object.fromEntries(texts) as Partial<Record<(typeof NAMES)[number], string>>),
    view,
    freeNow: given.get('free') === '1',
    table: given.get('table') === '1',
    ...(paper === undefined ? {} : { paper }),
    ...(language === null ? {} : { language }),
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
    ...(clock === '12' || clock === '24' ? { clock } : {}),
  };
};

/** The address of a place, shortest form; `''` is where everyone begins. */
export const searchOf = (place: Place): string => {
  const given = new URLSearchParams();
  if (place.view !== 'now') given.set('view', place.view);
  for (const name of NAMES) {
    const value = place[name];
    if (value !== undefined) given.set(name, value);
  }
  if (place.freeNow) given.set('free', '1');
  if (place.table) given.set('table', '1');
  if (place.paper !== undefined) given.set('paper', place.paper);
  if (place.language !== undefined) given.set('lang', place.language);
  if (place.theme !== undefined) given.set('theme', place.theme);
  if (place.clock !== undefined) given.set('clock', place.clock);
  return written(given);
};

const written = (query: URLSearchParams): string => (query.size === 0 ? '' : `?${query}`);

/** What is asked of the API, of what there is; `''` where that is nothing. */
export const queryOf = (given: Readonly<Record<string, string | undefined>>): string =>
  written(
    new URLSearchParams(
      Object.entries(given).filter((each): each is [string, string] => each[1] !== undefined),
    ),
  );

/** What the feed asks the API for. A screen on the wall shows what is, whatever date its address names. */
export const boardQueryOf = (place: Pick<Place, 'site' | 'date' | 'kiosk' | 'rooms' | 'door'>): string => {
  const { site, date, door } = place;
  return queryOf({ site, door, ...(screenOf(place) === undefined && { date }) });
};

/** Where one is on a date: another day has no now, and today need not be named. */
export const placeOn = ({ date, ...place }: Place, today: string): Place =>
  date === undefined || date === today
    ? place
    : { ...place, date, view: place.view === 'now' ? 'day' : place.view };
