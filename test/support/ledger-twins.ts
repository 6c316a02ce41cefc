import type { Scheduler } from 'fast-check';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';

/** A Ledger in the middle of traffic: every call waits until the scheduler lets it through. */
export const inTraffic = (ledger: Ledger, scheduler: Scheduler): Ledger => {
  const held =
    <A extends readonly unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await scheduler.schedule(Promise.resolve(), name);
      return call(...args);
    };
  return {
    readCatalogue: held('readCatalogue', ledger.readCatalogue),
    readCatalogueParts: held('readCatalogueParts', ledger.readCatalogueParts),
    readBoardVersion: held('readBoardVersion', ledger.readBoardVersion),
    readSite: held('readSite', ledger.readSite),
    readDay: held('readDay', ledger.readDay),
    readBooking: held('readBooking', ledger.readBooking),
    readBookings: held('readBookings', ledger.readBookings),
    readDue: held('readDue', ledger.readDue),
    readOwed: held('readOwed', ledger.readOwed),
    readCredential: held('readCredential', ledger.readCredential),
    readMemo: held('readMemo', ledger.readMemo),
    readTrail: held('readTrail', ledger.readTrail),
    commit: held('commit', ledger.commit),
  };
};

/** The broken twin: it writes room-days whatever their version, as if nobody had asked for one. */
export const withoutRoomDayCondition = (ledger: Ledger): Ledger => ({
  ...ledger,
  commit: async (writes) => {
    const careless: Write[] = [];
    for (const write of writes) {
      if (write.kind !== 'room-day') {
        careless.push(write);
        continue;
      }
      const { siteId, date, roomId } = write.record;
      const day = await ledger.readDay(siteId, date);
      const seen = day.roomDays.find((each) => each.roomId === roomId)?.version ?? 0;
      careless.push({ ...write, seen });
    }
    return ledger.commit(careless);
  },
});
