import { parseArgs } from 'node:util';
import { readEndpoints } from './local/endpoints.ts';

/** The patient's command: books, moves and cancels visits at the Cal.com sandbox and reads the mails. */

const usage = `Book as the patient, at the Cal.com sandbox that "npm start" runs.

  npm run book                                    the next weekday at 10:00, clinic time
  npm run book -- --type consultation --start 2026-12-01T09:00 --watch
  npm run book -- list
  npm run book -- mails [uid]
  npm run book -- reschedule <uid> --start 2026-12-02T11:00
  npm run book -- cancel <uid>
  npm run book -- confirm <uid>                   as the host, for visits that need it

Options
  --type <slug or id>    the visit (default: the first the clinic offers)
  --start <time>         2026-12-01T09:00 is clinic time; an offset or Z is taken as it stands
  --host <id>            the practitioner's Cal.com user id
  --equipment <tags>     for example ultrasound
  --watch                wait for the room and print the mails as they come
  --patience <seconds>   how long to wait for it (default: 40)
  --help
Finds the sandbox at SANDBOX_URL, else http://127.0.0.1:SANDBOX_PORT, else where the running "npm start" has it.`;

const onPort = (port: string): string => `http://127.0.0.1:${port}`;
const { SANDBOX_URL, SANDBOX_PORT } = process.env;
const base =
  SANDBOX_URL ??
  (SANDBOX_PORT === undefined ? (readEndpoints()?.sandboxUrl ?? onPort('3001')) : onPort(SANDBOX_PORT));

/** The person at the keyboard asked for something that does not exist. */
class UsageError extends Error {
  override name = 'UsageError';
}

/** The sandbox is not there, or said no. */
class SandboxError extends Error {
  override name = 'SandboxError';
}

type Booking = {
  uid: string;
  title: string;
  when: string;
  status: string;
  location: string;
  defaultLocation: string;
  rescheduledToUid: string | null;
};
type Mail = { at: string; to: string; role: string; subject: string; text: string };

