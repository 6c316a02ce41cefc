import type { Scheduler } from 'fast-check';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';

/** A Ledger in the middle of traffic: every call waits until the scheduler lets it through. */
export const inTraffic = (ledger: Ledger, scheduler: Scheduler): Ledger =>
  new Proxy(ledger, {
    get:
      (real, name: keyof Ledger) =>
      async (...given: never[]) => {
        await scheduler.schedule(Promise.resolve(), name);
        return (real[name] as (...given: never[]) => Promise<unknown>)(...given);
      },
  });

/** The broken twin: it writes room-days whatever their version, as if no one had asked for one. */
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
