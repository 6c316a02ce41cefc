import type { Catalogue } from '../../../shared/domain/catalogue.ts';
import type { Ledger } from '../../../shared/domain/ledger.ts';
import type { CheapCalCom } from './cheap-cal-com.ts';
import { uidOf, type Wanted } from './many-sites.ts';

type Night = {
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly wanted: readonly Wanted[];
  readonly cal: CheapCalCom;
  readonly found: (violation: string) => void;
};

/** Whether every booking has one room or waits, no two are in a room at a time, each room was told, and none too fast or twice. Answers how many wait. */
export const brokenAtNight = async ({ ledger, catalogue, wanted, cal, found }: Night): Promise<number> => {
  const dates = new Set(wanted.map(({ start }) => new Date(start).toISOString().slice(0, 10)));
  const roomed = new Map<string, string>();
  const waiting = new Set<string>();
  for (const { id } of catalogue.sites)
    for (const date of dates) {
      const day = await ledger.readDay(id, date);
      for (const { uid } of day.waiting) waiting.add(uid);
      for (const { roomId, occupancies } of day.roomDays) {
        const held = Object.values(occupancies).sort((a, b) => a.from - b.from);
        for (const [nth, { uid, to }] of held.entries()) {
          if (roomed.has(uid)) found(`${uid} has two rooms`);
          roomed.set(uid, roomId);
          if (to > (held[nth + 1]?.from ?? Number.POSITIVE_INFINITY)) found(`two are in ${roomId} of ${id}`);
        }
      }
    }
  for (const nth of wanted.keys()) {
    const uid = uidOf(nth);
    const roomId = roomed.get(uid);
    if (roomId === undefined && !waiting.has(uid)) found(`${uid} has no room and does not wait`);
    if (roomId !== undefined && cal.shown(uid)?.includes(roomId) !== true)
      found(`${uid} was not told ${roomId}`);
  }
  if (cal.tooFast > 0) found(`${cal.tooFast} PATCHes were more than a key may send`);
  if (cal.again > 0) found(`${cal.again} PATCHes told nothing new`);
  return waiting.size;
};
