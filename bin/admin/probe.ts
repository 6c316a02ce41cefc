import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { ownField } from '../../shared/calcom/booking-fields.ts';
import { answerByVersion } from '../../shared/calcom/by-version.ts';
import { dataOf } from '../../shared/calcom/cal-account.ts';
import type { CalBooking } from '../../shared/calcom/cal-api.ts';
import { ONE_BOOKING_VERSIONS } from '../../shared/calcom/cal-client.ts';
import { type Answer, type CalHttp, failureOf } from '../../shared/calcom/cal-http.ts';
import type { CalLister } from '../../shared/calcom/cal-lister.ts';
import { locationQuota } from '../../shared/calcom/throttle-headers.ts';
import { credentialWrite } from '../../shared/domain/credential-write.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { LONGEST_VISIT } from '../../shared/domain/longest-visit.ts';
import { readPace } from '../../shared/publishing/credential-pace.ts';
import { PACE } from '../../shared/wiring.ts';

type ProbeInput = {
  readonly http: CalHttp;
  readonly lister: CalLister;
  readonly ledger: Ledger;
  readonly credential: string;
  readonly eventTypeId: number;
  readonly start: number;
  readonly email: string;
  /** How long to watch after each PATCH. */
  readonly watchMs: number;
  /** Between two PATCHes of the credential. */
  readonly patchMs: number;
  readonly progress: (line: string) => void;
};

/** What Cal.com did with a location that was PATCHed as early as possible. Times count from that PATCH, in milliseconds. */
export type Learned = {
  /** Whether the PATCH was accepted before Cal.com had answered the booking: only then could it be overwritten. */
  readonly patchedBeforeAnswer: boolean;
  readonly answeredAfterMs: number;
  /** When GET first showed another text again; null = it stayed. */
  readonly revertedAfterMs: number | null;
  /** Whether what was PATCHed last was still there in the end. */
  readonly stuck: boolean;
  /** The throttle's headers; null = there were none. */
  readonly quota: {
    readonly limit: number | null;
    readonly remaining: number;
    readonly resetsInSeconds: number;
  } | null;
  /** As settings of a deployment. */
  readonly settings: { readonly settleSeconds: number; readonly patchSeconds: number };
};

/** More than what was measured once, in seconds: Cal.com is not always as quick. */
const MARGIN_SECONDS = 10;
/** Looks for the row while Cal.com is still making the booking, so often. */
const LOOK_MS = 250;
/** Rows of the test's own event type that it looks among. */
const ROWS = 50;

/** What a booking is asked for is served under one version or the other, each in its own. */
const served = {
  create: answerByVersion(ONE_BOOKING_VERSIONS),
  read: answerByVersion(ONE_BOOKING_VERSIONS),
  cancel: answerByVersion(ONE_BOOKING_VERSIONS),
};

/** Books, PATCHes as early as the row can be seen, watches, and PATCHes again if that did not stay. Cancels what it booked. */
export const probe = async (input: ProbeInput): Promise<Learned> => {
  const { progress } = input;
  await takeSlot(input);
  const others = new Set((await rowsAt(input)).map(({ uid }) => uid));
  let answeredAt: number | undefined;
  const booked = booking(input).then((answer) => {
    answeredAt = Date.now();
    return dataOf('book the test visit', answer, z.object({ uid: z.string() })).uid;
  });
  const looking = new AbortController();
  const uid = await Promise.race([booked, seenEarly(input, others, looking.signal)]).finally(() =>
    looking.abort(),
  );
  booked.catch(() => undefined); // awaited below
  progress(`booked ${uid}`);
  try {
    const text = `Room probe ${uid.slice(0, 4)}`;
    const { at, quota } = await patch(input, uid, text);
    const patchedBeforeAnswer = answeredAt === undefined;
    await booked;
    progress(
      `PATCHed ${patchedBeforeAnswer ? 'before' : 'after'} Cal.com answered; watching whether it stays`,
    );
    const revertedAt = await watched(input, uid, text);
    let stuck = revertedAt === undefined;
    if (!stuck) {
      progress('it was overwritten; once more, now that the booking is made');
      await takeSlot(input);
      await patch(input, uid, text);
      stuck = (await watched(input, uid, text)) === undefined;
    }
    const answeredAfterMs = (answeredAt ?? at) - at;
    const latest = Math.max(0, answeredAfterMs, (revertedAt ?? at) - at);
    return {
      patchedBeforeAnswer,
      answeredAfterMs,
      revertedAfterMs: revertedAt === undefined ? null : revertedAt - at,
      stuck,
      quota,
      settings: {
        settleSeconds: Math.max(PACE.settleSeconds, Math.ceil(latest / 1000) + MARGIN_SECONDS),
        patchSeconds: Math.max(PACE.patchSeconds, Math.ceil(60 / Math.max(1, (quota?.limit ?? 5) - 1))),
      },
    };
  } finally {
    progress((await cancelled(input, uid)) ? `cancelled ${uid}` : `CANCEL ${uid} BY HAND`);
  }
};

