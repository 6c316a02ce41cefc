import type { SiteId } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { DueMarker } from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';

const PUT_OFF = /^failed-(\d+)@/;
/** The longest that a Day which cannot be planned is left alone. Whatever disturbs it anew is tried at once. */
export const LONGEST_PUT_OFF_MS = 16 * MINUTE;
/** Writes at once that leave room in a transaction. */
const AT_ONCE = 90;

/** Whether a marker stands for a Day that could not be planned. */
export const isPutOff = ({ id }: Pick<DueMarker, 'id'>): boolean => PUT_OFF.test(id);

/**
 * A Day that could not be planned is due again after a minute, after two the next time, and so on: one marker in place of
 * those that were due. Answers when, or `undefined` where nothing was due any more.
 */
export const putOffDay =
  ({ ledger, now }: { readonly ledger: Ledger; readonly now: () => Instant }) =>
  async (siteId: SiteId, date: LocalDate): Promise<Instant | undefined> => {
    const at = now();
    const known = (await ledger.readDue(siteId, at + LONGEST_PUT_OFF_MS)).filter(
      (marker) => marker.date === date && (marker.dueAt <= at || isPutOff(marker)),
    );
    if (known.length === 0) return undefined;
    const times = 1 + Math.max(0, ...known.map(({ id }) => Number(PUT_OFF.exec(id)?.[1] ?? 0)));
    const dueAt = at + Math.min(LONGEST_PUT_OFF_MS, MINUTE * 2 ** (times - 1));
    const again = { siteId, date, dueAt, id: `failed-${times}@${at}` };
    for (let from = 0; from < known.length; from += AT_ONCE)
      await ledger.commit([
        ...(from === 0 ? [{ kind: 'due', marker: again } as const] : []),
        ...known.slice(from, from + AT_ONCE).map((marker) => ({ kind: 'undue', marker }) as const),
      ]);
    return dueAt;
  };
