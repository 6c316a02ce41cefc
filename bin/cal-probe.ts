import { readFileSync, writeFileSync } from 'node:fs';
import { type Document, isMap, parseDocument } from 'yaml';
import { calHttp } from '../shared/calcom/cal-http.ts';
import { calLister } from '../shared/calcom/cal-lister.ts';
import { BadUsage, COMMON_USAGE, countOf, needed, runCommand, textOf } from './admin/command.ts';
import { connect } from './admin/connect.ts';
import { type Learned, probe, probeSeats } from './admin/probe.ts';

const usage = `Measure on the live account what Cal.com does with a location: books a visit of a TEST event type, PATCHes it as early as
it can be seen, watches it, cancels it. Sends real mails to the address you name.

  npm run cal:probe                     this text: nothing is booked
  npm run cal:probe -- --event-type 123 --start 2026-12-01T09:00:00Z --email you@clinic.example --yes

Options
  --event-type <id>     a test event type of yours, in person, that no visit type of the catalogue names
  --start <instant>     a free time of it
  --email <address>     who gets the mails: yours
  --credential <name>   which of the stored keys to use; "default" unless given
  --seconds <n>         how long to watch after each PATCH; 60 unless given
  --seats               the event type offers seats: only test whether a booking whose location was PATCHed can still be
                        cancelled. Where it cannot, what was booked must be removed by hand at Cal.com
  --write <file>        write what was learned into this file, a stage's settings, for the next deployment
  --yes                 do it: without it nothing is booked
${COMMON_USAGE}`;

/** What only the person at the keyboard can know. */
const ASKED = ['event-type', 'start', 'email'] as const;

const readSettings = (file: string): Document => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BadUsage(`--write ${file}: cannot be read`, { cause });
  }
  const settings = parseDocument(text);
  if (settings.errors.length > 0 || !(settings.contents === null || isMap(settings.contents)))
    throw new BadUsage(`--write ${file}: not the settings of a stage`);
  return settings;
};

/** Whatever else stands there, comments too, stays. */
const writeSettings = (file: string, before: Document, { settings }: Learned): void => {
  for (const [name, value] of Object.entries(settings)) before.set(name, value);
  writeFileSync(file, String(before));
};

const wordsOf = (learned: Learned, email: string): string => {
  const { quota, settings } = learned;
  const overwritten =
    learned.revertedAfterMs === null
      ? 'It was not overwritten.'
      : `It was overwritten ${learned.revertedAfterMs} ms later; a second one ${learned.stuck ? 'stayed' : 'did NOT stay'}.`;
  return `The PATCH was accepted ${learned.patchedBeforeAnswer ? `${learned.answeredAfterMs} ms before` : 'only after'} Cal.com answered the booking. ${overwritten}
${quota === null ? 'There are no throttle headers.' : `Throttle headers: ${quota.limit ?? '?'} allowed, ${quota.remaining} left, anew in ${quota.resetsInSeconds} s.`}
Settings: settleSeconds ${settings.settleSeconds}, patchSeconds ${settings.patchSeconds} (locally CAL_SETTLE_SECONDS and CAL_PATCH_SECONDS).

Now look yourself, for no API tells: how many mails came to ${email}, and what the calendar entry says as its
location and its description.`;
};

await runCommand(
  {
    usage,
    options: {
      'event-type': { type: 'string' },
      start: { type: 'string' },
      email: { type: 'string' },
      credential: { type: 'string', default: 'default' },
      seconds: { type: 'string' },
      write: { type: 'string' },
      seats: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  },
  async ({ values, out }) => {
    if (ASKED.every((name) => values[name] === undefined)) {
      out.result({ needed: ASKED }, `${usage}\n\nNothing was done: say what to book.`);
      return 0;
    }
    needed(values, 'event-type');
    const eventTypeId = countOf(values, 'event-type', 0);
    const start = Date.parse(needed(values, 'start'));
    if (Number.isNaN(start)) throw new BadUsage(`--start ${values.start}: not an instant`);
    const email = needed(values, 'email');
    if (!/^\S+@\S+$/.test(email)) throw new BadUsage(`--email ${email}: not an address`);
    const watchMs = countOf(values, 'seconds', 60) * 1000;
    const file = textOf(values, 'write');
    const settings = file === undefined ? undefined : readSettings(file);
    const to = connect(values);
    if (values.yes !== true) {
      const would = { eventTypeId, start: new Date(start).toISOString(), email };
      out.result(
        { would },
        `Would book event type ${eventTypeId} for ${would.start}, and Cal.com mail ${email} several times.\nNothing was done: add --yes to do it.`,
      );
      return 0;
    }
    const credential = needed(values, 'credential');
    const http = calHttp(to.cal);
    const { ledger, patchMs } = to;
    const { progress } = out;
    const about = {
      http,
      lister: calLister(to.cal),
      ledger,
      credential,
      eventTypeId,
      start,
      email,
      watchMs,
      patchMs,
      progress,
    };
    if (values.seats === true) {
      const seats = await probeSeats(about);
      out.result(
        seats,
        seats.cancels
          ? 'A booking with seats can be cancelled after its location was PATCHed: this Cal.com has lost the fault.'
          : 'A booking with seats can NOT be cancelled any more after its location was PATCHed: leave tellSeats at never.',
      );
      return seats.cancels ? 0 : 1;
    }
    const learned = await probe(about);
    if (file !== undefined && settings !== undefined) writeSettings(file, settings, learned);
    out.result(learned, wordsOf(learned, email));
    return learned.stuck ? 0 : 1;
  },
);
