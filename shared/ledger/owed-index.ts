import type { BookingRecord } from '../domain/booking-record.ts';
import type { OwedEntry } from '../domain/ledger-records.ts';
import { rowOf } from './stored-publication.ts';

type Row = OwedEntry & { readonly to: string };

/** `nth`: of all bookings that were ever put, in the order in which they came. */
type Kept = { readonly version: number; readonly row: Row | undefined; readonly nth: number };

/** The sparse index of what is owed to anyone, as the table keeps it: by queue, and in each by the start of the visit. */
export const owedIndex = () => {
  const kept = new Map<string, Kept>();
  const queues = new Map<string, Map<string, Kept>>();
  return {
    /** Takes in what stands of a booking now; of two versions the later one counts. */
    put: (record: Omit<BookingRecord, 'version'>, version = 0): void => {
      const before = kept.get(record.uid);
      if (before !== undefined && before.version > version) return;
      const row = rowOf(record);
      const now = { version, row, nth: before?.nth ?? kept.size };
      kept.set(record.uid, now);
      if (before?.row !== undefined) queues.get(before.row.to)?.delete(record.uid);
      if (row === undefined) return;
      const queue = queues.get(row.to) ?? new Map<string, Kept>();
      queues.set(row.to, queue.set(record.uid, now));
    },
    under: (queue: string): readonly Row[] =>
      [...(queues.get(queue)?.values() ?? [])]
        .sort((a, b) => startOf(a) - startOf(b) || a.nth - b.nth)
        .flatMap(({ row }) => row ?? []),
  };
};

const startOf = ({ row }: Kept): number => row?.start ?? 0;
