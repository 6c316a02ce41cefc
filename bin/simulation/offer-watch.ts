import { busyStarts } from '../../shared/availability/busy-starts.ts';
import { setUpAvailability, undoAvailability } from '../../shared/availability/set-up.ts';
import { lastMirrored } from '../../shared/availability/want-offers.ts';
import { calHttp } from '../../shared/calcom/cal-http.ts';
import { calSchedules, type Hours, hoursOf } from '../../shared/calcom/cal-schedules.ts';
import { type Catalogue, visitTypeOf } from '../../shared/domain/catalogue.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { localDateOf } from '../../shared/domain/local-time.ts';
import { overridesOn } from '../../shared/domain/offer/cal-schedule.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import type { SandboxRequest, SandboxResponse } from '../sandbox/api-message.ts';
import type { CalSandbox } from '../sandbox/cal-sandbox.ts';
import { madeUpWords } from './digests.ts';
import type { Process } from './lambda.ts';
import { KEYHOLDER, OFFERED, OWN_CREDENTIAL } from './world-catalogue.ts';

const ZONE = 'Europe/Berlin';
const MINUTES = 30;
const WINDOW_MS = 60_000;
const BUCKET = 120;
const WEEK = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
/** No cut of ours begins or ends so. */
const THEIRS = { startTime: '12:01', endTime: '12:59' };

type OfferWatchOptions = {
  readonly sandbox: CalSandbox;
  readonly ledger: Ledger;
  readonly now: () => Instant;
  /** Its owner's, at Cal.com. */
  readonly key: string;
  readonly found: (violation: string) => void;
};

/** Holds what Cal.com offers of one event type to I17, and those who keep it so to what they may ask and must not write over. */
export class OfferWatch {
  readonly #options: OfferWatchOptions;
  readonly #cal: ReturnType<typeof calSchedules>;
  readonly #asked: Instant[] = [];
  /** What a reading has shown of ours. */
  readonly #shown = new WeakMap<Process, Hours>();
  #ours = 0;
  #before = '';
  /** On which date someone has written into ours, and whether we had read it before and wrote it after. */
  #theirs: string | undefined;
  #isRaced = false;

