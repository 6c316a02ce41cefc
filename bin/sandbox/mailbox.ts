import { memoize } from '../../shared/domain/memoize.ts';
import type { BookingRow } from './booking-row.ts';
import type { Clinic } from './clinic.ts';

export type MailKind =
  | 'requested'
  | 'awaiting-payment'
  | 'confirmed'
  | 'location-changed'
  | 'rescheduled'
  | 'cancelled'
  | 'rejected'
  | 'reassigned'
  | 'reschedule-asked';

export type Mail = {
  readonly at: number;
  readonly uid: string;
  readonly kind: MailKind;
  readonly channel: 'email' | 'sms';
  readonly role: 'host' | 'attendee';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
};

const subjects: Record<MailKind, string> = {
  requested: 'Your request was received',
  'awaiting-payment': 'Please pay to confirm your visit',
  confirmed: 'Your visit is confirmed',
  'location-changed': 'The location of your visit changed',
  rescheduled: 'Your visit was moved',
  cancelled: 'Your visit was cancelled',
  rejected: 'Your request was declined',
  reassigned: 'Your visit has a new host',
  'reschedule-asked': 'Please choose a new time',
};

const formatterOf = memoize(
  (timeZone: string) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone }),
);
const when = memoize((start: number, timeZone: string): string => formatterOf(timeZone).format(start));

/** Everything Cal.com has sent to people, in order. */
export class Mailbox {
  readonly mails: Mail[] = [];
  readonly #now: () => number;
  readonly #clinic: Clinic;
  readonly #silent: (eventTypeId: number) => boolean;

  /** `silent`: of event types for which no mail is sent. */
  constructor(now: () => number, clinic: Clinic, silent: (eventTypeId: number) => boolean) {
    this.#now = now;
    this.#clinic = clinic;
    this.#silent = silent;
  }

  /** One message to the host and one to each attendee; an SMS too where a number is known and `sms` says so. */
  send(kind: MailKind, row: BookingRow, { attendees = row.attendees, sms = false } = {}): void {
    if (this.#silent(row.eventTypeId)) return;
    const host = this.#clinic.hosts.find(({ id }) => id === row.hostId);
    if (host !== undefined) this.#add(kind, row, 'email', 'host', host.email);
    for (const attendee of attendees) {
      this.#add(kind, row, 'email', 'attendee', attendee.email);
      if (sms && attendee.phoneNumber !== null) this.#add(kind, row, 'sms', 'attendee', attendee.phoneNumber);
    }
  }

  #add(kind: MailKind, row: BookingRow, channel: Mail['channel'], role: Mail['role'], to: string): void {
    const text = `${row.title}\nWhen: ${when(row.start, this.#clinic.timeZone)}\nWhere: ${row.location}`;
    this.mails.push({
      at: this.#now(),
      uid: row.uid,
      kind,
      channel,
      role,
      to,
      subject: subjects[kind],
      text,
    });
  }
}
