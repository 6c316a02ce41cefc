import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { ownField } from '../shared/calcom/booking-fields.ts';
import { calHttp, failureOf } from '../shared/calcom/cal-http.ts';
import { locationQuota } from '../shared/calcom/throttle-headers.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';
import { readPace } from '../shared/publishing/credential-pace.ts';
import { PACE } from '../shared/wiring.ts';
import { dataOf } from './admin/cal-account.ts';
import { BadUsage, COMMON_USAGE, needed, runCommand, textOf } from './admin/command.ts';
import { connect } from './admin/connect.ts';

const usage = `Measure on the live account what Cal.com does with a location: books a visit of a TEST event type, PATCHes it, watches it,
cancels it. Sends real mails to the address you name.

  npm run cal:probe -- --event-type 123 --start 2026-12-01T09:00:00Z --email you@clinic.example --yes

Options
  --event-type <id>     a test event type of yours, in person
  --start <instant>     a free time of it
  --email <address>     who gets the mails: yours
  --credential <name>   which of the stored keys to use; "default" unless given
  --seconds <n>         how long to watch after each step; 60 unless given
  --write <file>        write what was learned as JSON, for CAL_SETTLE_SECONDS and CAL_PATCH_SECONDS
  --yes                 do it: without it nothing is booked
${COMMON_USAGE}`;

const EVERY_MS = 2_000;
const made = z.object({ uid: z.string() });

await runCommand(
  usage,
  {
    'event-type': { type: 'string' },
    start: { type: 'string' },
    email: { type: 'string' },
    credential: { type: 'string', default: 'default' },
    seconds: { type: 'string', default: '60' },
    write: { type: 'string' },
    yes: { type: 'boolean', default: false },
  },
  async ({ values, out }) => {
    const eventTypeId = Number(needed(values, 'event-type'));
    const start = Date.parse(needed(values, 'start'));
    const email = needed(values, 'email');
    const seconds = Number(textOf(values, 'seconds'));
    if (!Number.isInteger(eventTypeId) || Number.isNaN(start) || !(seconds > 0))
      throw new BadUsage('--event-type and --seconds are numbers, --start is an instant');
    if (values.yes !== true) throw new BadUsage('this books a visit and mails people: add --yes');
    const to = connect(values);
    const http = calHttp(to.cal);
    const credential = textOf(values, 'credential') ?? 'default';
    const shown = async (uid: string): Promise<string> => {
      const answer = await http.get(`/bookings/${uid}`, credential);
      const data = 'json' in answer ? ownField(answer.json, 'data') : undefined;
      return String(ownField(data, 'location') ?? '');
    };
    const attendee = { name: 'Probe of the room assigner', email, timeZone: 'UTC' };
    const body = { eventTypeId, start: new Date(start).toISOString(), attendee };
    const { uid } = dataOf(
      'book the test visit',
      await http.send('POST', '/bookings', body, credential),
      made,
    );
    out.progress(`booked ${uid}`);
    try {
      await takeSlot(to.ledger, credential, out.progress);
      const text = `Room probe ${uid.slice(0, 4)}`;
      const patched = await http.send(
        'PATCH',
        `/bookings/${uid}/location`,
        { location: { type: 'address', address: text } },
        credential,
      );
      const at = Date.now();
      const failure = failureOf(patched, at);
      if (failure !== undefined) throw new Error(`Cal.com would not take the location: ${failure.kind}`);
      const quota = 'headers' in patched ? locationQuota(patched.headers, at) : undefined;
      out.progress('PATCHed at once; watching whether it stays');
      let shownAfterMs: number | undefined;
      let revertedAfterMs: number | undefined;
      while (Date.now() - at < seconds * 1000) {
        const is = (await shown(uid)) === text;
        if (is) shownAfterMs ??= Date.now() - at;
        if (!is && shownAfterMs !== undefined) revertedAfterMs = Date.now() - at;
        await pause(EVERY_MS);
      }
      const stuck = (await shown(uid)) === text;
      const learned = {
        quotaHeaders: quota !== undefined,
        ...(quota && {
          remaining: quota.remaining,
          resetsInSeconds: Math.round((quota.resetsAt - at) / 1000),
        }),
        shownAfterMs: shownAfterMs ?? null,
        revertedAfterMs: revertedAfterMs ?? null,
        stuck,
        CAL_SETTLE_SECONDS: revertedAfterMs === undefined ? 10 : Math.ceil(revertedAfterMs / 1000) + 10,
        CAL_PATCH_SECONDS: 15,
      };
      const file = textOf(values, 'write');
      if (file !== undefined) writeFileSync(file, `${JSON.stringify(learned, null, 2)}\n`);
      out.result(
        learned,
        `${Object.entries(learned)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n')}

Now look yourself, for no API tells: how many mails came to ${email}, and what the calendar entry says as its
location and its description.`,
      );
    } finally {
      const cancelled = await http.send('POST', `/bookings/${uid}/cancel`, {}, credential);
      out.progress(
        failureOf(cancelled, Date.now()) === undefined ? `cancelled ${uid}` : `CANCEL ${uid} BY HAND`,
      );
    }
    return undefined;
  },
);

/** The probe's PATCH counts like any other: it waits for the credential's slot and takes it. */
async function takeSlot(ledger: Ledger, credential: string, progress: (line: string) => void): Promise<void> {
  for (;;) {
    const { version, ...pace } = await readPace(ledger, credential);
    const now = Date.now();
    const free = Math.max(pace.nextAllowedAt, pace.blockedUntil);
    if (free <= now) {
      const record = { ...pace, nextAllowedAt: now + PACE.patchSeconds * 1000 };
      const taken = await ledger.commit([{ kind: 'credential', seen: version, record }]);
      if (taken.kind === 'committed') return;
    } else {
      progress(`waiting for the credential's turn, ${Math.ceil((free - now) / 1000)} s`);
      await pause(free - now);
    }
  }
}
