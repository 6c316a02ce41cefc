import { FrontDesk } from './front-desk.ts';
import { patient, type SimulatedClinic, type SimulatedClinicOptions } from './simulated-clinic.ts';

/** A canonical scenario: what people do, in a clinic that is otherwise quiet. */
export type Scenario = {
  readonly name: string;
  readonly options?: Omit<Partial<SimulatedClinicOptions>, 'seed' | 'strikes' | 'twin'>;
  readonly play: (world: SimulatedClinic) => Promise<void>;
};

const MONDAY = '2026-10-05';
const SECOND = 1_000;
const MINUTE = 60_000;

export const at = (time: string): number => Date.parse(`${MONDAY}T${time}:00.000Z`);

const SCAN = 3001;
const LASER = 3003;
const THERAPY = 3004;
const BLOOD = 3006;
const SURGERY = 3007;
const CLASS = 3008;
const SERIES = 4002;

export const book = (world: SimulatedClinic, eventType: number, time: string): void =>
  world.act(() => world.sandbox.book({ eventType, start: at(time), attendee: patient }));

/** The uid of the booking made first, second … */
export const nth = (world: SimulatedClinic, index: number): string => {
  const row = world.sandbox.bookings()[index];
  if (row === undefined) throw new Error(`there is no booking ${index}`);
  return row.uid;
};

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'create',
    play: async (world) => {
      book(world, SCAN, '10:00');
      await world.pass(90 * SECOND);
    },
  },
  {
    name: 'create twice for the last room',
    play: async (world) => {
      book(world, LASER, '10:00');
      book(world, LASER, '10:00');
      await world.pass(30 * SECOND);
    },
  },
  {
    name: 'cancel before create',
    play: async (world) => {
      world.sandbox.faults.add({
        on: 'webhook',
        kind: 'reordered',
        trigger: 'BOOKING_CREATED',
        times: 1,
        delayMs: 20 * SECOND,
      });
      book(world, SCAN, '10:00');
      await world.pass(5 * SECOND);
      world.act(() => world.sandbox.cancel(nth(world, 0)));
      await world.pass(30 * SECOND);
    },
  },
  {
    name: 'a chain of three reschedules',
    play: async (world) => {
      book(world, SCAN, '09:30');
      for (const [index, time] of ['10:30', '11:30', '12:30'].entries()) {
        await world.pass(12 * SECOND);
        world.act(() => world.sandbox.reschedule(nth(world, index), { start: at(time), via: 'api' }));
      }
      await world.pass(30 * SECOND);
    },
  },
  {
    name: 'cancel during the PATCH',
    play: async (world) => {
      world.sandbox.faults.add({ on: 'patch', kind: 'slow', times: 1, delayMs: 6 * SECOND });
      book(world, SCAN, '10:00');
      await world.pass(13 * SECOND);
      world.act(() => world.sandbox.cancel(nth(world, 0)));
      await world.pass(60 * SECOND);
    },
  },
  {
    // One has to leave its room early in the morning, and the only other room for it is taken by one who could be there.
    name: 'two swap rooms',
    play: async (world) => {
      book(world, SCAN, '10:00');
      await world.pass(5 * SECOND);
      book(world, SCAN, '10:30');
      await world.pass(70 * SECOND);
      await world.block('3B', MONDAY, { start: at('09:00'), end: at('10:10') });
      await world.pass(60 * SECOND);
    },
  },
  {
    name: 'one of two waits for a block',
    play: async (world) => {
      book(world, SCAN, '10:00');
      book(world, SCAN, '10:00');
      await world.pass(70 * SECOND);
      await world.block('3B', MONDAY, { start: at('09:30'), end: at('12:00') });
      await world.pass(30 * SECOND);
    },
  },
  {
    name: 'a sweep during a burst',
    play: async (world) => {
      await world.pass(57 * SECOND);
      for (const time of ['10:00', '10:00', '10:30', '10:30']) {
        book(world, THERAPY, time);
        await world.pass(SECOND);
      }
      await world.pass(30 * SECOND);
    },
  },
  {
    name: 'a room is closed and opened again',
    play: async (world) => {
      book(world, THERAPY, '10:00');
      await world.pass(20 * SECOND);
      await world.close('2A', true);
      await world.pass(40 * SECOND);
      await world.close('2A', false);
      await world.pass(20 * SECOND);
    },
  },
  {
    name: 'the webhook secret is rotated',
    play: async (world) => {
      book(world, BLOOD, '10:00');
      await world.pass(20 * SECOND);
      world.secrets.set('webhook', JSON.stringify({ current: 'whsec_next', previous: 'whsec_test' }));
      await world.pass(20 * SECOND);
      world.sandbox.rotateWebhookSecret('whsec_next');
      book(world, BLOOD, '10:00');
      await world.pass(20 * SECOND);
      world.secrets.set('webhook', JSON.stringify({ current: 'whsec_next' }));
      book(world, BLOOD, '11:00');
      await world.pass(30 * SECOND);
    },
  },
  {
    name: 'events are lost and reconciled',
    play: async (world) => {
      book(world, SCAN, '10:00');
      await world.pass(15 * SECOND);
      world.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 2 });
      book(world, SCAN, '11:30');
      world.act(() => world.sandbox.cancel(nth(world, 0)));
      await world.pass(3 * MINUTE);
    },
  },
  {
    name: 'a person writes another location',
    play: async (world) => {
      book(world, SCAN, '10:00');
      await world.pass(70 * SECOND);
      world.editLocation(nth(world, 0), 'by hand: the old annexe');
      await world.pass(30 * SECOND);
      await world.block('3B', MONDAY, { start: at('09:30'), end: at('12:00') });
      await world.pass(30 * SECOND);
    },
  },
  {
    name: 'a series is cancelled',
    options: { horizonDays: 8 },
    play: async (world) => {
      world.act(() =>
        world.sandbox.bookSeries({ eventType: SERIES, start: at('10:00'), attendee: patient }, 2),
      );
      await world.pass(40 * SECOND);
      world.act(() => world.sandbox.cancel(nth(world, 0), { subsequent: true }));
      await world.pass(60 * SECOND);
    },
  },
  {
    name: 'a told visit is moved to where no room is free',
    play: async (world) => {
      book(world, LASER, '10:00');
      book(world, LASER, '12:00');
      await world.pass(90 * SECOND);
      world.act(() => world.sandbox.reschedule(nth(world, 1), { start: at('10:00'), via: 'api' }));
      await world.pass(60 * SECOND);
    },
  },
  {
    name: 'a class with late joiners',
    play: async (world) => {
      for (const _ of [1, 2]) {
        book(world, CLASS, '10:00');
        await world.pass(45 * SECOND);
      }
    },
  },
  {
    name: 'a confirmed visit is moved by a new request',
    play: async (world) => {
      book(world, SURGERY, '09:00');
      await world.pass(10 * SECOND);
      world.act(() => world.sandbox.confirm(nth(world, 0)));
      await world.pass(40 * SECOND);
      world.act(() => world.sandbox.reschedule(nth(world, 0), { start: at('09:30'), via: 'api' }));
      await world.pass(20 * SECOND);
      world.act(() => world.sandbox.confirm(nth(world, 1)));
      await world.pass(40 * SECOND);
    },
  },
  {
    name: 'a visit is booked with a location as plain text',
    options: { behaviour: { answerAfterPatch: 'kept' } },
    play: async (world) => {
      world.act(() =>
        world.sandbox.book({
          eventType: SCAN,
          start: at('10:00'),
          attendee: patient,
          plainText: 'Front desk',
        }),
      );
      await world.pass(90 * SECOND);
    },
  },
  {
    name: 'a request is moved and then confirmed',
    play: async (world) => {
      book(world, SURGERY, '09:00');
      await world.pass(10 * SECOND);
      world.act(() => world.sandbox.reschedule(nth(world, 0), { start: at('11:00') }));
      await world.pass(10 * SECOND);
      world.act(() => world.sandbox.confirm(nth(world, 1)));
      await world.pass(40 * SECOND);
    },
  },
  {
    name: 'a walk-in takes the room of a later visit, and is taken back',
    play: async (world) => {
      book(world, BLOOD, '08:00');
      await world.pass(40 * SECOND);
      const { placement } = world.mirror.bookings.get(nth(world, 0)) ?? {};
      const desk = new FrontDesk(world, () => 0, []);
      desk.seat({ minutes: 90 }, placement?.kind === 'roomed' ? placement.roomId : '1A', true);
      // The patient of the later visit has not been told yet.
      await world.pass(5 * SECOND);
      desk.takeBack();
      await world.pass(30 * SECOND);
    },
  },
  {
    // The Day is planned by then, and the worker still knows the room open.
    name: 'a visit comes into a room closed a moment ago',
    play: async (world) => {
      book(world, SCAN, '09:30');
      await world.pass(8 * SECOND);
      await world.close('2A', true);
      await world.pass(5 * SECOND);
      book(world, THERAPY, '13:00');
      await world.pass(20 * SECOND);
    },
  },
];