const call = async <Answer>(path: string, body?: unknown): Promise<Answer> => {
  let response: Response;
  try {
    response = await fetch(new URL(`/sandbox/${path}`, base), {
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new SandboxError(`No sandbox answers at ${base}. Start it in another terminal: npm start`, {
      cause,
    });
  }
  const answer = (await response.json().catch(() => ({ error: `${base} is no sandbox` }))) as Answer & {
    error?: string;
  };
  if (!response.ok) throw new SandboxError(answer.error ?? `The sandbox answered ${response.status}`);
  return answer;
};

const readCommandLine = (args: string[]) => {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        type: { type: 'string' },
        start: { type: 'string' },
        host: { type: 'string' },
        equipment: { type: 'string' },
        watch: { type: 'boolean', default: false },
        patience: { type: 'string', default: '40' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
};

type Options = ReturnType<typeof readCommandLine>['values'];

const show = (booking: Booking): void => {
  const status = booking.rescheduledToUid === null ? booking.status : `moved to ${booking.rescheduledToUid}`;
  console.log(`${booking.uid}  ${booking.when}  ${status}\n  ${booking.title}\n  ${booking.location}`);
};

const showMail = (mail: Mail): void => {
  const at = new Date(mail.at).toLocaleTimeString('en-GB');
  console.log(`✉ ${at} to ${mail.to}: ${mail.subject}\n    ${mail.text.replaceAll('\n', '\n    ')}`);
};

const mailsToPatient = async (uid?: string): Promise<Mail[]> => {
  const query = uid === undefined ? '' : `?uid=${encodeURIComponent(uid)}`;
  const { mails } = await call<{ mails: Mail[] }>(`mails${query}`);
  return mails.filter(({ role }) => role === 'attendee');
};

/** Prints mails as they come until the location is no longer the one the visit was booked with. */
const watch = async (uid: string, { patience }: Options): Promise<number> => {
  const seconds = Number(patience);
  console.log(`\nWaiting for the room (up to ${seconds} s) …`);
  const giveUpAt = Date.now() + seconds * 1000;
  let seen = 0;
  while (Date.now() < giveUpAt) {
    const { booking } = await call<{ booking: Booking }>(`bookings/${uid}`);
    // Mails after the booking: one sent with the new location is then among them.
    const mails = await mailsToPatient(uid);
    mails.slice(seen).forEach(showMail);
    seen = mails.length;
    if (booking.location !== booking.defaultLocation) {
      console.log(`\n${booking.location}`);
      return 0;
    }
    await new Promise((wake) => setTimeout(wake, 500));
  }
  console.error(`\nNo room yet after ${seconds} s. The board shows whether the visit waits, and why.`);
  return 1;
};

const book = async (options: Options): Promise<number> => {
  const { type, host, start, equipment } = options;
  const { bookings } = await call<{ bookings: Booking[] }>('book', {
    ...(type === undefined ? {} : { eventType: /^\d+$/.test(type) ? Number(type) : type }),
    ...(start === undefined ? {} : { start }),
    ...(host === undefined ? {} : { hostId: Number(host) }),
    ...(equipment === undefined ? {} : { equipment }),
  });
  bookings.forEach(show);
  const uid = bookings[0]?.uid ?? '';
  if (options.watch) return watch(uid, options);
  console.log(`\n${whatFollows(bookings[0])}
  npm run book -- list
  npm run book -- mails ${uid}
  npm run book -- cancel ${uid}`);
  return 0;
};

const whatFollows = (booking: Booking | undefined): string => {
  if (booking?.status === 'pending') {
    return `The host has to accept first:\n  npm run book -- confirm ${booking.uid}`;
  }
  if (booking?.location.includes(':')) return 'A visit by video needs no room. What to try:';
  return 'Cal.com knows only the address so far. The room follows in about ten to thirty seconds:';
};

const act = async (
  command: string,
  uid: string | undefined,
  body: unknown,
  options?: Options,
): Promise<number> => {
  if (uid === undefined) throw new UsageError(`${command} which booking? Name its uid.`);
  const path = `bookings/${encodeURIComponent(uid)}/${command}`;
  const { booking } = await call<{ booking: Booking }>(path, body);
  show(booking);
  return options?.watch ? watch(booking.uid, options) : 0;
};

const run = async (args: string[]): Promise<number> => {
  const { values, positionals } = readCommandLine(args);
  const [command = 'book', uid, ...rest] = positionals;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (rest.length > 0) throw new UsageError(`Too many words: ${rest.join(' ')}`);
  for (const option of ['host', 'patience'] as const)
    if (/\D/.test(values[option] ?? '0'))
      throw new UsageError(`--${option} takes a number, not "${values[option]}"`);
  switch (command) {
    case 'book':
      if (uid !== undefined) throw new UsageError(`book takes options only, not "${uid}"`);
      return book(values);
    case 'list': {
      const { bookings } = await call<{ bookings: Booking[] }>('bookings');
      if (bookings.length === 0) console.log('No bookings yet. Try: npm run book');
      bookings.forEach(show);
      return 0;
    }
    case 'mails': {
      const mails = await mailsToPatient(uid);
      if (mails.length === 0) console.log(uid === undefined ? 'No mails yet.' : `No mails about ${uid}.`);
      mails.forEach(showMail);
      return 0;
    }
    case 'reschedule':
      if (values.start === undefined) throw new UsageError('reschedule needs --start, e.g. 2026-12-02T11:00');
      return act(command, uid, { start: values.start }, values);
    case 'confirm':
      return act(command, uid, {}, values);
    case 'cancel':
      return act(command, uid, {});
    default:
      throw new UsageError(`"${command}" is no command`);
  }
};

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
  } else if (error instanceof SandboxError) {
    console.error(error.message);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
