import { expect, test } from 'vitest';
import { playScenario } from '../../bin/simulation/play-scenario.ts';
import { nth, SCENARIOS } from '../../bin/simulation/scenarios.ts';
import type { SimulatedClinic } from '../../bin/simulation/simulated-clinic.ts';
import type { Write } from '../../shared/domain/ledger.ts';

type Seen = { readonly world: SimulatedClinic; readonly commits: readonly (readonly Write[])[] };

const placements = (world: SimulatedClinic): (string | undefined)[] =>
  world.sandbox.bookings().map(({ uid }) => world.record(uid)?.placement.kind);

const firstWritten = ({ world, commits }: Seen, index: number): string | undefined => {
  const uid = nth(world, index);
  const first = commits.flat().find((write) => write.kind === 'booking' && write.record.uid === uid);
  return first?.kind === 'booking' ? first.record.placement.kind : undefined;
};

/** What each scenario is about has to come about, or striking it proves nothing. */
const comesAbout: Record<string, (seen: Seen) => void> = {
  create: ({ world }) => {
    expect(placements(world)).toEqual(['roomed']);
    expect(world.watch.sent).toHaveLength(1);
  },
  'create twice for the last room': ({ world }) =>
    expect(placements(world).sort()).toEqual(['roomed', 'waiting']),
  'cancel before create': (seen) => {
    expect(firstWritten(seen, 0)).toBe('ended');
    expect(seen.world.accepted.map(({ trigger }) => trigger)).toEqual([
      'BOOKING_CANCELLED',
      'BOOKING_CREATED',
    ]);
  },
  'a chain of three reschedules': ({ world }) =>
    expect(placements(world)).toEqual(['ended', 'ended', 'ended', 'roomed']),
  'cancel during the PATCH': ({ world }) => {
    const [patch] = world.sandbox.patches();
    const [row] = world.sandbox.bookings();
    expect(row?.status).toBe('CANCELLED');
    const cancelledAt =
      world.accepted.find(({ trigger }) => trigger === 'BOOKING_CANCELLED')?.receivedAt ?? 0;
    expect(cancelledAt).toBeGreaterThan(patch?.at ?? 0);
    expect(cancelledAt).toBeLessThan((patch?.at ?? 0) + 6_000);
  },
  'a walk-in takes the room of a later visit, and is taken back': ({ world, commits }) => {
    const changes = commits.flat().flatMap((write) => (write.kind === 'change' ? [write.change] : []));
    const [assigned, walkedIn, away, takenBack, back] = changes.filter(
      ({ what }) => what !== 'told' && what !== 'changed',
    );
    expect(assigned).toMatchObject({ what: 'assigned', by: 'webhook' });
    expect(walkedIn).toMatchObject({ what: 'assigned', reason: 'walked-in', roomId: assigned?.roomId });
    expect(away).toMatchObject({ what: 'moved', by: 'sweep', fromRoomId: assigned?.roomId });
    expect(takenBack).toMatchObject({ what: 'undone', bookingUid: walkedIn?.bookingUid });
    expect(back).toMatchObject({ what: 'moved', reason: 'put-back', roomId: assigned?.roomId });
    // No mail about a room that the patient did not have in the end.
    expect(world.sandbox.patches()).toHaveLength(1);
  },
  'two swap rooms': ({ world, commits }) => {
    const moved = commits.map((writes) =>
      writes.flatMap((write) =>
        write.kind === 'change' && write.change.what === 'moved' ? [write.change] : [],
      ),
    );
    expect(moved.filter(({ length }) => length > 0).map(({ length }) => length)).toEqual([2]);
    expect(world.sandbox.bookings().map(({ location }) => location)).toEqual([
      'Room 3C — Floor 3, North wing',
      'Room 3B — Floor 2, North wing',
    ]);
  },
  'one of two waits for a block': ({ world }) =>
    expect(placements(world).sort()).toEqual(['roomed', 'waiting']),
  'a sweep during a burst': ({ world }) => {
    const of = (fn: string) => world.calls.filter((call) => call.fn === fn).map(({ index }) => index);
    const [swept, assigned] = [of('sweep')[0] ?? 0, of('assign')];
    expect(Math.min(...assigned)).toBeLessThan(swept);
    expect(Math.max(...assigned)).toBeGreaterThan(swept);
  },
  'a room is closed and opened again': (seen) => {
    const kinds = seen.commits
      .flat()
      .flatMap((write) => (write.kind === 'booking' ? [write.record.placement.kind] : []));
    expect(kinds.indexOf('waiting')).toBeGreaterThan(kinds.indexOf('roomed'));
    expect(placements(seen.world)).toEqual(['roomed']);
  },
  'a visit comes into a room closed a moment ago': (seen) => {
    const kinds = seen.commits
      .flat()
      .flatMap((write) =>
        write.kind === 'booking' && write.record.uid === nth(seen.world, 1) ? [write.record.placement] : [],
      );
    expect(kinds[0]).toMatchObject({ kind: 'roomed', roomId: '2A' });
    expect(placements(seen.world)).toEqual(['roomed', 'waiting']);
  },
  'a told visit is moved to where no room is free': ({ world }) => {
    expect(placements(world)).toEqual(['roomed', 'ended', 'waiting']);
    expect(world.sandbox.bookings()[2]?.location).toBe('please ask at reception');
  },
  'a class with late joiners': ({ world }) => {
    expect(placements(world)).toEqual(['roomed']);
    expect(world.sandbox.bookings()[0]?.attendees).toHaveLength(2);
    expect(world.watch.sent).toEqual([]);
  },
  'a confirmed visit is moved by a new request': ({ world }) => {
    const [old, moved] = world.sandbox.bookings();
    expect(placements(world)).toEqual(['ended', 'roomed']);
    expect(world.record(moved?.uid ?? '')?.replaces).toEqual([old?.uid]);
    expect(moved?.location).toMatch(/^Room /);
  },
  'a visit is booked with a location as plain text': ({ world }) => {
    expect(placements(world)).toEqual(['roomed']);
    expect(world.sandbox.bookings()[0]).toMatchObject({
      plainText: true,
      location: expect.stringMatching(/^Room /),
    });
  },
  'the webhook secret is rotated': ({ world }) => {
    expect(placements(world)).toEqual(['roomed', 'roomed', 'roomed']);
    expect(new Set(world.sandbox.deliveries().map(({ status }) => status))).toEqual(new Set([200]));
  },
  'events are lost and reconciled': ({ world }) => {
    expect(world.sandbox.faults.injected).toEqual({ 'webhook:lost': 2 });
    expect(placements(world)).toEqual(['ended', 'roomed']);
  },
  'a person writes another location': ({ world }) =>
    expect(world.record(nth(world, 0))).toMatchObject({ pinned: true, placement: { kind: 'roomed' } }),
  'a series is cancelled': ({ world }) => {
    expect(placements(world)).toEqual(['ended', 'ended']);
    expect(world.accepted.filter(({ trigger }) => trigger === 'BOOKING_CANCELLED')).toHaveLength(1);
  },
  'a request is moved and then confirmed': ({ world }) => {
    expect(placements(world)).toEqual(['ended', 'roomed']);
    expect(world.record(nth(world, 1))?.fact.status).toBe('confirmed');
  },
};

test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  'what a scenario is about comes about: %s',
  async (name, scenario) => {
    const commits: (readonly Write[])[] = [];
    const { world, violations } = await playScenario(scenario, {
      twin: {
        ledger: (ledger) => ({
          ...ledger,
          commit: async (writes) => {
            const result = await ledger.commit(writes);
            if (result.kind === 'committed') commits.push(writes);
            return result;
          },
        }),
      },
    });
    expect(violations).toEqual([]);
    comesAbout[name]?.({ world, commits });
    expect(Object.keys(comesAbout)).toContain(name);
  },
);
