import { expect, test } from 'vitest';
import { seededChance } from '../../shared/domain/chance.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const MINUTE = 60_000;
const STARTS = [
  '2026-10-06T08:00:00Z',
  '2026-10-06T12:00:00Z',
  '2026-10-07T09:00:00Z',
  '2026-10-07T13:00:00Z',
];
const HOSTS = [4711, 4712, 4713];
/** Days on which one of two moves at once would win for good, if the order of the webhooks alone counted. */
const SEEDS = [4, 6, 46];

/** A class that is moved twice at once, again and again, and a visit that changes hands, while webhooks go astray. */
const restlessDay = async (seed: number, ahead: number) => {
  const chance = seededChance(seed);
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;
  let ours = (): number => Date.parse('2026-10-05T06:00:00Z');
  const clinic = await clinicOnVirtualTime({ sandbox: { now: () => ours() + ahead } });
  ours = clinic.time.now;
  const { uid } = await clinic.book({ eventType: 'group-class', start: oneOf(STARTS) });
  const other = await clinic.book({ eventType: 'consultation', start: oneOf(STARTS) });
  for (const kind of ['lost', 'reordered', 'queued', 'doubled', 'repeated'] as const)
    clinic.sandbox.faults.add({
      on: 'webhook',
      kind,
      probability: 0.25,
      delayMs: Math.round(chance() * 2 * MINUTE),
    });
  for (let round = 0; round < 6; round += 1) {
    const move = () => clinic.sandbox.reschedule(uid, { start: oneOf(STARTS), via: 'api' });
    const hands = chance() < 0.4 ? [clinic.sandbox.reassign(other.uid, oneOf(HOSTS))] : [];
    await clinic.time.until(Promise.all([move(), move(), ...hands]));
    await clinic.time.pass(Math.round(chance() * 1.2 * MINUTE));
  }
  clinic.sandbox.faults.clear();
  await clinic.time.pass(9 * MINUTE + Math.abs(ahead));
  return { clinic, uids: [uid, other.uid] };
};

test.each(
  SEEDS.flatMap((seed) =>
    [0, 55_000, -55_000, 5 * MINUTE, -5 * MINUTE].map((ahead) => [seed, ahead] as const),
  ),
)('what Cal.com shows is what stands here in the end (day %d, Cal.com %d ms ahead)', async (seed, ahead) => {
  const { clinic, uids } = await restlessDay(seed, ahead);
  for (const uid of uids) {
    const { start, end, hostId } = clinic.sandbox.booking(uid) ?? {};
    expect((await clinic.record(uid))?.fact).toMatchObject({ start, end, practitionerId: hostId });
  }
});
