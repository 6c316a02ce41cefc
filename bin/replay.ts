import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { calClient } from '../shared/calcom/cal-client.ts';
import { calLister, MOST_ROWS } from '../shared/calcom/cal-lister.ts';
import type { BookingMessage } from '../shared/domain/booking-event.ts';
import { sitesByCredential } from '../shared/domain/catalogue.ts';
import { toIso } from '../shared/domain/instant.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import { digestKeyIn } from '../shared/publishing/digest-key.ts';
import { toBookingMessage } from '../shared/queue/to-booking-message.ts';
import { compareAll } from '../shared/reconciling/compare-all.ts';
import type { Found } from '../shared/reconciling/compare-booking.ts';
import { stepRunner } from '../shared/sweeping/steps.ts';
import { COMMON_USAGE, instantOf, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';

const usage = `Read again at Cal.com what changed since an instant, and send what the Ledger does not know through the bookings queue, as
if its webhooks had just arrived. What the Ledger knows already changes nothing.

  npm run replay                       of the last six hours
  npm run replay -- --since 2d
  npm run replay -- --since 2026-10-05T07:00:00Z

Options
  --since <when>     an instant (ISO-8601), or so long ago: 90m, 6h, 2d; 6h unless given
${COMMON_USAGE}`;

const WORDS: Record<Found, string> = {
  same: 'as the Ledger knows it, or too young to be missed',
  'lost-created': 'not known: sent through the bookings queue',
  'lost-ended': 'over at Cal.com: sent through the bookings queue',
  'lost-change': 'changed at Cal.com: sent through the bookings queue',
  readmitted: 'not in the clinic file before, and now it is: sent through the bookings queue',
  reverted: 'shows another location than was told: owed again',
  untold: 'never told its room: owed now',
  'manual-edit': 'shows a location that a person wrote: staff decide',
  'known-again': 'shown, though Cal.com had said that it does not know it: owed again',
  'alive-at-cal-com': 'over here, and not at Cal.com: staff decide',
  'not-ours': 'no business of ours: past, or no visit type or Site of the catalogue',
};

await runCommand(
  { usage, options: { since: { type: 'string', default: '6h' } } },
  async ({ values, out }) => {
    const since = instantOf(values, 'since', Date.now());
    const to = connect(values);
    const clinic = new Clinic(to.ledger, Date.now, to.cal.words);
    const catalogue = await clinic.catalogue();
    const lister = calLister(to.cal);
    const found: Record<string, number> = {};
    let read = 0;
    const deps = {
      ledger: to.ledger,
      clinic,
      cal: calClient(to.cal),
      // By the SDK, which finds an operator's credentials wherever they are; and no one waits.
      enqueue: async (message: BookingMessage): Promise<void> => {
        await to.sqs.send(
          new SendMessageCommand({
            QueueUrl: to.queueUrls.bookings,
            MessageBody: toBookingMessage(message),
          }),
        );
      },
      wakePublisher: async () => undefined,
      now: Date.now,
      digestKey: digestKeyIn(to.ledger),
      settleMs: to.settleMs,
      // One booking that cannot be compared keeps none of the others from it.
      runStep: stepRunner({
        log: { error: (sentence, { reason }) => console.error(`${sentence}: ${reason}`) },
        count: () => undefined,
        now: Date.now,
      }),
    };
    for (const credential of sitesByCredential(catalogue).keys()) {
      let page: string | undefined;
      do {
        const reading = await lister.updatedSince(since, { at: page, rows: MOST_ROWS }, credential);
        if (reading.kind !== 'page') {
          console.error(
            `Cal.com did not list what changed (${credential}: ${reading.kind}). The reconciliation of the whole horizon, every half hour, finds it.`,
          );
          return 1;
        }
        await compareAll(deps, reading.bookings, reading.requestedAt, { credential, by: 'list' }, (kind) => {
          found[kind] = (found[kind] ?? 0) + 1;
        });
        read += reading.bookings.length;
        out.progress(`${read} booking(s) read`);
        page = reading.next;
      } while (page !== undefined);
    }
    const words = Object.entries(found).map(
      ([kind, count]) => `  ${String(count).padStart(5)}  ${WORDS[kind as Found]}`,
    );
    out.result(
      { since: toIso(since), read, found },
      [`${read} booking(s) changed at Cal.com since ${toIso(since)}.`, ...words].join('\n'),
    );
    return undefined;
  },
);
