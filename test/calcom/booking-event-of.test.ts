import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asAddress, asWords, madeUpDigests } from '../../bin/simulation/digests.ts';
import { bookingEventOf, type DeliveryReading } from '../../shared/calcom/booking-event-of.ts';
import { fromBookingMessage } from '../../shared/queue/booking-message.ts';
import { toBookingMessage } from '../../shared/queue/to-booking-message.ts';
import { examplePayload } from '../support/signed-delivery.ts';

const at = (text: string): number => Date.parse(text);
const origin = { deliveryId: 'ab'.repeat(32), receivedAt: at('2026-10-05T07:00:01Z') };

const read = (body: unknown): DeliveryReading => bookingEventOf(body, origin, madeUpDigests.word);

/** The example of a trigger, told this morning, with some fields of its payload changed. */
const example = (trigger: string, payload: Record<string, unknown> = {}): Record<string, unknown> => {
  const body = examplePayload(trigger);
  return { ...body, createdAt: '2026-10-05T07:00:00.123Z', payload: { ...body.payload, ...payload } };
};

/** The accepted event of a delivery. */
const eventOf = (body: unknown) => {
  const reading = read(body);
  if (reading.outcome !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(reading)}`);
  if ('notice' in reading.event) throw new Error('a notice, no fact');
  return reading.event;
};

/** The fact of a booking that stands. */
const liveFactOf = (body: unknown) => {
  const { fact } = eventOf(body);
  if (fact.status === 'ended') throw new Error('an ended booking');
  return fact;
};

const quarantined = (body: unknown): readonly string[] => {
  const reading = read(body);
  return reading.outcome === 'quarantined' ? reading.paths : [`(${reading.outcome})`];
};

/** What every example of a live booking says of its room. */
const visit = {
  start: at('2026-10-12T08:00:00Z'),
  end: at('2026-10-12T08:45:00Z'),
  practitionerId: 4711,
  venue: 'on-site',
  address: asAddress('clinic north 1 harbour street'),
  inputs: {
    eventTypeId: 3001,
    eventTypeSlug: 'abdominal-scan',
    answered: { tags: asWords('ultrasound'), unreadable: false },
    metadata: { tags: asWords('ultrasound'), unreadable: false },
  },
};

describe('the examples of Cal.com', () => {
  test('BOOKING_CREATED is a confirmed booking', () => {
    expect(read(example('BOOKING_CREATED'))).toEqual({
      outcome: 'accepted',
      event: {
        ...origin,
        trigger: 'BOOKING_CREATED',
        fact: {
          uid: 'k3Wq9ZtB2mXyVu7LsRn4Fe',
          status: 'confirmed',
          createdAt: at('2026-10-05T07:00:00.123Z'),
          ...visit,
        },
      },
    });
  });

  test('BOOKING_REQUESTED is a booking on hold', () => {
    expect(eventOf(example('BOOKING_REQUESTED'))).toMatchObject({
      fact: { uid: 'Rq7uM2nB4vC6xZ8aS1dF3g', status: 'tentative', ...visit },
    });
  });

  test('BOOKING_RESCHEDULED is a new booking that replaces the old', () => {
    expect(eventOf(example('BOOKING_RESCHEDULED'))).toMatchObject({
      replaces: 'k3Wq9ZtB2mXyVu7LsRn4Fe',
      fact: {
        uid: '9aHdP5cJ1oTgYx8QwEzK2v',
        status: 'confirmed',
        start: at('2026-10-13T09:30:00Z'),
        end: at('2026-10-13T10:15:00Z'),
      },
    });
  });

  test.each([
    ['BOOKING_CANCELLED', '9aHdP5cJ1oTgYx8QwEzK2v', 'cancelled', '2026-10-13T10:15:00Z'],
    ['BOOKING_REJECTED', 'Rq7uM2nB4vC6xZ8aS1dF3g', 'rejected', '2026-10-12T08:45:00Z'],
  ])('%s is the end of a booking', (trigger, uid, reason, end) => {
    const body = examplePayload(trigger);
    const reading = bookingEventOf(
      body,
      { ...origin, receivedAt: at('2026-10-08T07:00:00Z') },
      madeUpDigests.word,
    );
    expect(reading).toEqual({
      outcome: 'accepted',
      event: {
        ...origin,
        receivedAt: at('2026-10-08T07:00:00Z'),
        trigger,
        fact: { uid, status: 'ended', reason, createdAt: at(String(body.createdAt)), end: at(end) },
        recheck: true,
      },
    });
  });

  test('BOOKING_PAYMENT_INITIATED is a booking on hold, whatever status it claims', () => {
    const { fact } = eventOf(example('BOOKING_PAYMENT_INITIATED'));
    expect(fact).toMatchObject({ uid: 'Py4mE7nT1iN9iT2aT3eD5x', status: 'tentative', start: visit.start });
  });

  test('BOOKING_PAID makes it certain, and knows neither slug nor answers', () => {
    expect(eventOf(example('BOOKING_PAID')).fact).toEqual({
      uid: 'Py4mE7nT1iN9iT2aT3eD5x',
      status: 'confirmed',
      createdAt: at('2026-10-05T07:00:00.123Z'),
      start: visit.start,
      end: visit.end,
      practitionerId: 4711,
      venue: 'on-site',
      address: visit.address,
      inputs: { eventTypeId: 3001 },
      partial: true,
    });
  });

  test('BOOKING_PAID of a booking that is still to be confirmed stays a hold', () => {
    expect(eventOf(example('BOOKING_PAID', { status: 'PENDING' })).fact.status).toBe('tentative');
  });

  test('BOOKING_REASSIGNED is the same booking with another practitioner', () => {
    expect(liveFactOf(example('BOOKING_REASSIGNED'))).toMatchObject({
      uid: 'k3Wq9ZtB2mXyVu7LsRn4Fe',
      status: 'confirmed',
      practitionerId: 4722,
    });
  });

  test.each([
    ['BOOKING_LOCATION_UPDATED', { kind: 'recheck', uid: 'k3Wq9ZtB2mXyVu7LsRn4Fe' }],
    [
      'BOOKING_NO_SHOW_UPDATED',
      {
        kind: 'no-show',
        uid: 'k3Wq9ZtB2mXyVu7LsRn4Fe',
        noShow: true,
        createdAt: at('2026-10-12T09:10:00Z'),
      },
    ],
    ['MEETING_STARTED', { kind: 'started', uid: 'k3Wq9ZtB2mXyVu7LsRn4Fe', start: visit.start }],
    ['MEETING_ENDED', { kind: 'ended', uid: 'k3Wq9ZtB2mXyVu7LsRn4Fe', start: visit.start }],
  ])('%s is a notice, and no word of its text survives', (trigger, notice) => {
    const later = { ...origin, receivedAt: at('2026-10-12T09:10:01Z') };
    const reading = bookingEventOf(examplePayload(trigger), later, madeUpDigests.word);
    expect(reading).toEqual({ outcome: 'accepted', event: { ...later, trigger, notice } });
    if (reading.outcome === 'accepted')
      expect(fromBookingMessage(toBookingMessage(reading.event))).toEqual(reading.event);
  });

  test.each([
    [[{ noShow: false }], false],
    [[{ noShow: true }, { noShow: false }], false],
    [[{ noShow: true }, { noShow: true }], true],
  ])('of %j it can be said that no one came: %j', (attendees, noShow) => {
    const reading = bookingEventOf(
      { ...examplePayload('BOOKING_NO_SHOW_UPDATED'), payload: { bookingUid: 'b1', attendees } },
      { ...origin, receivedAt: at('2026-10-12T09:10:01Z') },
      madeUpDigests.word,
    );
    expect(reading).toMatchObject({ event: { notice: { kind: 'no-show', noShow } } });
  });

  test.each([
    ['BOOKING_NO_SHOW_UPDATED', { bookingUid: 'b1' }, 'payload.attendees'],
    ['BOOKING_LOCATION_UPDATED', { uid: 'Pat Example' }, 'payload.uid'],
  ])('%s without what it is about is quarantined', (triggerEvent, payload, path) => {
    expect(quarantined({ triggerEvent, createdAt: '2026-10-05T07:00:00Z', payload })).toEqual([path]);
  });

  test.each(['PING', 'BOOKING_CREATED', 'BOOKING_CANCELLED'])(
    'the test button is recognised when it says %s',
    (trigger) => {
      const body = { ...examplePayload('PING'), triggerEvent: trigger };
      expect(read(body)).toEqual({ outcome: 'ignored', trigger, reason: 'test-delivery' });
    },
  );
});

describe('triggers', () => {
  test.each([
    ['SOMETHING_NEW', 'SOMETHING_NEW'],
    ['booking_created', 'unknown'],
    ['BOOKING_CREATED ', 'unknown'],
    ['Pat Example', 'unknown'],
    ['', 'unknown'],
    ['__proto__', 'unknown'],
    ['constructor', 'unknown'],
    ['X'.repeat(65), 'unknown'],
  ])('%j that no one has heard of is ignored as %s', (triggerEvent, trigger) => {
    expect(read({ ...example('BOOKING_CREATED'), triggerEvent })).toEqual({
      outcome: 'ignored',
      trigger,
      reason: 'trigger-not-used',
    });
  });

  test.each(['BOOKING_CREATED', 'BOOKING_RESCHEDULED', 'BOOKING_REQUESTED', 'BOOKING_PAID'] as const)(
    '%s of a dynamic group link, which has no event type, is ignored by name',
    (trigger) => {
      expect(read(example(trigger, { eventTypeId: 0 }))).toEqual({
        outcome: 'ignored',
        trigger,
        reason: 'dynamic-group-link',
      });
    },
  );
});

describe('reschedules', () => {
  test('a booking that moves under its own uid changes its time and replaces nothing', () => {
    const event = eventOf(example('BOOKING_RESCHEDULED', { rescheduleUid: '9aHdP5cJ1oTgYx8QwEzK2v' }));
    expect(event).not.toHaveProperty('replaces');
  });

  test('a request that moves a confirmed booking frees the old one too', () => {
    const event = eventOf(example('BOOKING_REQUESTED', { rescheduleUid: 'old-one' }));
    expect(event).toMatchObject({ replaces: 'old-one', fact: { status: 'tentative' } });
  });

  test('a confirmed request may still name the booking it replaces', () => {
    expect(eventOf(example('BOOKING_CREATED', { rescheduleUid: 'old-one' })).replaces).toBe('old-one');
  });

  test('one seat that moves to another booking does not take the room from those who stay', () => {
    expect(eventOf(example('BOOKING_RESCHEDULED', { seatsPerTimeSlot: 4 }))).not.toHaveProperty('replaces');
    expect(eventOf(example('BOOKING_RESCHEDULED', { seatsPerTimeSlot: 0 }))).toHaveProperty('replaces');
  });

  test.each([[null], [undefined], ['']])('rescheduleUid %j is none', (rescheduleUid) => {
    expect(eventOf(example('BOOKING_CREATED', { rescheduleUid }))).not.toHaveProperty('replaces');
  });
});

describe('what has ended', () => {
  test.each([['seat-1'], [17], [{ referenceUid: 'seat-1' }]])(
    'one seat (%j) given up does not free the room of the others',
    (attendeeSeatId) => {
      expect(read(example('BOOKING_CANCELLED', { attendeeSeatId }))).toMatchObject({
        outcome: 'accepted',
        event: { notice: { kind: 'recheck', uid: '9aHdP5cJ1oTgYx8QwEzK2v' } },
      });
    },
  );

  test('a cancellation of a booking with seats is not believed before Cal.com was asked', () => {
    expect(read(example('BOOKING_CANCELLED', { seatsPerTimeSlot: 8 }))).toMatchObject({
      event: { notice: { kind: 'recheck' } },
    });
  });

  test('a host who asks the patient to choose another time ends this booking', () => {
    expect(eventOf(example('BOOKING_CANCELLED', { requestReschedule: true })).fact).toMatchObject({
      status: 'ended',
      reason: 'cancelled',
    });
  });

  test('one cancellation, and one confirmation, may stand for a whole series: Cal.com is asked', () => {
    expect(eventOf(example('BOOKING_CANCELLED')).recheck).toBe(true);
    expect(eventOf(example('BOOKING_REJECTED')).recheck).toBe(true);
    expect(eventOf(example('BOOKING_CREATED', { requiresConfirmation: true })).recheck).toBe(true);
    expect(eventOf(example('BOOKING_CREATED'))).not.toHaveProperty('recheck');
  });

  test.each([[null], [''], [undefined]])('no seat (%j) is the whole booking', (attendeeSeatId) => {
    expect(eventOf(example('BOOKING_CANCELLED', { attendeeSeatId })).fact.status).toBe('ended');
  });

  test('an unbelievable time does not keep a cancelled booking’s room', () => {
    expect(eventOf(example('BOOKING_CANCELLED', { endTime: 'soon' })).fact).not.toHaveProperty('end');
  });

  test.each([
    ['CANCELLED', { status: 'ended', reason: 'cancelled' }],
    ['REJECTED', { status: 'ended', reason: 'rejected' }],
    ['PENDING', { status: 'tentative' }],
    ['ACCEPTED', { status: 'confirmed' }],
    [null, { status: 'confirmed' }],
  ])('a creation told late, of a booking that is %s by now, is believed', (status, fact) => {
    expect(eventOf(example('BOOKING_CREATED', { status })).fact).toMatchObject(fact);
  });

  test('a request is no more than a hold, even when it says ACCEPTED', () => {
    expect(eventOf(example('BOOKING_REQUESTED', { status: 'ACCEPTED' })).fact.status).toBe('tentative');
  });
});

describe('times', () => {
  test.each([
    ['2026-10-12T08:00:00Z'],
    ['2026-10-12T08:00:00.000Z'],
    ['2026-10-12T08:00:00+00:00'],
    ['2026-10-12T10:00:00+02:00'],
  ])('%s is the same instant as all the others', (startTime) => {
    expect(liveFactOf(example('BOOKING_CREATED', { startTime })).start).toBe(visit.start);
  });

  test('the length of the visit is its times, whatever `length` says', () => {
    for (const length of [null, 15, 'x', undefined])
      expect(liveFactOf(example('BOOKING_CREATED', { length }))).toMatchObject({
        start: visit.start,
        end: visit.end,
      });
  });

  test('a visit may last 24 hours', () => {
    expect(liveFactOf(example('BOOKING_CREATED', { endTime: '2026-10-13T08:00:00Z' })).end).toBe(
      at('2026-10-13T08:00:00Z'),
    );
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['ends when it starts', { endTime: '2026-10-12T08:00:00Z' }, 'payload.endTime'],
    ['ends before it starts', { endTime: '2026-10-12T07:00:00Z' }, 'payload.endTime'],
    ['has no end', { endTime: undefined }, 'payload.endTime'],
    ['starts on 30 February', { startTime: '2026-02-30T08:00:00Z' }, 'payload.startTime'],
    ['starts without a time zone', { startTime: '2026-10-12T08:00:00' }, 'payload.startTime'],
    ['starts at a number', { startTime: 1_760_256_000_000 }, 'payload.startTime'],
    ['starts before 2000', { startTime: '1999-12-31T23:59:59Z' }, 'payload.startTime'],
    ['starts after 2100', { startTime: '2100-01-01T00:00:00Z' }, 'payload.startTime'],
  ])('a visit that %s is quarantined for it', (_, payload, path) => {
    expect(quarantined(example('BOOKING_CREATED', payload))).toContain(path);
  });

  test.each([
    ['a day and a second', '2026-10-13T08:00:01Z'],
    ['a month, which is for staff to see', '2026-11-12T08:00:00Z'],
  ])('a visit of %s is taken in', (_, endTime) => {
    const reading = read(example('BOOKING_CREATED', { endTime }));
    expect(reading).toMatchObject({ outcome: 'accepted', event: { fact: { end: Date.parse(endTime) } } });
  });

  test.each([['yesterday'], [null], [undefined], [7]])(
    'a delivery that says it is of %j is quarantined',
    (createdAt) => {
      expect(quarantined({ ...example('BOOKING_CREATED'), createdAt })).toEqual(['createdAt']);
    },
  );

  test.each([['2026-10-05T07:05:01Z'], ['2025-01-01T00:00:00Z']])(
    'a delivery of %s is taken: clocks differ, and queues hold back',
    (createdAt) => {
      expect(eventOf({ ...example('BOOKING_CREATED'), createdAt }).fact.createdAt).toBe(at(createdAt));
    },
  );

  test.each([['2026-10-05T07:05:02Z'], ['2026-10-06T07:00:00Z'], ['2099-01-01T00:00:00Z']])(
    'a delivery of %s counts from when it was received: minutes ahead is the most that clocks differ',
    (createdAt) => {
      const event = eventOf({ ...example('BOOKING_CREATED'), createdAt });
      expect(event.fact.createdAt).toBe(event.receivedAt);
    },
  );
});

describe('what cannot be understood is quarantined by the names of its fields', () => {
  test.each<[string, unknown, string[]]>([
    ['a broken template', false, ['(body)']],
    ['null', null, ['(body)']],
    ['a list', [], ['(body)']],
    ['no trigger', { createdAt: '2026-10-05T07:00:00Z', payload: {} }, ['triggerEvent']],
    ['no payload', { ...example('BOOKING_CREATED'), payload: undefined }, ['payload']],
    ['no uid', example('BOOKING_CANCELLED', { uid: undefined, type: 'x' }), ['payload.uid']],
    ['a uid of free text', example('BOOKING_CREATED', { uid: 'Pat Example' }), ['payload.uid']],
    ['an overlong uid', example('BOOKING_CREATED', { uid: 'x'.repeat(129) }), ['payload.uid']],
    ['a uid named __proto__', example('BOOKING_CREATED', { uid: '__proto__' }), ['payload.uid']],
    ['a uid of our own kind', example('BOOKING_CREATED', { uid: 'walkin-1' }), ['payload.uid']],
    ['a uid named constructor', example('BOOKING_CREATED', { uid: 'constructor' }), ['payload.uid']],
    [
      'a predecessor named __proto__',
      example('BOOKING_CREATED', { rescheduleUid: '__proto__' }),
      ['payload.rescheduleUid'],
    ],
    [
      'a host of text',
      example('BOOKING_CREATED', { organizer: { id: 'unknown' } }),
      ['payload.organizer.id'],
    ],
    ['an event type of text', example('BOOKING_CREATED', { eventTypeId: '3001' }), ['payload.eventTypeId']],
    ['a location of parts', example('BOOKING_CREATED', { location: { a: 1 } }), ['payload.location']],
  ])('%s', (_, body, paths) => {
    expect(quarantined(body)).toEqual(paths);
  });
});

describe('what a room needs', () => {
  test.each<[string, Record<string, unknown>, object]>([
    [
      'the answer',
      { responses: { equipment: { label: 'x', value: 'ECG, laser' } } },
      { answered: { tags: asWords('ecg', 'laser'), unreadable: false } },
    ],
    [
      'the other list of answers',
      { responses: null, userFieldsResponses: { equipment: { value: ['ecg'] } } },
      { answered: { tags: asWords('ecg'), unreadable: false } },
    ],
    [
      'the other list where the first is blank',
      { responses: { equipment: { label: 'x' } } },
      { answered: { tags: asWords('ultrasound'), unreadable: false } },
    ],
    [
      'a sentence',
      { responses: { equipment: { value: 'the big one' } } },
      { answered: { tags: asWords('the big one'), unreadable: false } },
    ],
    [
      'a ticked box',
      { responses: { equipment: { value: true } } },
      { answered: { tags: [], unreadable: true } },
    ],
    [
      'string metadata',
      { metadata: { equipment: ' Laser ' } },
      { metadata: { tags: asWords('laser'), unreadable: false } },
    ],
  ])('comes from %s', (_, payload, inputs) => {
    expect(liveFactOf(example('BOOKING_CREATED', payload)).inputs).toMatchObject(inputs);
  });

  test('nothing asked is nothing said', () => {
    const payload = {
      responses: undefined,
      userFieldsResponses: null,
      metadata: null,
      type: 'Abdominal scan',
      eventTypeId: null,
    };
    expect(liveFactOf(example('BOOKING_CREATED', payload)).inputs).toEqual({});
  });

  test.each([
    ['an answer', { responses: { linked: { value: 'Order A-17' } } }],
    ['metadata', { metadata: { linked: ' order a17 ' } }],
    [
      'metadata beside a blank answer',
      { responses: { linked: { value: ' ' } }, metadata: { linked: 'Order a17' } },
    ],
    [
      'metadata beside “none”',
      { responses: { linked: { value: 'none' } }, metadata: { linked: 'Order A17' } },
    ],
  ])('visits that belong together are known by a digest of what both bear, be it %s', (_, payload) => {
    const linked = madeUpDigests.word('linked:ordera17');
    expect(liveFactOf(example('BOOKING_CREATED', payload)).inputs.linked).toBe(linked);
  });

  test('a class belongs to no one patient’s other visit, nor does what bears nothing that can be read', () => {
    const linked = (payload: Record<string, unknown>) =>
      liveFactOf(example('BOOKING_CREATED', payload)).inputs.linked;
    expect(linked({ metadata: { linked: 'a17' }, seatsPerTimeSlot: 4 })).toBeUndefined();
    for (const each of ['', '—', 17, ['a17'], 'x'.repeat(81)])
      expect(linked({ metadata: { linked: each } })).toBeUndefined();
  });

  test('patients who answer that they have no such thing are no one and the same', () => {
    for (const value of ['no', 'None', 'n/a', '-', 'Keine.', 'なし'])
      expect(
        liveFactOf(example('BOOKING_CREATED', { responses: { linked: { value } } })).inputs,
      ).not.toHaveProperty('linked');
  });

  test('metadata that is no text is left alone', () => {
    for (const equipment of [7, true, ['ecg'], { value: 'ecg' }])
      expect(liveFactOf(example('BOOKING_CREATED', { metadata: { equipment } })).inputs).not.toHaveProperty(
        'metadata',
      );
  });

  test('answers inherited through __proto__ do not count', () => {
    const text = JSON.stringify(example('BOOKING_CREATED', { responses: 'HERE', userFieldsResponses: null }));
    const body = JSON.parse(text.replace('"HERE"', '{"__proto__":{"equipment":{"value":"laser"}}}'));
    expect(liveFactOf(body).inputs).not.toHaveProperty('answered');
    expect(({} as Record<string, unknown>).equipment).toBeUndefined();
  });
});

describe('where the visit is', () => {
  test.each<[Record<string, unknown>, string]>([
    [{ location: 'integrations:daily' }, 'video'],
    [{ location: '+49 30 1234567' }, 'phone'],
    [
      {
        location: '17 Some Street',
        responses: { location: { value: { value: 'attendeeInPerson', optionValue: '17 Some Street' } } },
      },
      'elsewhere',
    ],
    [
      {
        location: 'The café',
        responses: { location: { value: { value: 'somewhereElse', optionValue: 'The café' } } },
      },
      'elsewhere',
    ],
    [{ location: null }, 'on-site'],
  ])('%j is at %s', (payload, venue) => {
    expect(liveFactOf(example('BOOKING_CREATED', payload)).venue).toBe(venue);
  });
});

describe('the bookings queue', () => {
  const triggers = [
    'BOOKING_CREATED',
    'BOOKING_RESCHEDULED',
    'BOOKING_REQUESTED',
    'BOOKING_CANCELLED',
    'BOOKING_REJECTED',
  ];

  test('hands the worker exactly the event that the webhook understood', () => {
    const now = { ...origin, receivedAt: at('2026-10-20T00:00:00Z') };
    fc.assert(
      fc.property(
        fc.constantFrom(...triggers),
        fc.dictionary(
          fc.constantFrom('location', 'eventTypeId', 'type', 'metadata', 'responses', 'status', 'organizer'),
          fc.jsonValue(),
        ),
        (trigger, payload) => {
          const reading = bookingEventOf(example(trigger, payload), now, madeUpDigests.word);
          fc.pre(reading.outcome === 'accepted');
          expect(fromBookingMessage(toBookingMessage(reading.event))).toEqual(reading.event);
        },
      ),
    );
  });

  test('takes a message of a later release for what it knows of it, and leaves the rest out', () => {
    const event = eventOf(example('BOOKING_CREATED'));
    const message = JSON.parse(toBookingMessage(event));
    const { fact } = message;
    const inputs = { ...fact.inputs, mood: 'Pat' };
    const later = { ...message, title: 'Pat Example', fact: { ...fact, name: 'Pat Example', inputs } };
    expect(fromBookingMessage(JSON.stringify(later))).toEqual(event);
  });

  test.each<[string, (message: Record<string, unknown>) => unknown]>([
    ['lacks its fact', ({ fact: _, ...message }) => message],
    ['says what no fact is', (message) => ({ ...message, fact: { standing: 'Pat Example' } })],
    ['is no object', () => 'Pat Example'],
  ])('refuses a message that %s, without repeating it', (_, spoil) => {
    const message = JSON.parse(toBookingMessage(eventOf(example('BOOKING_CREATED'))));
    const act = (): unknown => fromBookingMessage(JSON.stringify(spoil(message)));
    expect(act).toThrow(expect.objectContaining({ name: 'MalformedMessage' }));
    expect(act).not.toThrow(/Pat/);
  });

  test('refuses a message that is no JSON', () => {
    expect(() => fromBookingMessage('Pat Example')).toThrow('(json)');
  });
});
