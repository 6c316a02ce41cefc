import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DayFileInput } from '../../bin/day-file/day-file.ts';
import { generateDay } from '../../bin/day-file/generate-day.ts';
import { writeDay } from '../../bin/day-file/write-day.ts';
import { planCommand } from '../../bin/plan/plan-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'plan-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

const run = (script: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [script, ...args],
      { cwd: root, env: { ...process.env, ...env } },
      (fault, stdout, stderr) => resolve({ code: fault === null ? 0 : Number(fault.code), stdout, stderr }),
    );
  });
/** `npm run plan` in this process. */
const plan = async (...args: string[]): Promise<Ran> => {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const code = await planCommand(args, {
    out: (line) => stdout.push(line),
    aside: (line) => stderr.push(line),
  });
  return { code, stdout: stdout.join('\n'), stderr: stderr.join('\n') };
};

const written = (name: string, content: unknown): string => {
  const file = join(directory, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};

const at = (time: string): string => `2026-03-02T${time}:00+01:00`;
const visit = (uid: string, from: string, to: string, room: string): DayFileInput['bookings'][number] => ({
  uid,
  start: at(from),
  end: at(to),
  room,
  state: 'announced',
});

/** Two who were told rooms on the ground floor; the room above them is free. */
const DAY: DayFileInput = {
  site: { timeZone: 'Europe/Berlin' },
  now: at('07:00'),
  rooms: ['1A', '1B', '2A'].map((id) => ({ id, building: 'main', floor: id.slice(0, 1), equipment: [] })),
  bookings: [visit('ada', '10:00', '11:00', '1A'), visit('ben', '10:30', '11:00', '1B')],
};

describe('npm run plan', () => {
  test('of a room that is blocked says in words who moves, why, and that fewer is impossible; and draws it', async () => {
    const file = written('day.json', DAY);
    const { code, stdout } = await plan(file, '--block', '1A', '09:00-12:00');
    expect(code).toBe(0);
    expect(stdout).toContain('1 patient is told of a change; fewer is impossible.');
    expect(stdout).toContain('ada: 1A → 2A (its room cannot be used; to be told)');
    const picture = readFileSync(join(directory, 'day.plan.svg'), 'utf8');
    expect(picture).toContain('ada ← 1A');
    expect(picture).toContain('class="closed"');
  });

  test('says where the solver failed, and why, and plans the Day without it', async () => {
    // A repair that the heuristics alone cannot prove.
    const file = written(
      'faulty.json',
      generateDay({ family: 'harsh', rooms: 10, bookings: 100, load: 85, seed: 1, lose: 1, sessions: 2 }),
    );
    const said: string[] = [];
    const out: string[] = [];
    const code = await planCommand(
      [file, '--effort', 'small'],
      { out: (line) => out.push(line), aside: (line) => said.push(line) },
      () => Promise.reject(new RangeError('no WebAssembly')),
    );
    expect(code).toBe(0);
    expect(out.join('\n')).toContain(
      'The solver could not be loaded: this is the best plan found without it.',
    );
    expect(said.join('\n')).toContain('The solver failed (load): RangeError');
    const json = await new Promise<string>((resolve) => {
      void planCommand([file, '--effort', 'small', '--json'], { out: resolve, aside: () => undefined }, () =>
        Promise.reject(new RangeError('no WebAssembly')),
      );
    });
    expect(JSON.parse(json).certificate).toMatchObject({ proved: false, fault: 'load' });
  });

  test('--json is assignments, changes and certificate, and nothing else', async () => {
    const file = written('day.json', DAY);
    const { stdout } = await plan('--block', '1A', '09:00-12:00', file, '--json');
    expect(JSON.parse(stdout)).toEqual({
      assignments: { ada: '2A', ben: '1B' },
      changes: [{ uid: 'ada', from: '1A', to: '2A', reason: 'room-unusable' }],
      certificate: {
        waiting: 0,
        waitingBound: 0,
        messages: 1,
        messagesBound: 1,
        roomChanges: 0,
        roomChangesBound: 0,
        gapPrice: 0,
        gapPriceBound: 0,
        fitGap: 0,
        proved: true,
        cut: false,
      },
    });
  });

  test('--mails 0 leaves without a room who no one may be mailed a new one', async () => {
    const file = written('day.json', DAY);
    const { stdout } = await plan(file, '--block', '1A', '09:00-12:00', '--mails', '0', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ assignments: { ada: null }, certificate: { waiting: 1 } });
    const said = (await plan(file, '--block', '1A', '09:00-12:00', '--mails', '0')).stdout;
    expect(said).toContain('1 change, 0 mails.');
    expect(said).toContain('ada cannot be told by mail');
  });

  test('says why a booking has its room, why not the others, and what it would take', async () => {
    const file = written('day.json', DAY);
    const all = (await plan(file, '--explain', 'ada')).stdout;
    expect(all).toContain(
      'Room 1A, as before.\n  Room 1B is held by ben then.\n  Room 2A could be had at once.',
    );
    const one = (await plan(file, '--explain', 'ada', '--room', '1B')).stdout;
    expect(one).toContain('Room 1B takes 2 moves; 2 patients are told; fewer is impossible.');
    expect(one).toContain('ada: 1A → 1B (moved as asked; to be told)');
    expect(one).toContain('ben: 1B → 1A (makes room for others; to be told)');
  });

  test('says which practitioners change rooms, and of a visit in which its practitioner works', async () => {
    const [ada, ben] = DAY.bookings.map((each) => ({ ...each, practitioner: 4711 }));
    const day = { ...DAY, bookings: [ada, { ...ben, start: at('11:00'), end: at('11:30') }] };
    const sentence = 'Practitioner 4711 works in 1A and 1B from 10:00 to 11:30';
    const { stdout } = await plan(written('practitioner.json', day));
    expect(stdout).toContain('Practitioners work in 1 room beyond their own; fewer is impossible.');
    expect(stdout).toContain(`${sentence}, 1 room beyond their own.`);
    const both = written('both.json', { ...day, practitioners: [{ id: 4711, rooms: 2 }] });
    const kept = (await plan(both)).stdout;
    expect(kept).not.toContain('Practitioner');
    expect(kept).toContain('Every practitioner keeps to their own rooms.');
    expect((await plan(written('day.json', DAY))).stdout).not.toContain('practitioner');
    expect((await plan(both, '--explain', 'ben')).stdout).toContain(`${sentence}.`);
  });

  test.each([
    [['--block', '9Z', '09:00-12:00'], 'there is no room "9Z"'],
    [['--block', '1A'], '--block wants a room and a time'],
    [['--block', '1A', '25:00-26:00'], '"25:00-26:00" is no time of day'],
    [['--block', '1A', '12:00-12:00'], 'the end must be after the start'],
    [['--mails', 'few'], '--mails wants a whole number'],
    [['--effort', 'huge'], '--effort is small, normal or large'],
    [['--explain', 'no-one'], 'there is no booking "no-one"'],
    [['again.json'], 'What is "again.json"?'],
    [['--wrong'], '--wrong'],
  ])('%j is told as a mistake, exit 2', async (args, says) => {
    const { code, stdout, stderr } = await plan(written('day.json', DAY), ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  test('of a bad file gives the path of each mistake, exit 2', async () => {
    const bad = {
      ...DAY,
      now: '2026-03-02 07:00',
      bookings: [{ ...DAY.bookings[0], room: 'Z', state: 'told' }],
    };
    const { code, stderr } = await plan(written('bad.json', bad));
    expect(code).toBe(2);
    expect(stderr).toMatch(/ {2}now: .*\n {2}bookings\.0\.state of "ada": /);
    expect((await plan(written('worse.json', '{ "site": '))).code).toBe(2);
    expect((await plan(join(directory, 'none.json'))).code).toBe(2);
  });
});

describe('npm run generate', () => {
  test('makes up a Day that npm run plan can plan', async () => {
    const made = await run('bin/generate.ts', ['--family', 'harsh', '--rooms', '4', '--bookings', '30']);
    const { code, stdout } = await plan(written('made.json', made.stdout), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).certificate).toMatchObject({ waiting: 0, proved: true });
  });

  test.each([[['--family', 'wide', '--rooms', 'many']]])('%j is told as a mistake, exit 2', async (args) => {
    const { code, stderr } = await run('bin/generate.ts', args);
    expect(code).toBe(2);
    expect(stderr).toContain('--family wide|harsh');
  });

  test('writes a Day into folders that are not there yet', () => {
    const file = join(directory, 'new', 'folder', 'day.json');
    writeDay(file, '{}');
    expect(readFileSync(file, 'utf8')).toBe('{}');
  });

  test.each([
    ['a folder', () => directory, 'not a file'],
    ['a device', () => '/dev/null', 'not a file'],
    ['in a folder that is a file', () => join(written('file', ''), 'day.json'), 'ENOTDIR'],
    ['where no folder can be made', () => '/proc/nowhere/day.json', 'E'],
  ])('says of a Day file that is to be %s what is wrong with it, and ends', (_what, file, why) => {
    expect(() => writeDay(file(), '{}')).toThrow(`day.json ${file()}: ${why}`);
  });
});

test('of a room that lacks what the visit needs, what it lacks is named', async () => {
  const [ada] = DAY.bookings;
  if (ada === undefined) throw new Error('no bookings');
  const rooms = DAY.rooms.map((each) =>
    each.id === '1A' ? { ...each, equipment: ['laser', 'sink'] } : each,
  );
  const needs = { equipment: ['laser', 'scope', 'sink'] };
  const day = { ...DAY, rooms, portable: [{ tag: 'scope', units: 1 }], bookings: [{ ...ada, needs }] };
  const { stdout } = await plan(written('lacks.json', day), '--explain', 'ada');
  expect(stdout).toContain('Room 1B has no laser and no sink.');
});

test('every visit that waits is named with its time, whether it had a room before or not', async () => {
  const { room: _, ...cid } = visit('cid', '10:15', '10:45', '');
  const day: DayFileInput = {
    ...DAY,
    rooms: DAY.rooms.slice(0, 2),
    bookings: [...DAY.bookings, { ...cid, state: 'new' }],
  };
  const { stdout } = await plan(written('waits.json', day));
  expect(stdout).toContain('cid waits, 10:15 to 10:45.');
  const blocked = (await plan(written('waits.json', day), '--block', '1A', '09:00-12:00')).stdout;
  expect(blocked.match(/ waits, /g)).toHaveLength(2);
  expect(blocked).toMatch(/^1 more waits \(1\d:\d\d \w+\); fewer is impossible\.$/m);
});

test('the picture labels each visit that moves, however short it is', async () => {
  const short = DAY.bookings.map((each) => ({
    ...each,
    end: each.start.replace(':00:00', ':05:00').replace(':30:00', ':35:00'),
  }));
  await plan(written('short.json', { ...DAY, bookings: short }), '--block', '1A', '09:00-12:00');
  const picture = readFileSync(join(directory, 'short.plan.svg'), 'utf8');
  expect(picture.match(/>ada<\/text>/g)).toHaveLength(1);
  expect(picture).not.toContain('>ben</text>');
});

test('the plan calls rooms by their names, and puts no one into a room that is too small for a class', async () => {
  const [first, ...others] = DAY.rooms;
  if (first === undefined) throw new Error('no rooms');
  const day: DayFileInput = {
    ...DAY,
    rooms: [
      { ...first, name: 'Sprechzimmer 1', capacity: 20 },
      ...others.map((each) => ({ ...each, name: `Raum ${each.id}`, capacity: each.id === '2A' ? 12 : 4 })),
    ],
    bookings: DAY.bookings.map((each) => ({ ...each, needs: { people: each.uid === 'ada' ? 10 : 2 } })),
  };
  const file = written('named.json', day);
  const { stdout } = await plan(file, '--block', '1A', '09:00-12:00');
  expect(stdout).toContain('ada: Sprechzimmer 1 → Raum 2A (its room cannot be used; to be told)');
  const explained = await plan(file, '--explain', 'ada');
  expect(explained.stdout).toContain('Room Sprechzimmer 1');
  expect(explained.stdout).toContain('Room Raum 1B is not one that this visit may have.');
});

test('in a Day file a hall is closed with each of its parts, and they with it', async () => {
  const closed = [{ start: at('09:00'), end: at('12:00'), reason: 'fault' }];
  const hall = (rooms: DayFileInput['rooms']): DayFileInput => ({
    ...DAY,
    rooms,
    bookings: [visit('ada', '10:00', '11:00', '1A')],
  });
  const parts = ['1A', '1B'].map((id) => ({ id, equipment: [] }));
  const other = { id: '2A', equipment: [] };
  const whole = hall([...parts, { id: 'hall', parts: ['1A', '1B'], closed }, other]);
  expect((await plan(written('hall.json', whole))).stdout).toContain('ada: 1A → 2A');
  const part = hall([{ id: '1A', closed }, { id: '1B' }, { id: 'hall', parts: ['1A', '1B'] }, other]);
  const { stdout } = await plan(written('part.json', part), '--explain', 'ada');
  expect(stdout).toContain('Room hall is closed then (fault).');
});