/** Books one seat, PATCHes its location, cancels it: whether the instance lets it go. */
export const probeSeats = async (input: ProbeInput): Promise<{ readonly cancels: boolean }> => {
  const { progress } = input;
  const { uid } = dataOf('book a seat', await booking(input), z.object({ uid: z.string() }));
  progress(`booked ${uid}`);
  let cancels = false;
  try {
    await takeSlot(input);
    await patch(input, uid, `Room probe ${uid.slice(0, 4)}`);
  } finally {
    cancels = await cancelled(input, uid);
    progress(cancels ? `cancelled ${uid}` : `CANCEL ${uid} BY HAND`);
  }
  return { cancels };
};

const booking = ({ http, credential, eventTypeId, start, email }: ProbeInput): Promise<Answer> => {
  const attendee = { name: 'Probe of the room assigner', email, timeZone: 'UTC' };
  const body = { eventTypeId, start: new Date(start).toISOString(), attendee };
  return served.create(credential, (version) =>
    http.send('POST', '/bookings', body, credential, { version }),
  );
};

const rowsAt = async ({
  lister,
  credential,
  eventTypeId,
  start,
}: ProbeInput): Promise<readonly CalBooking[]> => {
  const window = { from: start - 1000, to: start + LONGEST_VISIT, eventTypeId };
  const reading = await lister.between(window, { at: undefined, rows: ROWS }, credential);
  return reading.kind === 'page' ? reading.bookings.filter((each) => each.start === start) : [];
};

/** The uid of the new booking as soon as a list shows it: the row is there before Cal.com has done with it. */
const seenEarly = async (
  input: ProbeInput,
  others: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<string> => {
  for (;;) {
    const found = (await rowsAt(input)).find(({ uid }) => !others.has(uid));
    if (found !== undefined) return found.uid;
    if (signal.aborted) return new Promise<never>(() => undefined); // no one waits any more
    await pause(LOOK_MS);
  }
};

const patch = async (
  { http, credential }: ProbeInput,
  uid: string,
  address: string,
): Promise<{ at: number; quota: Learned['quota'] }> => {
  const body = { location: { type: 'address', address } };
  const answer = await http.send('PATCH', `/bookings/${uid}/location`, body, credential);
  const at = Date.now();
  dataOf('take the location', answer, z.unknown());
  const headers = 'headers' in answer ? answer.headers : new Headers();
  const quota = locationQuota(headers, at);
  if (quota === undefined) return { at, quota: null };
  const limit = Number(headers.get('x-ratelimit-limit-booking_location_update') ?? Number.NaN);
  return {
    at,
    quota: {
      limit: Number.isInteger(limit) ? limit : null,
      remaining: quota.remaining,
      resetsInSeconds: Math.round((quota.resetsAt - at) / 1000),
    },
  };
};

const cancelled = async ({ http, credential, progress }: ProbeInput, uid: string): Promise<boolean> => {
  for (let tries = 0; tries < 3; tries += 1) {
    const body = { cancellationReason: 'It was booked as a test' };
    const answer = await served.cancel(credential, (version) =>
      http.send('POST', `/bookings/${uid}/cancel`, body, credential, { version }),
    );
    const failure = failureOf(answer, Date.now(), { bare: true });
    if (failure === undefined) return true;
    if (failure.kind !== 'throttled') return false;
    progress('too many requests: waiting with the cancellation');
    await pause(failure.until - Date.now());
  }
  return false;
};

/** When the text was first seen to be gone; `undefined` where it stayed for the whole watch. */
const watched = async (
  { http, credential, watchMs }: ProbeInput,
  uid: string,
  text: string,
): Promise<number | undefined> => {
  const until = Date.now() + watchMs;
  do {
    await pause(Math.min(2_000, watchMs / 4));
    const answer = await served.read(credential, (version) =>
      http.get(`/bookings/${uid}`, credential, version),
    );
    const data = 'json' in answer ? ownField(answer.json, 'data') : undefined;
    if (data !== undefined && ownField(data, 'location') !== text) return Date.now();
  } while (Date.now() < until);
  return undefined;
};

/** The probe's PATCH counts like any other: it waits for the credential's slot and takes it. */
const takeSlot = async ({ ledger, credential, patchMs, progress }: ProbeInput): Promise<void> => {
  for (;;) {
    const before = await readPace(ledger, credential);
    const { version: _seen, ...pace } = before;
    const now = Date.now();
    const free = Math.max(pace.nextAllowedAt, pace.blockedUntil);
    if (free <= now) {
      const record = { ...pace, nextAllowedAt: now + patchMs };
      const taken = await ledger.commit([credentialWrite(before, record)]);
      if (taken.kind === 'committed') return;
    } else {
      progress(`waiting for the credential's turn, ${Math.ceil((free - now) / 1000)} s`);
      await pause(free - now);
    }
  }
};
