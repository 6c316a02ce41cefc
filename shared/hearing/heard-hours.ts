import * as z from 'zod/mini';
import { HOUR, hourOf, LOOKED_BACK_MS } from '../domain/hours-silent.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger, MayLag } from '../domain/ledger.ts';

const SCOPE = 'heard';
const ID = 'deliveries';

/** Hours since 1970 in which a delivery came, in no particular order. */
const heardHours = z.array(z.int());

const read = async (ledger: Ledger, terms?: MayLag) => {
  const memo = await ledger.readMemo(SCOPE, ID, terms);
  return { hours: heardHours.parse(memo?.value ?? []), version: memo?.version ?? 0 };
};

/** The hours in which deliveries came lately, each by its beginning. */
export const readHeardHours = async (ledger: Ledger): Promise<ReadonlySet<Instant>> =>
  new Set((await read(ledger, { mayLag: true })).hours.map((hour) => hour * HOUR));

/**
 * Notes that a delivery came: the first of an hour that this process hears of reads what is noted, and the first of all writes it. It
 * never throws; an hour that could not be noted is noted by the next delivery.
 */
export const noteHeard = (
  ledger: Ledger,
  failed: (error: unknown) => void,
): ((receivedAt: Instant) => Promise<void>) => {
  let noted: Instant | undefined;
  return async (receivedAt) => {
    const hour = hourOf(receivedAt);
    if (hour === noted) return;
    try {
      const { hours, version } = await read(ledger);
      if (!hours.includes(hour / HOUR)) {
        const kept = hours.filter((each) => each * HOUR > hour - LOOKED_BACK_MS);
        const record = { scope: SCOPE, id: ID, value: [...kept, hour / HOUR] };
        const { kind } = await ledger.commit([{ kind: 'memo', seen: version, record }]);
        // Another process was faster, most likely with the same hour.
        if (kind === 'stale') return;
      }
      noted = hour;
    } catch (error) {
      failed(error);
    }
  };
};
