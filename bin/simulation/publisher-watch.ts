import {
  type Catalogue,
  type CredentialName,
  type PublishingMode,
  visitTypeOf,
} from '../../shared/domain/catalogue.ts';
import { isAnnounced } from '../../shared/domain/publication.ts';
import { PACE } from '../../shared/wiring.ts';
import type { SandboxRequest, SandboxResponse } from '../sandbox/api-message.ts';
import type { PatchRecord } from '../sandbox/cal-api.ts';
import type { CalSandbox } from '../sandbox/cal-sandbox.ts';
import type { Process } from './lambda.ts';
import type { Mirror } from './mirror.ts';

/** A PATCH as it reached Cal.com. */
export type Sent = {
  readonly at: number;
  readonly uid: string;
  readonly text: string;
  /** Start of the visit it is about. */
  readonly startsAt: number;
  /** With whose key: each has a pace of its own. */
  readonly credential: CredentialName;
};

const WINDOW_MS = 60_000;
const LIMIT = 5;
/** Replies as late as this must not make anyone be mailed twice. */
const PROMISED_LATE_MS = 60_000;
/** A read that precedes a PATCH is no older than this. */
const FRESH_MS = 30_000;
/** Switching off takes effect with the next wake: what is on its way still arrives. */
const ON_ITS_WAY_MS = 45_000;

/** An answer to a GET: what it showed is asked only of those that a PATCH follows. */
type Read = { readonly body: string; readonly askedAt: number; readonly at: number };
const shownBy = ({ body }: Read): string => String(JSON.parse(body)?.data?.location ?? '');

const isOfBooking = ({ path }: SandboxRequest): boolean => path.startsWith('/v2/bookings');

/** Stands between the publisher and Cal.com and holds it to I8 and I9. */
export class PublisherWatch {
  readonly sent: Sent[] = [];
  /** Mails that told nothing new although every reply came in time: there must be none. */
  duplicates = 0;
  /** The same, where Cal.com had applied a PATCH more than a minute late. */
  lateDuplicates = 0;
  /** Bookings at which Cal.com did something later than any promise reaches. */
  readonly beyondPromise = new Set<string>();
  readonly #sandbox: CalSandbox;
  readonly #mirror: Mirror;
  readonly #catalogue: () => Catalogue;
  readonly #credentialOf: (key: string) => CredentialName;
  readonly #now: () => number;
  readonly #found: (violation: string) => void;
  readonly #read = new WeakMap<Process, Map<string, Read>>();
  readonly #edits = new Map<string, number>();
  readonly #judged = new Set<PatchRecord>();
  readonly #leftAt = new Map<CredentialName, number>();
  #offSince: number | undefined;

  constructor(
    sandbox: CalSandbox,
    mirror: Mirror,
    catalogue: () => Catalogue,
    credentialOf: (key: string) => CredentialName,
    now: () => number,
    found: (violation: string) => void,
  ) {
    this.#credentialOf = credentialOf;
    this.#sandbox = sandbox;
    this.#mirror = mirror;
    this.#catalogue = catalogue;
    this.#now = now;
    this.#found = found;
  }

  /** A person's words are protected once it is known what stood there before: the first reading counts as the default. */
  edited(uid: string): void {
    const publication = this.#mirror.bookings.get(uid)?.publication;
    if (publication?.defaultDigest === undefined && publication?.verified === undefined) return;
    this.#edits.set(uid, this.#now());
  }

  publishing(mode: PublishingMode): void {
    if (mode === 'on') this.#offSince = undefined;
    else this.#offSince ??= this.#now();
  }

  /** Two PATCHes leave as far apart as was promised; how long the network takes with each is not ours. */
  leaves(request: SandboxRequest): void {
    if (request.method !== 'PATCH' || !isOfBooking(request)) return;
    const credential = this.#credential(request);
    const gap = this.#now() - (this.#leftAt.get(credential) ?? Number.NEGATIVE_INFINITY);
    this.#leftAt.set(credential, this.#now());
    if (gap < PACE.patchSeconds * 1000) this.#found(`I9: two PATCHes ${gap} ms apart`);
  }

