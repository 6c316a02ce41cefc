import { FrontDesk } from '../../bin/simulation/front-desk.ts';
import { patient, SimulatedClinic } from '../../bin/simulation/simulated-clinic.ts';
import { StaffDecisions } from '../../bin/simulation/staff-decisions.ts';
import { VisitSteps } from '../../bin/simulation/visit-steps.ts';
import { blockRoom } from '../../shared/board/commands/block-room.ts';
import { unblockRoom } from '../../shared/board/commands/unblock-room.ts';
import type { BoardView } from '../../shared/board/view/board-view.ts';
import { type PastBoardView, readPastBoard } from '../../shared/board/view/past-board.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { between, seededChance } from '../../shared/domain/chance.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';

/** Seven in the morning of a Monday on the clinic's wall, before any room opens. */
const SEVEN = Date.parse('2026-10-05T05:00:00.000Z');
const MONDAY = '2026-10-05';
const TYPES = [3001, 3002, 3003, 3004, 3006];
const ROOMS = ['1A', '1B', '2A', '3B', '3C', '4A', '1AB'];

/**
 * A morning at a clinic where everyone does everything that a board shows, recorded every few minutes: what each recorded board was, and
 * what is said of that minute when the morning is over. `broken`: a twin that writes some lines otherwise.
 */
export const pastRun = async (
  seed: number,
  { hours, broken = (write) => write }: { hours: number; broken?: (write: Write) => Write },
) => {
  const watched = (ledger: Ledger): Ledger => ({
    ...ledger,
    commit: (writes) => ledger.commit(writes.map(broken)),
  });
  const world = new SimulatedClinic({
    seed,
    start: new Date(SEVEN).toISOString(),
    kind: { hall: true },
    publishing: 'shadow',
    horizonDays: 1,
    twin: { ledger: watched },
  });
  await world.open();
  const [site] = world.catalogue.sites;
  if (site === undefined) throw new Error('the clinic has no site');
  const chance = seededChance(seed);
  const pick = <T>(items: readonly T[]): T => items[between(chance, 0, items.length - 1)] as T;
  const clinic = new Clinic(world.memory, world.time.now, async () => (word) => word);
  const sources = { ledger: world.memory, clinic };
  const recorded: BoardView[] = [];
  const record = async (): Promise<void> => {
    recorded.push(await readBoard(sources, site, MONDAY, world.time.now()));
  };
  const book = (): void => {
    const eventType = pick(TYPES);
    const hosts = world.sandbox.clinic.eventTypes.find(({ id }) => id === eventType)?.hostIds ?? [];
    const start = SEVEN + 60 * MINUTE + 15 * MINUTE * between(chance, 0, 11);
    const hostId = pick(hosts);
    world.act(() => world.sandbox.book({ eventType, hostId, start, attendee: patient }));
  };
  for (let i = 0; i < 18; i += 1) {
    book();
    await world.pass(MINUTE / 2);
    await record();
  }
  const [steps, desk, staff] = [
    new VisitSteps(world, chance, ROOMS),
    new FrontDesk(world, chance, ROOMS),
    new StaffDecisions(world, chance),
  ];
  const blocks: { readonly roomId: string; readonly id: string }[] = [];
  let acts = 0;
  const block = (): void => {
    const roomId = pick(ROOMS);
    const start = world.time.now() + MINUTE * between(chance, 0, 90);
    const lasts = pick([20 * MINUTE, 60 * MINUTE, 20 * 60 * MINUTE, undefined]);
    acts += 1;
    const action = {
      id: `block-${acts}`,
      siteId: site.id,
      by: 'staff',
      request: `block ${acts}`,
      agreed: true,
    };
    world.act(async () => {
      const outcome = await world.atDesk((deps) =>
        blockRoom(deps, action, site, roomId, {
          start,
          reason: 'fault',
          ...(lasts === undefined ? {} : { end: start + lasts }),
        }),
      );
      if (outcome.kind === 'landed') blocks.push({ roomId, id: outcome.result.block.id });
    });
  };
  const unblock = (): void => {
    const block = blocks.shift();
    if (block === undefined) return;
    acts += 1;
    const action = {
      id: `unblock-${acts}`,
      siteId: site.id,
      by: 'staff',
      request: `lift ${acts}`,
      agreed: true,
    };
    world.act(() => world.atDesk((deps) => unblockRoom(deps, action, site, block.roomId, block.id)));
  };
  while (world.time.now() < SEVEN + hours * 60 * MINUTE) {
    const draw = chance();
    if (draw < 0.3) steps.act();
    else if (draw < 0.45) desk.act();
    else if (draw < 0.6) staff.act();
    else if (draw < 0.7) block();
    else if (draw < 0.78) unblock();
    else if (draw < 0.88) book();
    else {
      const row = pick(world.sandbox.bookings().filter((each) => each.status === 'ACCEPTED'));
      world.act(() => world.sandbox.cancel(row.uid));
    }
    await world.pass(MINUTE * between(chance, 1, 5));
    await record();
  }
  await world.pass(30 * MINUTE);
  const before = JSON.stringify(await everything(world.memory));
  const compared: { at: string; was: unknown; said: unknown }[] = [];
  for (const board of recorded) {
    const at = Date.parse(board.now);
    const past = await readPastBoard(sources, site, MONDAY, { at, now: world.time.now() });
    compared.push({
      at: board.now,
      was: shownOf(board),
      said: past.kind === 'stood' ? saidOf(past.board) : past,
    });
  }
  const after = JSON.stringify(await everything(world.memory));
  return { compared, wroteNothing: before === after, states: statesIn(recorded) };
};

const everything = async (ledger: Ledger) => [
  await ledger.readDay('north', MONDAY),
  await ledger.readTrail('north', MONDAY, 100_000),
  await ledger.readSite('north'),
  await ledger.readBoardVersion('north'),
];

/** What of a recorded board a past one says, too. */
const shownOf = ({ rooms, bookings, waiting, ...board }: BoardView) => ({
  ...{
    site: board.site,
    siteName: board.siteName,
    timeZone: board.timeZone,
    date: board.date,
    at: board.now,
  },
  ...(board.names === undefined ? {} : { names: board.names }),
  rooms: rooms.map(({ etag: _etag, ...room }) => room),
  bookings: bookings.map(
    ({ published: _published, publication: _told, asksForUnknown: _asks, etag: _etag, ...booking }) =>
      booking,
  ),
  waiting: waiting.map(({ reasons: _reasons, ...each }) => each),
});

const saidOf = ({ visitCodes: _codes, ...board }: PastBoardView) => board;

/** What the recorded boards have shown: a law about nothing would hold, too. */
const statesIn = (boards: readonly BoardView[]) => ({
  rooms: new Set(
    boards.flatMap(({ rooms }) => rooms.map(({ state, phase = '' }) => `${state} ${phase}`.trim())),
  ),
  encounters: new Set(boards.flatMap(({ bookings }) => bookings.map(({ encounter }) => encounter))),
  waiting: boards.some(({ waiting }) => waiting.length > 0),
  pinned: boards.some(({ bookings }) => bookings.some(({ pinned }) => pinned)),
  overrun: boards.some(({ rooms }) =>
    rooms.some(({ blocks }) => blocks.some(({ reason }) => reason === 'overrun')),
  ),
});
