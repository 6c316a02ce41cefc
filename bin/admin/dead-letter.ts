import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import { handleNotice } from '../../shared/assigning/handle-notice.ts';
import { type BookingMessage, subjectOf } from '../../shared/domain/booking-event.ts';
import type { Ledger, StaleWrite, Write } from '../../shared/domain/ledger.ts';
import { localDateOf } from '../../shared/domain/local-time.ts';
import { NoCatalogue } from '../../shared/ledger/clinic.ts';
import { refuseTooLarge } from '../../shared/ledger/transaction-size.ts';
import { fromBookingMessage } from '../../shared/queue/booking-message.ts';
import { reasonsOf } from '../../shared/reasons-of.ts';
import type { Connection } from './connect.ts';
import { dependenciesOf } from './dependencies.ts';
import { faultInWords } from './faults.ts';

/** What would become of a message of the bookings queue if it were sent again: tried for real, but nothing is written. */
export const rehearse = async (to: Connection, body: string): Promise<string> => {
  let message: BookingMessage;
  try {
    message = fromBookingMessage(body);
  } catch (error) {
    return `will fail again: not a message of this release (${reasonsOf(error)}); reconciliation repairs, drop it`;
  }
  const ledger: Ledger = {
    ...to.ledger,
    commit: async (writes) => {
      refuseTooLarge(writes);
      const stale = await bookingsMovedOn(to.ledger, writes);
      return stale.length > 0 ? { kind: 'stale', stale } : { kind: 'committed' };
    },
  };
  const deps = { ...dependenciesOf({ ...to, ledger }), pause: async () => undefined };
  try {
    const outcome =
      'notice' in message ? await handleNotice(deps)(message) : await assignBooking(deps)(message);
    return `redriving takes it in now: ${outcome.kind}`;
  } catch (error) {
    return `will fail again: ${reasonsOf(error)}: ${faultInWords(error)}`;
  }
};

/** A new booking is expected to be unknown: only the commit tells that it is not. */
const bookingsMovedOn = async (ledger: Ledger, writes: readonly Write[]): Promise<StaleWrite[]> => {
  const stale: StaleWrite[] = [];
  for (const write of writes) {
    if (write.kind !== 'booking') continue;
    const found = await ledger.readBooking(write.record.uid);
    if ((found?.version ?? 0) !== write.seen) stale.push({ kind: 'booking', uid: write.record.uid, found });
  }
  return stale;
};

/** The line of history about a message that was given up, under today's date: written before it is deleted. */
export const recordDrop = async (
  to: Connection,
  dropped: { readonly id: string; readonly body: string },
  now: number,
): Promise<void> => {
  const { ledger } = to;
  const { sites } = await dependenciesOf(to).clinic.catalogue();
  const uid = uidIn(dropped.body);
  const record = uid === undefined ? undefined : await ledger.readBooking(uid);
  const site = sites.find(({ id }) => id === record?.siteId) ?? sites[0];
  if (site === undefined) throw new NoCatalogue();
  const change = {
    siteId: site.id,
    date: localDateOf(now, site.timeZone),
    id: `dropped-${dropped.id}`,
    at: now,
    what: 'ignored',
    by: 'command',
    reason: 'message-dropped',
    ...(uid === undefined ? {} : { bookingUid: uid }),
  } as const;
  await ledger.commit([{ kind: 'change', change }]);
};

const uidIn = (body: string): string | undefined => {
  try {
    return subjectOf(fromBookingMessage(body));
  } catch {
    return undefined;
  }
};
