import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { madeUpDigests, madeUpWords } from '../../bin/simulation/digests.ts';
import { boardApi } from '../../functions/board/board-api.ts';
import type { AccessMode } from '../../shared/access/access.ts';
import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import type { Outcome } from '../../shared/assigning/outcome.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import type { CalBooker } from '../../shared/calcom/cal-booker.ts';
import type { CalPeople } from '../../shared/calcom/cal-people.ts';
import type { LiveFact } from '../../shared/domain/booking-event.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import type { LocalDate } from '../../shared/domain/local-time.ts';
import { NOTHING_PUBLISHED } from '../../shared/domain/publication.ts';
import { catalogueWrites } from '../../shared/ledger/catalogue-parts.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { wantedText } from '../../shared/publishing/wanted-text.ts';
import { putOffDay } from '../../shared/replanning/put-off-day.ts';
import { replanDay } from '../../shared/replanning/replan-day.ts';
import { seekBetterPlan } from '../../shared/replanning/seek-better-plan.ts';
import { departureOf } from './as-described.ts';
import { demoCatalogue } from './demo-catalogue.ts';
import { httpEvent } from './http-event.ts';

/** Monday 1 March 2027, nine o'clock at the demo clinic. */
export const NINE = Date.UTC(2027, 2, 1, 8);
export const MONDAY: LocalDate = '2027-03-01';

/** The demo clinic under a name of its own, for tests that share a table. */
export const ownNorth = (): Catalogue => {
  const demo = demoCatalogue();
  const id = `north-${randomUUID().slice(0, 8)}`;
  return {
    ...demo,
    version: randomUUID(),
    sites: demo.sites.map((site) => ({ ...site, id, credential: id })),
    practitioners: demo.practitioners.map((each) => ({ ...each, site: id })),
  };
};

export type Asked = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sourceIp?: string;
};

/** What an answer says, its body read. */
export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly body: any;
  readonly text: string;
};

/** A request as an HTTP API hands it over (payload version 2). */
export const request = (
  method: string,
  url: string,
  { body, headers = {}, sourceIp }: Asked = {},
): APIGatewayProxyEventV2 => {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const type = text === undefined ? {} : { 'content-type': 'application/json' };
  return httpEvent(method, url, {
    headers: { host: 'localhost:3000', ...type, ...headers },
    body: text,
    ...(sourceIp === undefined ? {} : { sourceIp }),
  });
};

export const answered = ({
  statusCode = 0,
  headers = {},
  body = '',
}: APIGatewayProxyStructuredResultV2): Answered => ({
  status: statusCode,
  headers: headers as Record<string, string>,
  body: /json/.test(String(headers['content-type'])) && body !== '' ? JSON.parse(body) : body,
  text: body,
});

/** The same answer. @throws where it is not as the API's description says. */
const asDescribed = (method: string, url: string, answer: Answered): Answered => {
  const { status, headers, text } = answer;
  const { pathname } = new URL(url, 'http://localhost:3000');
  const departure = departureOf(method, pathname, { status, contentType: headers['content-type'], text });
  if (departure !== undefined) throw new Error(departure);
  return answer;
};

/** The catalogue, without the look at two months of Days that an import takes. */
const inForce = async (ledger: Ledger, catalogue: Catalogue, now: number): Promise<void> => {
  const before = await ledger.readCatalogue();
  await ledger.commit([
    ...catalogueWrites(catalogue, { seen: before?.version ?? 0, importedAt: now }),
    ...catalogue.sites.map(
      ({ id: siteId, publishing }): Write => ({
        kind: 'site',
        seen: 0,
        record: { siteId, knownSince: now, publishing, publishingSince: now },
      }),
    ),
  ]);
};

