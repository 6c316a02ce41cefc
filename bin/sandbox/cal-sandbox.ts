import { type Chance, seededChance } from '../../shared/domain/chance.ts';
import type { ApiKey, SandboxRequest, SandboxResponse } from './api-message.ts';
import { Availability, type AvailabilityState, type TypeSettings } from './availability.ts';
import type { BookingRow } from './booking-row.ts';
import { BookingStore } from './booking-store.ts';
import { CalApi, type OAuthClient, type PatchRecord } from './cal-api.ts';
import type { ReadFeed } from './calendar-feed.ts';
import { type CancelInput, cancel } from './cancel-booking.ts';
import { changeLocation, markNoShow, reassign, revertLocation } from './change-booking.ts';
import type { Clinic } from './clinic.ts';
import { type BookInput, book, bookSeries } from './create-booking.ts';
import { confirm, pay, reject } from './decide-request.ts';
import { demoClinic } from './demo-clinic.ts';
import { Faults } from './faults.ts';
import { type Mail, Mailbox, type MailKind } from './mailbox.ts';
import { scheduleMeeting, sendMeeting } from './meetings.ts';
import { type Pace, RateLimiter } from './rate-limiter.ts';
import { type RescheduleInput, reschedule } from './reschedule-booking.ts';
import { pingPayload } from './webhook-payload.ts';
import { type Deliver, type DeliveryRecord, WebhookSender } from './webhook-sender.ts';
import type { Subscription } from './webhook-subscription.ts';
import { roomTriggers } from './webhook-triggers.ts';
import { type Behaviour, type OddRow, ordinaryBehaviour, rowOf, type World } from './world.ts';

export type CalSandboxOptions = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Runs `act` after `ms`; on a test's virtual time if it likes. */
  readonly later: (ms: number, act: () => void) => void;
  readonly deliver: Deliver;
  readonly chance?: Chance | undefined;
  readonly clinic?: Clinic | undefined;
  readonly behaviour?: Partial<Behaviour> | undefined;
  /** Cal.com's own unless given: 5 and 120 per 60 s, 60 s blocks. */
  readonly pace?: { readonly location?: Partial<Pace>; readonly ordinary?: Partial<Pace> } | undefined;
  /** A bare string is the key of an organisation admin. */
  readonly apiKeys?: readonly (string | ApiKey)[] | undefined;
  /** The first webhook: the organisation's, unless it says otherwise. */
  readonly webhook?: (Pick<Subscription, 'subscriberUrl' | 'secret'> & Partial<Subscription>) | undefined;
  readonly state?: SandboxState | undefined;
  /** How a calendar feed is fetched; over the network unless given. */
  readonly readFeed?: ReadFeed | undefined;
};

/** What outlives a restart. Plain data. */
export type SandboxState = {
  readonly rows: readonly BookingRow[];
  readonly mails: readonly Mail[];
  readonly subscriptions: readonly Subscription[];
  /** Absent in what was kept before there were schedules. */
  readonly availability?: AvailabilityState;
};

type MailFilter = {
  readonly uid?: string | undefined;
  readonly to?: string | undefined;
  readonly kind?: MailKind | undefined;
  readonly role?: Mail['role'] | undefined;
};

const fetchFeed: ReadFeed = async (url) => {
  const answer = await fetch(url);
  return { status: answer.status, body: await answer.text() };
};

const serviceUserId = 4700;
const locationPace: Pace = { limit: 5, windowMs: 60_000, blockMs: 60_000 };
const ordinaryPace: Pace = { limit: 120, windowMs: 60_000, blockMs: 60_000 };

/**
 * Cal.com in one object: what it keeps, what it does when people act, the webhooks it sends and the API it
 * answers. Clock, timers, chance and delivery come from outside.
 */
export class CalSandbox {
  readonly faults: Faults;
  readonly behaviour: Behaviour;
  readonly clinic: Clinic;
  readonly #world: World;
  readonly #api: CalApi;
  readonly #limiters: { readonly location: RateLimiter; readonly ordinary: RateLimiter };

