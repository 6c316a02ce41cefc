import { parse } from 'csv-parse/sync';
import { stringify } from 'yaml';
import { asksForNothing } from '../domain/equipment-words.ts';
import { lettersAndDigits } from '../domain/letters-and-digits.ts';
import { isSameName } from '../domain/room-name.ts';
import { ID } from './clinic-file-schema.ts';

/** A first clinic file, and what its reader must still look at, by row where it is about one. */
type FirstFile = { readonly text: string; readonly toDo: readonly string[] };

type Column = keyof typeof HEADERS;
type Row = { readonly line: number; readonly cells: Partial<Record<Column, string>> };
type Say = (what: string) => void;

/** What the columns of room lists are called; of letters and digits alone. */
const HEADERS = {
  id: 'id nr no nummer number raumnr raumnummer roomno roomnumber zimmernummer kennung code kürzel numéro 番号 部屋番号',
  name: 'name room raum zimmer bezeichnung raumname roomname raumbezeichnung description nom salle sala nombre 名称 部屋 部屋名 室名',
  building: 'building gebäude haus bau trakt wing house bâtiment edificio 建物 棟',
  floor: 'floor etage stock stockwerk geschoss ebene level étage piso planta 階',
  kind: 'kind type art typ raumart raumtyp roomtype category kategorie nutzung catégorie tipo 種類 用途',
  equipment: 'equipment ausstattung gerät geräte devices equipement équipement equipamiento 設備 機器',
  capacity: 'capacity plätze personen people seats places sitzplätze maxpersonen capacité capacidad 定員',
  accessible: 'accessible barrierefrei rollstuhl rollstuhlgerecht wheelchair stepfree accesible バリアフリー',
} as const;
const YES = new Set(
  'yes ja y j x true 1 oui si sí はい ○ ✓ ✔'.split(' ').map((word) => lettersAndDigits(word) || word),
);

const NAME_LENGTH = 60;
const ID_LENGTH = 32;

/** A list as a spreadsheet saves it: UTF-8 with or without a mark, UTF-16, or the Windows code page of Western Europe. */
export const decodedList = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
};

/** @throws NoRoomList where the text is no list with a heading for its rooms. */
export const clinicFromCsv = (list: string, timeZone: string): FirstFile => {
  const toDo: string[] = [];
  const say: Say = (what) => toDo.push(what);
  const rows = rowsOf(list, say);
  const equipment = new Map<string, string>();
  const rooms = roomsOf(rows, equipment, say);
  if (rooms.length === 0) throw new NoRoomList('the list names no room');
  const buildings = [...Map.groupBy(rooms, ({ building }) => building)].map(([name, ofBuilding]) => ({
    name,
    floors: [...Map.groupBy(ofBuilding, ({ floor }) => floor)].map(([floor, ofFloor]) => ({
      name: floor,
      rooms: ofFloor.map(({ room }) => room),
    })),
  }));
  const file = {
    equipment: [...equipment].map(([id, name]) => (id === name ? id : { id, name })),
    kinds: [...new Set(rooms.map(({ room }) => room.kind))],
    sites: [
      {
        id: 'main',
        name: 'Our clinic',
        timeZone,
        publishing: 'shadow',
        hours: { 'mon-fri': '08:00-18:00' },
        buildings,
      },
    ],
    practitioners: [],
    visitTypes: [],
  };
  toDo.push(
    `the name of the site; its time zone, taken to be ${timeZone}; its opening hours, taken to be mon-fri 08:00-18:00`,
    'the order of the floors, which is that of the list: they stand from the ground up',
    'visitTypes: no one is given a room before it says which Cal.com event types take one, and what each needs',
    'practitioners: who sees patients, by Cal.com user id',
  );
  const heading = ' A first clinic file, made of a list of rooms. What is still to be done:\n';
  const comment = `${heading}${toDo.map((each) => `  - ${each}`).join('\n')}`.replaceAll(/^/gm, '#');
  return { text: `${comment}\n\n${stringify(file, { lineWidth: 0 })}`, toDo };
};