  #credential({ headers }: SandboxRequest): CredentialName {
    return this.#credentialOf((headers.authorization ?? '').replace('Bearer ', ''));
  }

  async handle(request: SandboxRequest, by: Process): Promise<SandboxResponse> {
    if (!isOfBooking(request)) return this.#sandbox.handle(request);
    const uid = request.path.split('/')[3] ?? '';
    if (request.method === 'PATCH') this.#patch(uid, request, by);
    const askedAt = this.#now();
    const response = await this.#sandbox.handle(request);
    if (request.method === 'GET' && uid !== '') this.#remember(uid, response, by, askedAt);
    return response;
  }

  #patch(uid: string, request: SandboxRequest, by: Process): void {
    const at = this.#now();
    const text = String(JSON.parse(request.body)?.location?.address);
    const credential = this.#credential(request);
    const sixth = this.sent.filter((each) => each.credential === credential).at(-LIMIT);
    if (sixth !== undefined && at - sixth.at < WINDOW_MS)
      this.#found(`I9: more than ${LIMIT} PATCHes in 60 s`);
    const record = this.#mirror.bookings.get(uid);
    const pace = this.#mirror.credentials.get(credential);
    const claimedAt = record?.publication.attempt?.at ?? at;
    if (pace !== undefined && pace.blockedUntil > at && pace.nextAllowedAt <= claimedAt)
      this.#found('I9: a PATCH during a block');
    const read = this.#read.get(by)?.get(uid);
    const shown = read && shownBy(read);
    const row = this.#sandbox.booking(uid);
    if (read === undefined || at - read.at > FRESH_MS)
      this.#found(`I8: ${uid} is PATCHed without a fresh read`);
    else if (shown === text) this.#found(`I8: ${uid} is PATCHed with what a read has just shown`);
    const editedAt = this.#edits.get(uid);
    if (
      editedAt !== undefined &&
      read !== undefined &&
      editedAt < read.askedAt &&
      this.#isOfAPerson(shown ?? '')
    )
      this.#found(`I8: ${uid}: a person's words are written over`);
    if (record === undefined || !isAnnounced(record.publication))
      this.#found(`I8: ${uid} is PATCHed and no attempt is recorded`);
    if (this.#isClassNotToBeTold(uid)) this.#found(`${uid} is a class, and is PATCHed though it must not be`);
    if (this.#offSince !== undefined && at - this.#offSince > ON_ITS_WAY_MS)
      this.#found(`${uid} is PATCHed while publishing is not on`);
    this.sent.push({ at, uid, text, startsAt: row?.start ?? 0, credential });
  }

  /** Cal.com would not let anyone cancel it any more. */
  #isClassNotToBeTold(uid: string): boolean {
    const row = this.#sandbox.booking(uid);
    const type = this.#sandbox.clinic.eventTypes.find(({ id }) => id === row?.eventTypeId);
    if (row === undefined || type === undefined || type.seatsPerTimeSlot === null) return false;
    const { tellSeats = 'never' } = visitTypeOf(this.#catalogue(), { eventTypeId: type.id }) ?? {};
    const isFull = row.attendees.length >= type.seatsPerTimeSlot;
    const told = this.#sandbox.patches().some((patch) => patch.uid === uid && patch.appliedAt !== null);
    return tellSeats === 'never' || (tellSeats === 'afterLastSeat' && !isFull && !told);
  }

  #isOfAPerson(shown: string): boolean {
    return shown.startsWith('by hand: ');
  }

  #remember(uid: string, response: SandboxResponse, by: Process, askedAt: number): void {
    if (response.status !== 200 || !response.headers['Content-Type']?.startsWith('application/json')) return;
    const known = this.#read.get(by) ?? new Map<string, Read>();
    this.#read.set(by, known);
    known.set(uid, { body: response.body, askedAt, at: this.#now() });
  }

  /** Counts mails that told nothing new among the PATCHes applied since the last look. */
  judge(): void {
    for (const patch of this.#sandbox.patches()) {
      if (patch.appliedAt === null || this.#judged.has(patch)) continue;
      this.#judged.add(patch);
      if (patch.appliedAt - patch.at > PROMISED_LATE_MS) this.beyondPromise.add(patch.uid);
      if (patch.shownBefore === null || patch.shownBefore !== patch.shownAfter) continue;
      if (this.beyondPromise.has(patch.uid)) this.lateDuplicates += 1;
      else {
        this.duplicates += 1;
        this.#found(`I8: a mail for a room that Cal.com already showed, ${patch.uid}`);
      }
    }
  }
}
