import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as fc from 'fast-check';
import { anyCharacter } from './arbitraries.ts';
import { PLANTED, plantedDelivery } from './planted-delivery.ts';
import { examplePayload, signatureOf, signedDelivery, WEBHOOK_SECRET } from './signed-delivery.ts';

/** A request as it might reach the webhook, and whether Cal.com's secret signed exactly its bytes. */
export type FuzzedDelivery = { readonly request: APIGatewayProxyEventV2; readonly genuine: boolean };

const TRIGGERS = [
  'BOOKING_CREATED',
  'BOOKING_RESCHEDULED',
  'BOOKING_REQUESTED',
  'BOOKING_REJECTED',
  'BOOKING_CANCELLED',
  'BOOKING_PAYMENT_INITIATED',
  'BOOKING_PAID',
  'BOOKING_LOCATION_UPDATED',
  'BOOKING_REASSIGNED',
  'BOOKING_NO_SHOW_UPDATED',
  'MEETING_STARTED',
  'MEETING_ENDED',
  'PING',
] as const;

/** A base to spoil: an example of Cal.com's, or one full of personal strings. Cloned, since it is changed in place. */
const whole: fc.Arbitrary<Record<string, unknown>> = fc
  .oneof(
    fc.constantFrom(...TRIGGERS).map(examplePayload),
    fc
      .constantFrom('BOOKING_CREATED', 'BOOKING_RESCHEDULED', 'BOOKING_REQUESTED', 'BOOKING_CANCELLED')
      .map((trigger) => plantedDelivery(trigger as 'BOOKING_CREATED')),
  )
  .map((body) => structuredClone(body));

/** Stands in a string for JSON that no JSON.stringify writes; `textOf` puts it in. */
const raw = (json: string): string => `\u{f8ff}${json}\u{f8ff}`;
const textOf = (body: unknown): string =>
  JSON.stringify(body).replaceAll(/"\u{f8ff}(.*?)\u{f8ff}"/gsu, (_, json: string) => JSON.parse(`"${json}"`));

const deep = (depth: number, open: string, close: string): string =>
  raw(open.repeat(depth) + close.repeat(depth));

const oddity: fc.Arbitrary<unknown> = fc.oneof(
  // No planted word that could be a uid: that one is Cal.com's, and is for logs.
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      PLANTED.attendeeName,
      PLANTED.attendeeMail,
      PLANTED.attendeePhone,
      PLANTED.homeAddress,
      PLANTED.notes,
    ),
  },
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      null,
      '',
      ' ',
      0,
      -1,
      false,
      [],
      {},
      '__proto__',
      'constructor',
      'toString',
      '2026-10-12T08:00:00Z',
      '2026-10-12T08:00:00+14:00',
      '2026-02-30T08:00:00Z',
      '9999-12-31T23:59:59Z',
      '0000-01-01T00:00:00Z',
      'CANCELLED',
      'PENDING',
      'integrations:daily',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      raw('1e400'),
      raw('-0'),
      raw('123456789012345678901234567890'),
      raw('9007199254740993'),
      raw('1e-400'),
      raw('"\\ud800"'),
      raw('"\\udfff\\ud800 \\u0000"'),
      raw('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
      raw('{"value":{"value":{"value":{"value":"ultrasound"}}}}'),
      raw('{"a":1,"a":2,"a":{"a":3}}'),
      deep(3_000, '[', ']'),
      raw(`${'{"value":'.repeat(2_000)}1${'}'.repeat(2_000)}`),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 40 }) },
  { weight: 1, arbitrary: fc.nat({ max: 30_000 }).map((length) => 'ä'.repeat(length)) },
);

/** The fields that we read; where most of the harm can be done. */
const READ = new Set(
  `triggerEvent createdAt payload uid bookingUid startTime endTime status organizer id eventTypeId type location
   rescheduleUid seatsPerTimeSlot attendeeSeatId requiresConfirmation responses userFieldsResponses metadata equipment
   value attendees noShow`.split(/\s+/),
);

type Spoiling = {
  readonly at: number;
  /** Among the fields that we read, or anywhere. */
  readonly amongRead: boolean;
  readonly deed: 'put' | 'drop' | 'rename' | 'add';
  readonly by: unknown;
};

const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  at: fc.nat(),
  amongRead: fc.constantFrom(true, true, true, false),
  deed: fc.constantFrom('put', 'put', 'put', 'drop', 'rename', 'add'),
  by: oddity,
});

