import { randomUUID } from 'node:crypto';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { countUnits } from '../bench/count-units.ts';
import { scaleDay } from '../bench/scale/scale-day.ts';
import { startDynoxide } from '../local/dynoxide.ts';
import type { VirtualTime } from '../simulation/virtual-time.ts';

/** What a stretch of time has cost in requests. */
export type Counted = {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly queueRequests: number;
  readonly invocations: Readonly<Record<string, number>>;
};

/** And how long it was, how many bookings came, and how many of them found no room at once. */
export type CountedDay = Counted & {
  readonly minutes: number;
  readonly booked: number;
  readonly waitedAtFirst: number;
};

/** A day that is counted: as `bench:scale` plays it, with so many bookings for each of so many sites. */
export type DayToCount = { readonly sites: number; readonly bookings: number; readonly seed: number };

/** A working day. */
const HOURS = 10;
/** Times as many bookings in the busiest hour as on the average. */
const PEAK = 3;
/** What `cal:register` asks for tells of a booking once. */
const DELIVERIES = 1;

/**
 * Lets the functions work for a day of bookings as they come, at random instants, on virtual time, but with a DynamoDB beside it that
 * counts: whatever the functions read and write is read and written there too.
 */
export const countDay = async ({ sites, bookings, seed }: DayToCount): Promise<CountedDay> => {
  const dynamo = await startDynoxide();
  try {
    const tableName = `cost-${randomUUID()}`;
    await createTable(dynamo.client, tableName);
    const real = dynamoLedger({ documentClient: dynamo.client, tableName });
    const { taken } = countUnits(dynamo.client);
    const day = await scaleDay(
      { sites, bookings, hours: HOURS, peak: PEAK },
      { seed, beside: (memory, during) => beside(real, memory, during), opened: taken },
    );
    if (day.violations.length > 0) throw new Error(day.violations.join('\n'));
    const { read, write } = taken();
    const runs = Object.entries(day.runs).map(([name, all]) => [name, all.length]);
    return {
      minutes: day.minutes,
      booked: day.bookings,
      waitedAtFirst: day.waitedAtFirst,
      writeUnits: write,
      readUnits: read,
      queueRequests: day.queueRequests,
      invocations: { receive: DELIVERIES * day.bookings, ...Object.fromEntries(runs) },
    };
  } finally {
    dynamo.stop();
  }
};

/** Asks the real one first, and answers what the other does, which must have done the same. */
const beside = (real: Ledger, memory: Ledger, during: VirtualTime['during']): Ledger => {
  const both = Object.entries(memory).map(([name, method]) => [
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