/** The list as rows under headings that are known. */
const rowsOf = (list: string, say: Say): Row[] => {
  const first =
    list
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .find((line) => line.trim() !== '') ?? '';
  const delimiter = [';', '\t', ','].sort((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
  let cells: string[][];
  try {
    cells = parse(list, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (cause) {
    throw new NoRoomList(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  const [headings = [], ...rest] = cells;
  const columns = headings.map(columnOf);
  if (!columns.includes('name') && !columns.includes('id'))
    throw new NoRoomList(
      `no heading says which column names the rooms; the first line is: ${headings.join(', ')}. Call it "name" or "id"`,
    );
  for (const [at, heading] of headings.entries())
    if (columns[at] === undefined && heading !== '')
      say(`the column "${heading}" was left out: the clinic file has none like it`);
  return rest.map((row, index) => ({
    line: index + 2,
    cells: Object.fromEntries(
      columns.flatMap((column, at) => {
        const text = oneLine(row[at] ?? '');
        return column === undefined || text === '' ? [] : [[column, text]];
      }),
    ),
  }));
};

const columnOf = (heading: string): Column | undefined => {
  const said = lettersAndDigits(heading);
  return (Object.keys(HEADERS) as Column[]).find((column) =>
    HEADERS[column].split(' ').some((word) => lettersAndDigits(word) === said),
  );
};

const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cf}\p{Co}]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .normalize('NFC');

const roomsOf = (rows: readonly Row[], equipment: Map<string, string>, say: Say) => {
  const ids = new Set<string>();
  const names: { name: string; where: string }[] = [];
  const [buildingOf, floorOf, kindOf] = [firstSpelling(64), firstSpelling(64), firstSpelling(ID_LENGTH)];
  const without = { building: 0, floor: 0, kind: 0 };
  const rooms = rows.flatMap(({ line, cells }) => {
    const written = cells.name ?? cells.id;
    if (written === undefined) {
      if (Object.keys(cells).length > 0) say(`row ${line} names no room and was left out`);
      return [];
    }
    for (const field of ['building', 'floor', 'kind'] as const)
      if (cells[field] === undefined) without[field] += 1;
    const building = buildingOf(cells.building ?? 'Main building');
    const floor = floorOf(cells.floor ?? 'Ground floor');
    const name = nameOf(written, JSON.stringify([building, floor]), names, line, say);
    const id = idOf(cells.id, written, line, ids);
    const tags = (cells.equipment ?? '')
      .split(/[,;|+\n]/)
      .flatMap((each) => tagOf(each.trim(), equipment) ?? []);
    const capacity = Number(cells.capacity);
    if (cells.capacity !== undefined && !isPeople(capacity))
      say(`row ${line}: "${cells.capacity}" is no number of people`);
    const room = {
      id,
      ...(name !== id && { name }),
      kind: kindOf(cells.kind ?? 'room'),
      ...(tags.length > 0 && { equipment: [...new Set(tags)] }),
      ...(isPeople(capacity) && { capacity }),
      ...(YES.has(lettersAndDigits(cells.accessible ?? '') || (cells.accessible ?? '')) && {
        accessible: true,
      }),
    };
    return [{ building, floor, room }];
  });
  for (const [field, count] of Object.entries(without))
    if (count > 0) say(`the ${field} of ${count} room(s), which the list does not say`);
  return rooms;
};

const isPeople = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= 1000;

/** The beginning of a text, of whole characters. */
const cut = (text: string, most: number): string => {
  let beginning = '';
  for (const letter of text) {
    if (beginning.length + letter.length > most) break;
    beginning += letter;
  }
  return beginning.trim();
};

/** Gives each name as it was first written, whatever its capitals are later. */
const firstSpelling = (most: number): ((text: string) => string) => {
  const known: string[] = [];
  return (text) => {
    const name = cut(text, most);
    const found = known.find((each) => isSameName(each, name));
    if (found === undefined) known.push(name);
    return found ?? name;
  };
};

/** As it is written, but short enough, and on its floor the only one so called. */
const nameOf = (
  written: string,
  where: string,
  names: { name: string; where: string }[],
  line: number,
  say: Say,
): string => {
  const short = written.length > NAME_LENGTH ? cut(written, NAME_LENGTH - 4) : written;
  if (short !== written)
    say(`row ${line}: the name "${written}" is longer than ${NAME_LENGTH} characters, and was cut`);
  const isTaken = (name: string): boolean =>
    names.some((each) => each.where === where && isSameName(each.name, name));
  let name = short;
  for (let count = 2; isTaken(name); count += 1) name = `${cut(short, NAME_LENGTH - 5)} (${count})`;
  if (name !== short)
    say(`row ${line}: another room of the floor is called "${short}"; this one became "${name}"`);
  names.push({ name, where });
  return name;
};

/** The id of the list where it is one, else one made of the name; each once. */
const idOf = (given: string | undefined, name: string, line: number, taken: Set<string>): string => {
  const made = given !== undefined && ID.test(given) ? given : slugOf(given ?? name) || `room-${line - 1}`;
  let id = made;
  for (let count = 2; taken.has(id.toLowerCase()); count += 1)
    id = `${made.slice(0, ID_LENGTH - 4)}-${count}`;
  taken.add(id.toLowerCase());
  return id;
};

/** The tag for a piece of equipment, entered under the name it was first written with. */
const tagOf = (written: string, equipment: Map<string, string>): string | undefined => {
  if (asksForNothing(written)) return undefined;
  const meaning = (word: string): string | undefined =>
    [...equipment].find(([tag, name]) =>
      [tag, name].some((each) => lettersAndDigits(each) === lettersAndDigits(word)),
    )?.[0];
  const known = meaning(written);
  if (known !== undefined) return known;
  const made = slugOf(written);
  const isFree = made !== '' && made !== 'unreadable' && meaning(made) === undefined && !asksForNothing(made);
  const tag = isFree ? made : `device-${equipment.size + 1}`;
  equipment.set(tag, cut(written, NAME_LENGTH));
  return tag;
};

const LETTERS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  ø: 'oe',
  å: 'aa',
};

/** `Sprechzimmer Süd/2` as `sprechzimmer-sued-2`; nothing where no Latin letter is left. */
const slugOf = (text: string): string => {
  const plain = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüßæøå]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return /[a-z]/.test(plain) || /^[\x20-\x7e]+$/.test(text)
    ? plain.slice(0, ID_LENGTH).replace(/-+$/, '')
    : '';
};

/** What was given is no list of rooms. */
export class NoRoomList extends Error {
  override readonly name = 'NoRoomList';
}
