import { randomUUID } from 'node:crypto';
import { TRIGGERS_NOT_LISTED } from '../../shared/calcom/booking-event-of.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import { catalogueWrites } from '../../shared/ledger/catalogue-parts.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { countUnits } from '../bench/count-units.ts';
import { startDynoxide } from '../local/dynoxide.ts';
import { SimulatedClinic } from '../simulation/simulated-clinic.ts';

/** What a stretch of time has cost in requests. */
export type Counted = {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly queueRequests: number;
  readonly invocations: Readonly<Record<string, number>>;
};

/** And how many waited at its end. */
export type CountedDay = Counted & { readonly waiting: number };

/** What is booked on a day that is counted. */
export type DayToCount = {
  readonly bookings: number;
  readonly minutes: number;
  /** Decides when machines are new. */
  readonly seed: number;
  /** Every second visit to the therapy room comes while that is made ready, and waits; otherwise none does. */
  readonly crowded: boolean;
};

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Of the demo clinic, one after the other: as many at a time as there are doctors, and so again half an hour later. */
const CROWDED = ['consultation', 'blood-test', 'physiotherapy'] as const;
/** The same at first; half an hour later surgery takes a room beside that of therapy. */
const ROOM_FOR_ALL = [...CROWDED, 'consultation', 'blood-test', 'minor-surgery'] as const;
/** So many minutes after the last booking it has been told and seen. */
const AFTERWARDS = 15;

/** From tomorrow on as many visits at a time as there are doctors, every half hour of four days. */
const startOf = (now: number, at: number): number => {
  const [turn, each] = [Math.floor(at / CROWDED.length), 16];
  const day = now - (now % DAY) + (1 + (Math.floor(turn / each) % 4)) * DAY;
  return day + 7 * 60 * MINUTE + (turn % each) * 30 * MINUTE;
};

/**
 * Lets the demo clinic's functions work for so many minutes, in which so many patients book, on virtual time, but with a
 * DynamoDB beside it that counts: whatever the functions read and write is read and written there too.
 */
export const countDay = async ({ bookings, minutes, seed, crowded }: DayToCount): Promise<CountedDay> => {
  const types = crowded ? CROWDED : ROOM_FOR_ALL;
  const dynamo = await startDynoxide();
  try {
    const tableName = `cost-${randomUUID()}`;
    await createTable(dynamo.client, tableName);
    const real = dynamoLedger({ documentClient: dynamo.client, tableName });
    const clinic: SimulatedClinic = new SimulatedClinic({
      seed,
      // As `cal:register` asks for them.
      triggers: TRIGGERS_NOT_LISTED,
      twin: { ledger: (bare) => beside(real, bare, (work) => clinic.time.during(work)) },
    });
    await real.commit(openingOf(clinic));
    await clinic.open();
    const { taken } = countUnits(dynamo.client);
    for (let at = 0; at < bookings; at += 1) {
      await clinic.time.until(
        clinic.sandbox.book({
          eventType: types[at % types.length] ?? '',
          start: startOf(clinic.time.now(), at),
        }),
      );
      await clinic.pass(((minutes - AFTERWARDS) * MINUTE) / bookings);
    }
    await clinic.pass((bookings === 0 ? minutes : AFTERWARDS) * MINUTE);
    if (clinic.violations.length > 0) throw new Error(clinic.violations.join('\n'));
    const { read, write } = taken();
    return {
      waiting: clinic.mirror.waiting.size,
      writeUnits: write,
      readUnits: read,
      queueRequests: Object.values(clinic.queues).reduce(
        (sum, { sent, requests: { received, deleted, returned } }) =>
          sum + sent + received + deleted + returned,
        0,
      ),
      invocations: clinic.invocations(),
    };
  } finally {
    dynamo.stop();
  }
};

/** What `open` writes past the functions. */
const openingOf = (clinic: SimulatedClinic): Write[] => {
  const now = clinic.time.now();
  return [
    ...catalogueWrites(clinic.catalogue, { seen: 0, importedAt: now }),
    ...clinic.catalogue.sites.map(
      ({ id: siteId }): Write => ({
        kind: 'site',
        seen: 0,
        record: { siteId, knownSince: now, publishing: 'on', publishingSince: now },
      }),
    ),
  ];
};

/** Asks the real one first, and answers what the other does, which must have done the same. */
const beside = (real: Ledger, bare: Ledger, during: <T>(work: Promise<T>) => Promise<T>): Ledger => {
  const both = Object.entries(bare).map(([name, method]) => [
    name,
    (...args: never[]) =>
      during(
        (async () => {
          const [there, here] = [
            await (real[name as keyof Ledger] as (...args: never[]) => Promise<unknown>)(...args),
            await (method as (...args: never[]) => Promise<unknown>)(...args),
          ];
          if (name === 'commit' && JSON.stringify(there) !== JSON.stringify(here))
            throw new Error(`the two Ledgers differ: ${JSON.stringify(there)}, ${JSON.stringify(here)}`);
          return here;
        })(),
      ),
  ]);
  return Object.fromEntries(both) as Ledger;
};
