import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { madeUpDigests } from '../../bin/simulation/digests.ts';
import { blockRoom } from '../../shared/board/commands/block-room.ts';
import type { MipSolver } from '../../shared/domain/plan/proof/mip-solver.ts';
import { answerWhatIf } from '../../shared/replanning/answer-what-if.ts';
import { storedPlan } from '../../shared/replanning/stored-plan.ts';
import { loadHighsSolver } from '../../shared/solver/highs.ts';
import {
  type ClinicOnVirtualTime,
  clinicOnVirtualTime,
  type VirtualTimeOptions,
} from '../support/clinic-on-virtual-time.ts';
import { FULL_DAY, type FullDayVisit, LOST_ROOM } from './full-day.ts';

let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

const MONDAY_MORNING = '2026-10-05T06:00:00Z';
const TUESDAY = '2026-10-06';
/** The demo clinic is two hours ahead of UTC then. */
const at = (time: string): number => Date.parse(`${TUESDAY}T${time}:00+02:00`);

/** The demo clinic with its visits on Tuesday. */
const booked = async (
  visits: readonly FullDayVisit[],
  options: VirtualTimeOptions = {},
): Promise<ClinicOnVirtualTime> => {
  const clinic = await clinicOnVirtualTime({ solver, now: MONDAY_MORNING, ...options });
  for (const { eventType, time, hostId } of visits)
    await clinic.book({ eventType, hostId, start: new Date(at(time)).toISOString() });
  return clinic;
};

const lose = async (clinic: ClinicOnVirtualTime): Promise<void> => {
  const [site] = clinic.catalogue.sites;
  if (site === undefined) throw new Error('no site');
  const deps = {
    ...clinic.dependencies,
    newId: randomUUID,
    askProof: async () => undefined,
    digests: async () => madeUpDigests,
    trailKeptDays: 90,
  };
  const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: 'a fault', agreed: true };
  const fault = { start: at(LOST_ROOM.from), end: at(LOST_ROOM.to), reason: 'fault' } as const;
  const outcome = await clinic.time.until(blockRoom(deps, action, site, LOST_ROOM.room, fault));
  expect(outcome.kind).toBe('landed');
};

const inTheLostRoom = async ({ ledger }: ClinicOnVirtualTime): Promise<readonly string[]> => {
  const { roomDays } = await ledger.readDay('north', TUESDAY);
  return Object.values(roomDays.find(({ roomId }) => roomId === LOST_ROOM.room)?.occupancies ?? {})
    .filter(({ from, to }) => from < at(LOST_ROOM.to) && at(LOST_ROOM.from) < to)
    .map(({ uid }) => uid);
};

const lastPlan = async ({ ledger }: ClinicOnVirtualTime) =>
  storedPlan((await ledger.readDay('north', TUESDAY)).plan);

test('a full day that has been told loses a room: as many mails as the certificate says, and as the what-if had said', async () => {
  const clinic = await booked(FULL_DAY);
  await clinic.minutes(30);
  expect(clinic.locationMails()).toHaveLength(FULL_DAY.length);
  expect(await inTheLostRoom(clinic)).not.toEqual([]);
  const [site] = clinic.catalogue.sites;
  if (site === undefined) throw new Error('no site');
  const asked = await answerWhatIf(
    clinic.dependencies,
    await clinic.dependencies.clinic.site(site),
    {
      question: {
        what: 'block',
        room: LOST_ROOM.room,
        start: at(LOST_ROOM.from),
        end: at(LOST_ROOM.to),
      },
      dates: [TUESDAY],
    },
    { solver },
  );
  await lose(clinic);
  await clinic.minutes(30);
  const plan = await lastPlan(clinic);
  expect(plan).toMatchObject({ certificate: { waiting: 0, proved: true, cut: false }, tellInPerson: [] });
  expect(plan?.words).toContain(
    `${plan?.certificate.messages} patients are told of a change; fewer is impossible.`,
  );
  const mails = clinic.locationMails().length - FULL_DAY.length;
  expect(mails).toBe(plan?.certificate.messages);
  expect(mails).toBe(asked.mails);
  expect(await inTheLostRoom(clinic)).toEqual([]);
});

test('where patients are told two hours before, rooms change silently until then, and each patient is told once', async () => {
  const midday = FULL_DAY.filter(({ time }) => time >= '10:00' && time < '14:00');
  const clinic = await booked(midday, {
    now: `${TUESDAY}T05:00:00Z`,
    catalogue: (demo) => ({
      ...demo,
      sites: demo.sites.map((site) => ({ ...site, announcing: { hoursBefore: 2 } })),
    }),
  });
  await clinic.minutes(20);
  await lose(clinic);
  await clinic.minutes(20);
  expect(await lastPlan(clinic)).toMatchObject({ certificate: { waiting: 0, messages: 0, proved: true } });
  expect(await inTheLostRoom(clinic)).toEqual([]);
  await clinic.minutes(15);
  expect(clinic.locationMails()).toEqual([]);
  await clinic.minutes(4 * 60 + 15);
  const told = new Map<string, number>();
  for (const { uid } of clinic.locationMails()) told.set(uid, (told.get(uid) ?? 0) + 1);
  expect([...told.values()]).toEqual(midday.map(() => 1));
  const { roomDays } = await clinic.ledger.readDay('north', TUESDAY);
  for (const { uid, roomId } of roomDays.flatMap((each) => Object.values(each.occupancies)))
    expect(clinic.sandbox.booking(uid)?.location).toContain(`Room ${roomId} `);
});
