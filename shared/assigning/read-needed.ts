import { textsOf } from '../calcom/room-named.ts';
import type { BookingState, Needs } from '../domain/booking-decision.ts';
import type { MayLag } from '../domain/ledger.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { Lost } from '../unit-of-work/commit-with-retry.ts';
import { type DaySnapshot, dayOf } from '../unit-of-work/day-snapshot.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';

/** What is known for one decision, with the versions that its transaction will name. */
export type Reading = BookingState & {
  readonly snapshot?: DaySnapshot;
  /** What the attempt before had read, with what stood in its way. */
  readonly lostSnapshot?: DaySnapshot;
};

/** Reads what a decision needs, the Day perhaps a moment late. Lost: the clinic has changed in between. */
export const readNeeded = async (
  { ledger, clinic }: Pick<Dependencies, 'ledger' | 'clinic'>,
  reading: Reading,
  needs: Needs,
  terms?: MayLag,
): Promise<Reading | Lost> => {
  const { lostSnapshot, replaced } = reading;
  switch (needs.what) {
    case 'catalogue':
      return { ...reading, catalogue: lostSnapshot?.state.catalogue ?? (await clinic.catalogue()) };
    case 'replaced':
      return { ...reading, replaced: await ledger.readBooking(needs.uid) };
    case 'records': {
      const found = await ledger.readBookings(needs.uids);
      const records = new Map(reading.records);
      for (const uid of needs.uids)
        records.set(
          uid,
          found.find((each) => each.uid === uid),
        );
      return { ...reading, records };
    }
    case 'words': {
      const states = await Promise.all(needs.sites.map((each) => clinic.site(each)));
      return { ...reading, words: new Map(states.map(({ site }) => [site.id, textsOf(site)])) };
    }
    case 'day': {
      const state = await clinic.site(needs.site);
      if (state.catalogue.version !== reading.catalogue?.version) return { kind: 'stale', stale: [] };
      // What was read for the delivery's times may not be what the booking's own, newer times need.
      const known = lostSnapshot?.state.site.id === state.site.id ? lostSnapshot.days : undefined;
      const [snapshot, read] = await Promise.all([
        readSnapshot(ledger, state, needs.visit, known, terms),
        replaced && 'unread' in replaced ? ledger.readBooking(replaced.unread) : replaced,
      ]);
      return { ...reading, snapshot, day: dayOf(snapshot), replaced: read };
    }
    default:
      return unreachable(needs);
  }
};