/** Changes one place of the body, anywhere in it. */
const spoil = (body: Record<string, unknown>, { at, amongRead, deed, by }: Spoiling): void => {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as Record<string, unknown>, key]);
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(body);
  const among = amongRead ? places.filter(([, key]) => READ.has(key)) : places;
  const place = among[at % Math.max(1, among.length)];
  if (place === undefined) return;
  const [holder, key] = place;
  const define = (name: string): void => {
    Object.defineProperty(holder, name, { value: by, enumerable: true, configurable: true, writable: true });
  };
  if (deed === 'put') define(key);
  else if (deed === 'drop') delete holder[key];
  else if (deed === 'add') define(['__proto__', 'constructor', 'uid', 'toJSON'][at % 4] ?? 'x');
  else {
    define(key.toUpperCase());
    delete holder[key];
  }
};

/** A key said twice: the last one counts, wherever a parser keeps to the rule. */
const twice = (text: string, by: unknown): string =>
  text.endsWith('}')
    ? `${text.slice(0, -1)},"payload":${textOf(by)},"triggerEvent":"BOOKING_CREATED"}`
    : text;

const structured: fc.Arbitrary<string> = fc
  .tuple(
    whole,
    fc.array(spoiling, { maxLength: 5 }),
    fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: oddity }),
  )
  .map(([body, spoilings, again]) => {
    for (const each of spoilings) spoil(body, each);
    const text = textOf(body);
    return again === undefined ? text : twice(text, again);
  });

/** What happens to the bytes on their way. */
const mangled: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    structured,
    fc.constantFrom('cut', 'bad-utf8', 'bom', 'utf16', 'junk-after', 'nul', 'twice', 'huge'),
    fc.nat(),
  )
  .map(([text, deed, at]) => {
    const bytes = Buffer.from(text);
    const middle = at % (bytes.byteLength + 1);
    switch (deed) {
      case 'cut':
        return bytes.subarray(0, middle);
      case 'bad-utf8':
        return Buffer.concat([
          bytes.subarray(0, middle),
          Buffer.from([0xff, 0xc3, 0x28]),
          bytes.subarray(middle),
        ]);
      case 'bom':
        return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
      case 'utf16':
        return Buffer.from(text, 'utf16le');
      case 'junk-after':
        return Buffer.concat([bytes, Buffer.from(' ]}; DROP TABLE rooms')]);
      case 'nul':
        return Buffer.concat([bytes.subarray(0, middle), Buffer.from([0]), bytes.subarray(middle)]);
      case 'twice':
        return Buffer.concat([bytes, bytes]);
      default:
        return at % 20 === 0 ? Buffer.concat([bytes, Buffer.alloc(210_000, 0x20)]) : bytes;
    }
  });

const bytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 6, arbitrary: structured.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: mangled },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
);

const signing = fc.constantFrom(
  'right',
  'right',
  'right',
  'right',
  'right',
  'right',
  'right',
  'right',
  'upper-case',
  'other-secret',
  'empty-secret',
  'none',
  'no-secret-provided',
  'garbage',
  'of-another-body',
);

/** Anything at all, rightly signed about every other time. */
export const fuzzedDelivery: fc.Arbitrary<FuzzedDelivery> = fc
  .record({
    bytes,
    signing,
    carried: fc.constantFrom(
      'base64',
      'base64',
      'base64',
      'text',
      'text',
      'text',
      'text-said-to-be-base64',
      'base64-said-to-be-text',
    ),
    length: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      '0',
      '-1',
      'many',
      '999999999999',
    ),
  })
  .map(({ bytes, signing, carried, length }) => {
    const request = signedDelivery(bytes, {
      signature: signatureFor(signing, bytes),
      base64: carried === 'base64' || carried === 'base64-said-to-be-text',
      ...(length !== undefined && { headers: { 'content-length': length } }),
    });
    const isBase64Encoded =
      carried === 'text-said-to-be-base64' ||
      (carried !== 'base64-said-to-be-text' && request.isBase64Encoded);
    const arriving = Buffer.from(request.body ?? '', isBase64Encoded ? 'base64' : 'utf8');
    return {
      request: { ...request, isBase64Encoded },
      genuine: (signing === 'right' || signing === 'upper-case') && arriving.equals(bytes),
    };
  });

const signatureFor = (signing: string, body: Uint8Array): string | null => {
  switch (signing) {
    case 'right':
      return signatureOf(body);
    case 'upper-case':
      return signatureOf(body).toUpperCase();
    case 'other-secret':
      return signatureOf(body, `${WEBHOOK_SECRET}!`);
    case 'empty-secret':
      return signatureOf(body, '');
    case 'none':
      return null;
    case 'no-secret-provided':
      return 'no-secret-provided';
    case 'garbage':
      return `sha256=${'0'.repeat(57)}`;
    default:
      return signatureOf(Buffer.concat([body, Buffer.from(' ')]));
  }
};