/** The board on a Ledger, with a clock of the test's own, and the worker and the re-plan beside it. */
export const boardOnLedger = async (
  ledger: Ledger,
  {
    access = { kind: 'open-loopback' },
    catalogue = demoCatalogue(),
    people,
    booker,
  }: {
    access?: AccessMode;
    catalogue?: Catalogue;
    people?: CalPeople | undefined;
    booker?: CalBooker | undefined;
  } = {},
) => {
  let at = NINE - 60 * MINUTE;
  const woken: string[] = [];
  const logged: unknown[] = [];
  const counted: string[] = [];
  const proofs: string[] = [];
  const now = () => at;
  const deps: BoardDependencies = {
    ledger,
    clinic: new Clinic(ledger, now, madeUpWords),
    now,
    chance: Math.random,
    pause: async () => undefined,
    settleMs: 0,
    digests: async () => madeUpDigests,
    trailKeptDays: 90,
    newId: randomUUID,
    ...(people && { people }),
    ...(booker && { booker }),
    askProof: async (whatIf) => {
      proofs.push(whatIf);
    },
    wakePublisher: async () => undefined,
    wakeReplan: async (siteId, date) => {
      woken.push(`${siteId} ${date}`);
    },
  };
  await inForce(ledger, catalogue, at);
  const note = (...line: unknown[]): void => {
    logged.push(line);
  };
  const api = boardApi(deps, access, {
    log: { warn: note, error: note },
    count: (metric) => void counted.push(metric),
  });
  const ask = async (method: string, url: string, asked: Asked = {}): Promise<Answered> =>
    asDescribed(method, url, answered(await api(request(method, url, asked))));
  return {
    deps,
    site: catalogue.sites[0]?.id ?? '',
    ask,
    woken,
    proofs,
    logged,
    counted,
    /** Sets the clock. */
    at: (instant: number): void => {
      at = instant;
    },
    /** Takes a booking in as the worker does; nine to half past nine, a consultation, unless it says otherwise. */
    book: (uid: string, fact: Partial<LiveFact> = {}): Promise<Outcome> =>
      assignBooking(deps)({
        deliveryId: '0'.repeat(64),
        trigger: 'BOOKING_CREATED',
        receivedAt: at,
        fact: {
          uid,
          status: 'confirmed',
          createdAt: at,
          start: NINE,
          end: NINE + 30 * MINUTE,
          venue: 'on-site',
          inputs: { eventTypeId: 3002 },
          ...fact,
        },
      }),
    cancel: (uid: string): Promise<Outcome> =>
      assignBooking(deps)({
        deliveryId: '0'.repeat(64),
        trigger: 'BOOKING_CANCELLED',
        receivedAt: at,
        fact: { uid, status: 'ended', createdAt: at, reason: 'cancelled' },
      }),
    /** Cal.com has been told of the room that the visit has now. */
    tell: async (uid: string): Promise<void> => {
      const record = await ledger.readBooking(uid);
      const { sites } = await deps.clinic.catalogue();
      const entry = sites.find(({ id }) => id === record?.siteId);
      if (record === undefined || entry === undefined) throw new Error(`there is no ${uid}`);
      const { version: seen, ...rest } = record;
      const text = wantedText(record, await deps.clinic.site(entry)) ?? '';
      const attempt = { id: 'a', text, at, outcome: 'accepted' as const };
      const publication = { ...NOTHING_PUBLISHED, texts: [text], sends: 1, attempt };
      await ledger.commit([{ kind: 'booking', seen, record: { ...rest, publication } }]);
    },
    /** Plans whatever has been woken, as the re-plan does. */
    replan: async (): Promise<void> => {
      for (const each of woken.splice(0)) {
        const [site = '', date = ''] = each.split(' ');
        await replanDay({ ...deps, effort: 'small', spacingMs: 15_000 })(site, date);
      }
    },
    /** Puts Monday off, as where it cannot be planned just now. */
    putOff: () => putOffDay(deps)(catalogue.sites[0]?.id ?? '', MONDAY),
    /** Looks for a better plan of Monday, as the re-plan does behind a plan; unless it says otherwise where one is told an hour. */
    seek: (spacingMs = 60 * MINUTE) =>
      seekBetterPlan({ ...deps, effort: 'small', spacingMs, secondsToSeek: 60 })(
        catalogue.sites[0]?.id ?? '',
        MONDAY,
      ),
  };
};