  constructor(options: OfferWatchOptions) {
    this.#options = options;
    const { key, now, sandbox } = options;
    const send = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
      const { status, headers, body } = await sandbox.handle({
        method: init.method ?? 'GET',
        path: new URL(String(input)).pathname,
        query: {},
        headers: { ...(init.headers as Record<string, string>) },
        body: typeof init.body === 'string' ? init.body : '',
      });
      return new Response(body, { status, headers });
    };
    const http = calHttp({
      origin: 'https://api.cal.example',
      keyOf: async (credential) => (credential === OWN_CREDENTIAL ? key : 'a key of no one who owns it'),
      timeoutMs: 1_000,
      patience: () => new AbortController().signal,
      now,
      words: madeUpWords,
      fetch: send as typeof fetch,
    });
    this.#cal = calSchedules(http, now);
  }

  /** The owner has hours at Cal.com, and someone runs `cal:availability`. */
  async setUp(catalogue: Catalogue): Promise<void> {
    const { sandbox, ledger, now } = this.#options;
    sandbox.changeType(OFFERED, { minimumBookingNotice: 0 });
    const headers = this.#headers('2024-06-11');
    const availability = [{ days: WEEK, startTime: '08:00', endTime: '19:00' }];
    const body = JSON.stringify({ name: 'Mine', timeZone: ZONE, isDefault: true, availability });
    await sandbox.handle({ method: 'POST', path: '/v2/schedules', query: {}, headers, body });
    this.#before = await this.#whatStands();
    const deps = { ledger, cal: this.#cal, now, write: true };
    const [done] = await setUpAvailability(deps, catalogue);
    this.#ours = done?.ours ?? 0;
    if (done === undefined || done.failed) this.#options.found(`I17: it was not set up: ${done?.done}`);
  }

  /** A request of ours, as it reaches Cal.com. */
  arrives(request: SandboxRequest, by: Process): void {
    const { key, now, found } = this.#options;
    if (!(request.headers.authorization ?? '').endsWith(` ${key}`)) return;
    const at = now();
    while ((this.#asked[0] ?? at) <= at - WINDOW_MS) this.#asked.shift();
    this.#asked.push(at);
    if (this.#asked.length > BUCKET) found(`I9: more than ${BUCKET} requests in 60 s with one key`);
    if (request.method !== 'PATCH' || !this.#isOurs(request) || this.#theirs === undefined) return;
    if (isTheirs(JSON.parse(request.body), this.#theirs)) return;
    const shown = this.#shown.get(by);
    if (shown !== undefined && isTheirs(shown, this.#theirs))
      found('I17: what someone has written into a schedule is written over');
    else this.#isRaced = true;
  }

  answered(request: SandboxRequest, { status, body }: SandboxResponse, by: Process): void {
    if (request.method !== 'GET' || status !== 200 || !this.#isOurs(request)) return;
    try {
      this.#shown.set(by, JSON.parse(body).data);
    } catch {
      // A page in place of an answer shows nothing.
    }
  }

  /** Someone at Cal.com says of a date when the owner is there, once. */
  async someoneWrites(date: string): Promise<void> {
    if (this.#theirs !== undefined) return;
    this.#theirs = date;
    const told = await this.#cal.schedule(this.#ours, OWN_CREDENTIAL);
    if (told.kind !== 'done') {
      this.#theirs = undefined;
      return;
    }
    const others = told.value.overrides.filter((each) => each.date !== date);
    const written = { ...hoursOf(told.value), overrides: [...others, { date, ...THEIRS }] };
    await this.#cal.write(this.#ours, written, OWN_CREDENTIAL);
  }

  /** The starts that a patient is offered on some days. */
  async starts(from: string, to = from): Promise<readonly Instant[]> {
    const query = { eventTypeId: String(OFFERED), start: from, end: to, timeZone: ZONE };
    const headers = { 'cal-api-version': '2024-09-04' };
    const path = '/v2/slots';
    const answer = await this.#options.sandbox.handle({ method: 'GET', path, query, headers, body: '' });
    if (answer.status !== 200) return [];
    const byDate = JSON.parse(answer.body).data as Record<string, { start: string }[]>;
    return Object.values(byDate).flatMap((starts) => starts.map(({ start }) => Date.parse(start)));
  }

  /** What is offered and has no room, and what of someone's is gone; while things change it may be so for a while. */
  async broken(): Promise<readonly string[]> {
    const { ledger, now } = this.#options;
    const today = localDateOf(now(), ZONE);
    const clinic = new Clinic(ledger, now, madeUpWords);
    const catalogue = await clinic.catalogue();
    const visitType = visitTypeOf(catalogue, { eventTypeId: OFFERED });
    if (visitType === undefined) return [];
    const starts = (await this.starts(today, lastMirrored(catalogue, today))).filter(
      (start) => localDateOf(start, ZONE) !== this.#theirs,
    );
    const asked = { eventTypeId: OFFERED, visitType, ownerId: KEYHOLDER, minutes: MINUTES, starts };
    const busy = await busyStarts({ ledger, clinic, now }, [asked]);
    return [
      ...[...(busy.get(OFFERED) ?? [])].map(
        (start) => `I17: ${new Date(start).toISOString()} is offered, and has no room`,
      ),
      ...((await this.#isTheirsGone()) ? ['I17: what someone has written into a schedule is gone'] : []),
    ];
  }

  /** All that the owner had stands as before, once someone runs `cal:availability --undo`. */
  async undo(): Promise<void> {
    const { ledger, now, found } = this.#options;
    const deps = { ledger, cal: this.#cal, now, write: true };
    for (const { failed, done } of await undoAvailability(deps, [OFFERED]))
      if (failed) found(`I17: it was not undone: ${done}`);
    if ((await this.#whatStands()) !== this.#before)
      found(`I17: undone, other hours stand at Cal.com than before: ${await this.#whatStands()}`);
  }

  async #isTheirsGone(): Promise<boolean> {
    if (this.#theirs === undefined || this.#isRaced) return false;
    const told = await this.#cal.schedule(this.#ours, OWN_CREDENTIAL);
    return told.kind !== 'done' || !isTheirs(told.value, this.#theirs);
  }

  #isOurs({ path }: SandboxRequest): boolean {
    return path === `/v2/schedules/${this.#ours}`;
  }

  #headers(version: string): Record<string, string> {
    return { authorization: `Bearer ${this.#options.key}`, 'cal-api-version': version };
  }

  async #whatStands(): Promise<string> {
    const read = async (path: string, version: string): Promise<unknown> => {
      const headers = this.#headers(version);
      const { body } = await this.#options.sandbox.handle({
        method: 'GET',
        path,
        query: {},
        headers,
        body: '',
      });
      return JSON.parse(body).data;
    };
    return JSON.stringify([
      await read('/v2/schedules', '2024-06-11'),
      await read(`/v2/event-types/${OFFERED}`, '2024-06-14'),
    ]);
  }
}

const isTheirs = ({ overrides }: Pick<Hours, 'overrides'>, date: string): boolean =>
  overridesOn(overrides, date).some(({ startTime }) => startTime === THEIRS.startTime);