  constructor(options: CalSandboxOptions) {
    const { now, later, deliver } = options;
    const chance = options.chance ?? seededChance(1);
    // Uids come from a stream of their own, so that a fault rule changes no uid.
    const rows = new BookingStore(now, seededChance(Math.floor(chance() * 4_294_967_296)));
    this.clinic = options.clinic ?? demoClinic;
    this.behaviour = { ...ordinaryBehaviour, ...options.behaviour };
    this.faults = new Faults(chance);
    const availability = new Availability(options.readFeed ?? fetchFeed);
    const webhooks = new WebhookSender({
      now,
      later,
      clinic: this.clinic,
      faults: this.faults,
      deliver,
      queueDelayMs: () => {
        if (this.behaviour.webhookMode === 'inline') return null;
        const [least, most] = this.behaviour.queueDelayMs;
        return Math.round(least + chance() * (most - least));
      },
    });
    this.#world = {
      now,
      later,
      chance,
      clinic: this.clinic,
      behaviour: this.behaviour,
      rows,
      mailbox: new Mailbox(now, this.clinic, (id) => availability.settingsOf(id).disableStandardEmails),
      availability,
      webhooks,
      faults: this.faults,
      meetings: new Map(),
      oddRows: new Map(),
    };
    this.#limiters = {
      location: new RateLimiter({ ...locationPace, ...options.pace?.location }, now),
      ordinary: new RateLimiter({ ...ordinaryPace, ...options.pace?.ordinary }, now),
    };
    this.#api = new CalApi(this.#world, this.#limiters);
    for (const key of options.apiKeys ?? []) this.addKey(key);
    if (options.webhook !== undefined) this.subscribe(options.webhook);
    if (options.state !== undefined) this.#restore(options.state);
  }

  /** Resolves when Cal.com would answer the patient: webhooks answered, final write made. */
  book(input: BookInput): Promise<BookingRow> {
    return book(this.#world, input);
  }

  bookSeries(input: BookInput, count: number): Promise<BookingRow[]> {
    return bookSeries(this.#world, input, count);
  }

  reschedule(uid: string, input: RescheduleInput): Promise<BookingRow> {
    return reschedule(this.#world, uid, input);
  }

  cancel(uid: string, input: CancelInput = {}): Promise<BookingRow> {
    return cancel(this.#world, uid, input);
  }

  confirm(uid: string): Promise<BookingRow> {
    return confirm(this.#world, uid);
  }

  reject(uid: string, reason: string | null = null): Promise<BookingRow> {
    return reject(this.#world, uid, reason);
  }

  pay(uid: string): Promise<BookingRow> {
    return pay(this.#world, uid);
  }

  reassign(uid: string, hostId: number): Promise<BookingRow> {
    return reassign(this.#world, uid, hostId);
  }

  markNoShow(
    uid: string,
    about: { email?: string | undefined; noShow?: boolean | undefined } = {},
  ): Promise<BookingRow> {
    return markNoShow(this.#world, uid, about);
  }

  /** A person changes the location at Cal.com by hand. */
  editLocation(uid: string, location: string): BookingRow {
    return changeLocation(this.#world, uid, location);
  }

  /** The location is the event type's again, and no one is told. */
  revertLocation(uid: string): BookingRow {
    return revertLocation(this.#world, uid);
  }

  /** The organiser's account goes: a PATCH is a 404 from now on. */
  deleteOrganizer(uid: string): BookingRow {
    return this.#world.rows.update(uid, { hostId: null });
  }

  /** The organiser's account is there again. */
  restoreOrganizer(uid: string, hostId: number): BookingRow {
    return this.#world.rows.update(uid, { hostId });
  }

  /** A row that Cal.com cannot show as others; nothing given: it can again. */
  makeOdd(uid: string, odd: OddRow): void {
    this.#world.oddRows.set(uid, odd);
  }

  /** `updatedAt` may be null at Cal.com; here for the asking. */
  forgetUpdatedAt(uid: string): BookingRow {
    return this.#world.rows.update(uid, { updatedAt: null });
  }

  /** MEETING_STARTED or MEETING_ENDED now, whatever the clock says. */
  sendMeeting(uid: string, trigger: 'MEETING_STARTED' | 'MEETING_ENDED'): Promise<void> {
    const row = this.#world.meetings.get(uid) ?? rowOf(this.#world, uid);
    return sendMeeting(this.#world, row, trigger);
  }

  /** The test button, on every webhook there is; Cal.com echoes whatever trigger name its page sends. */
  async ping(trigger = 'PING'): Promise<void> {
    const { webhooks, now } = this.#world;
    for (const subscription of this.subscriptions()) {
      await webhooks.sendTo(subscription, trigger, (createdAt) => ({
        triggerEvent: trigger,
        createdAt,
        payload: pingPayload(now()),
      }));
    }
  }

  subscribe(given: Pick<Subscription, 'subscriberUrl' | 'secret'> & Partial<Subscription>): Subscription {
    const subscription: Subscription = {
      id: this.#world.rows.nextUuid(),
      level: { kind: 'organization', organizationId: this.clinic.organizationId },
      triggers: roomTriggers.filter(
        (trigger) =>
          this.behaviour.edition === 'hosted' ||
          (trigger !== 'BOOKING_LOCATION_UPDATED' && trigger !== 'BOOKING_REASSIGNED'),
      ),
      active: true,
      payloadTemplate: null,
      version: '2021-10-20',
      ...given,
    };
    this.#world.webhooks.subscriptions.set(subscription.id, subscription);
    return subscription;
  }

  /** Gives every webhook a new signing secret from the next delivery on. */
  rotateWebhookSecret(secret: string): void {
    for (const subscription of this.subscriptions()) {
      this.#world.webhooks.subscriptions.set(subscription.id, { ...subscription, secret });
    }
  }

  addKey(key: string | ApiKey): void {
    const full: ApiKey = typeof key === 'string' ? { key, userId: serviceUserId, eventTypeIds: 'all' } : key;
    this.#api.keys.set(full.key, full);
  }

  addOAuthClient(client: OAuthClient): void {
    this.#api.oauthClients.set(client.clientId, client);
  }

  revokeKey(key: string): void {
    this.#api.keys.delete(key);
  }

  setPace(pace: { readonly location?: Partial<Pace>; readonly ordinary?: Partial<Pace> }): void {
    this.#limiters.location.pace = { ...this.#limiters.location.pace, ...pace.location };
    this.#limiters.ordinary.pace = { ...this.#limiters.ordinary.pace, ...pace.ordinary };
  }

  /** A person changes an event type on its page. */
  changeType(id: number, settings: Partial<TypeSettings>): void {
    this.#world.availability.change(id, settings);
  }

  /** Cal.com's API v2 without the HTTP. */
  handle(request: SandboxRequest): Promise<SandboxResponse> {
    return this.#api.handle(request);
  }

  bookings(): BookingRow[] {
    return this.#world.rows.all();
  }

  booking(uid: string): BookingRow | undefined {
    return this.#world.rows.get(uid);
  }

  mails(filter: MailFilter = {}): Mail[] {
    return this.#world.mailbox.mails.filter(
      (mail) =>
        (filter.uid === undefined || mail.uid === filter.uid) &&
        (filter.to === undefined || mail.to === filter.to) &&
        (filter.kind === undefined || mail.kind === filter.kind) &&
        (filter.role === undefined || mail.role === filter.role),
    );
  }

  /** Every PATCH that arrived, with its instant. */
  patches(): readonly PatchRecord[] {
    return this.#api.patches;
  }

  deliveries(): readonly DeliveryRecord[] {
    return this.#world.webhooks.deliveries;
  }

  subscriptions(): Subscription[] {
    return [...this.#world.webhooks.subscriptions.values()];
  }

  now(): number {
    return this.#world.now();
  }

  state(): SandboxState {
    return {
      rows: this.bookings(),
      mails: this.mails(),
      subscriptions: this.subscriptions(),
      availability: this.#world.availability.state(),
    };
  }

  #restore(state: SandboxState): void {
    this.#world.rows.restore(state.rows);
    this.#world.mailbox.mails.push(...state.mails);
    if (state.availability !== undefined) this.#world.availability.restore(state.availability);
    for (const each of state.subscriptions) {
      const known = this.subscriptions().some(({ subscriberUrl }) => subscriberUrl === each.subscriberUrl);
      if (!known) this.#world.webhooks.subscriptions.set(each.id, each);
    }
    for (const row of state.rows) if (row.status === 'ACCEPTED') scheduleMeeting(this.#world, row);
  }
}
