import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClinicFile } from '../../shared/catalogue/clinic-file.ts';
import { clinicFromCsv, decodedList } from '../../shared/catalogue/clinic-from-csv.ts';
import type { Room } from '../../shared/domain/catalogue.ts';
import { runCommand } from '../support/run-command.ts';
import { runs } from '../support/runs.ts';

const FIFTY = 'test/fixtures/room-lists/fifty-rooms.csv';
const ZONE = 'Europe/Berlin';

const roomsIn = (text: string): readonly Room[] => {
  const parsed = parseClinicFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.catalogue.sites.flatMap(({ rooms }) => rooms);
};
const roomsOf = (list: string): readonly Room[] => roomsIn(clinicFromCsv(list, ZONE).text);

test('a hospital’s list of fifty rooms, as its spreadsheet saved it, becomes a clinic file that can be imported', () => {
  const { text, toDo } = clinicFromCsv(decodedList(readFileSync(FIFTY)), ZONE);
  const rooms = roomsIn(text);
  expect(rooms).toHaveLength(50);
  expect(rooms.find(({ name }) => name === 'OP 1/2')).toMatchObject({
    id: 'A0.05',
    building: 'Haupthaus',
    floor: 'EG',
    kind: 'Therapie',
    equipment: ['liege'],
  });
  expect(rooms.find(({ name }) => name === '診察室1')).toMatchObject({ kind: 'Therapie', capacity: 14 });
  expect(rooms.map(({ name }) => name)).toContain('غرفة الفحص');
  expect(toDo.join('\n')).toContain('the column "Telefon" was left out');
});

test('headings may be in another language, in another order, and parted by commas, semicolons or tabs', () => {
  const wanted = [{ id: 'ecg-1', name: 'ECG 1', floor: '2', kind: 'exam', accessible: true }];
  expect(roomsOf('Room,Type,Level,Wheelchair\nECG 1,exam,2,yes\n')).toMatchObject(wanted);
  expect(roomsOf('Etage;Raum;Art;Barrierefrei\n2;ECG 1;exam;x\n')).toMatchObject(wanted);
  expect(roomsOf('階\t部屋名\t種類\tバリアフリー\n2\tECG 1\texam\t○\n')).toMatchObject(wanted);
});

test('a list in the code page of Windows is read with its umlauts', () => {
  const [room] = roomsOf(decodedList(Buffer.from('Raum;Gebäude\nÜbung;Süd\n', 'latin1')));
  expect(room).toMatchObject({ id: 'uebung', name: 'Übung', building: 'Süd' });
});

test('ids are made of names, each once, and where no Latin letter is left of the row', () => {
  const rooms = roomsOf('Raum\nSüd/1\nsued 1\n診察室1\nx\n');
  expect(rooms.map(({ id }) => id)).toEqual(['sued-1', 'sued-1-2', 'room-3', 'x']);
});

test('what the list does not say, or says wrongly, is told by its row, and nothing is lost in silence', () => {
  const list = 'Name;Plätze;Etage\nLabor;viele;1\nLABOR;4;1\n;3;1\n';
  const { text, toDo } = clinicFromCsv(list, ZONE);
  expect(roomsIn(text).map(({ name }) => name)).toEqual(['Labor', 'LABOR (2)']);
  expect(toDo).toEqual(
    expect.arrayContaining([
      'row 2: "viele" is no number of people',
      'row 3: another room of the floor is called "LABOR"; this one became "LABOR (2)"',
      'row 4 names no room and was left out',
      'the building of 2 room(s), which the list does not say',
      'the kind of 2 room(s), which the list does not say',
    ]),
  );
});

test.each([
  ['a,b\n1,2\n', 'no heading says which column names the rooms'],
  ['', 'no heading says which column names the rooms'],
  ['Raum;Etage\n', 'the list names no room'],
  ['Raum;Etage\n"Labor;1\n', 'Quote Not Closed'],
])('what is no list of rooms is refused: %j', (list, message) => {
  expect(() => clinicFromCsv(list, ZONE)).toThrow(message);
});

test('whatever stands in the cells, the file that comes of it has no mistakes, and a room for each row that names one', () => {
  const cell = fc.string({ unit: fc.constantFrom(...'aAäß1 /診-"\'#:{},;.é'.split('')), maxLength: 70 });
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 12 }), (rows) => {
      const named = rows.filter(([name]) => name.trim() !== '');
      fc.pre(named.length > 0);
      const list = ['Name;Nr;Art;Geräte', ...rows.map((row) => row.map(quoted).join(';'))].join('\n');
      const rooms = roomsOf(list);
      const orNumbered = rows.filter(([name, id]) => name.trim() !== '' || id.trim() !== '');
      expect(rooms).toHaveLength(orNumbered.length);
    }),
    { numRuns: runs(40) },
  );
});

test('the command prints the file, or writes it where none is yet, and says what is still to be done', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'from-csv-'));
  try {
    const out = join(directory, 'clinic.yaml');
    const args = ['from-csv', FIFTY, '--zone', ZONE, '--out', out];
    const { progress } = await runCommand('catalogue', args);
    expect(progress).toMatch(`${out} is written. Then: npm run catalogue -- check ${out}`);
    expect(roomsIn(readFileSync(out, 'utf8'))).toHaveLength(50);
    const again = spawnSync(process.execPath, ['bin/catalogue.ts', ...args], { encoding: 'utf8' });
    expect(again).toMatchObject({ status: 1, stderr: expect.stringMatching(/EEXIST|exists/) });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
