import type { BookingRow } from './booking-row.ts';
import type { Clinic } from './clinic.ts';
import type { Fault, Faults } from './faults.ts';
import { findEventType } from './webhook-payload.ts';
import { webhookSignature } from './webhook-signature.ts';
import { renderTemplate, type Subscription, subscribes } from './webhook-subscription.ts';
import type { Trigger } from './webhook-triggers.ts';

export type WebhookRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Posts a webhook and answers with the status code; a rejection counts as a failed delivery, logged only. */
export type Deliver = (request: WebhookRequest) => Promise<number>;

export type DeliveryRecord = {
  readonly id: number;
  readonly trigger: string;
  readonly uid: string | null;
  readonly request: WebhookRequest;
  /** null: lost on the way, never sent. */
  readonly sentAt: number | null;
  readonly fault: string | null;
  answeredAt: number | null;
  /** null: no answer yet; 0: no answer ever. */
  status: number | null;
};

/** Builds one body's content; called when the delivery is made, which in queued mode is later. */
type BuildEnvelope = (createdAt: string) => Record<string, unknown>;

type SenderWorld = {
  readonly now: () => number;
  readonly later: (ms: number, act: () => void) => void;
  readonly clinic: Clinic;
  readonly faults: Faults;
  readonly deliver: Deliver;
  /** null: inline and awaited; a number: handed to a queue that is this many milliseconds behind. */
  readonly queueDelayMs: () => number | null;
};

const withIcs = [
  'BOOKING_CREATED',
  'BOOKING_RESCHEDULED',
  'BOOKING_REASSIGNED',
  'BOOKING_CANCELLED',
  'BOOKING_PAID',
];

const odd = (envelope: Record<string, unknown>, turn: number): Record<string, unknown> => {
  const { payload } = envelope;
  if (typeof payload !== 'object' || payload === null) return { ...envelope, fieldOfTomorrow: {} };
  const destinationCalendar = destinationCalendars[turn % destinationCalendars.length];
  return { ...envelope, payload: { ...payload, length: null, destinationCalendar, fieldOfTomorrow: {} } };
};

const sayingLess = (envelope: Record<string, unknown>): Record<string, unknown> => {
  const { payload } = envelope;
  if (typeof payload !== 'object' || payload === null) return envelope;
  const { organizer, eventTypeId: _id, type: _slug, ...said } = payload as Record<string, unknown>;
  const { id: _host, ...person } = (organizer ?? {}) as Record<string, unknown>;
  return { ...envelope, payload: { ...said, organizer: person } };
};

/** Sends webhooks the way Cal.com does: once, to every subscriber there is, success only noted. */
export class WebhookSender {
  readonly deliveries: DeliveryRecord[] = [];
  readonly subscriptions = new Map<string, Subscription>();
  readonly #world: SenderWorld;

  constructor(world: SenderWorld) {
    this.#world = world;
  }

  /** Resolves once every subscriber has answered, or at once when the deliveries are queued. */
  async send(trigger: Trigger, row: BookingRow, build: BuildEnvelope): Promise<void> {
    const type = findEventType(this.#world.clinic, row);
    const receivers = [...this.subscriptions.values()].filter((subscription) =>
      subscribes(subscription, trigger, type, row.hostId),
    );
    await Promise.all(
      receivers.map((subscription, index) => this.#sendOne(subscription, trigger, row.uid, build, index)),
    );
  }

  /** The test button: signed like everything else. */
  async sendTo(subscription: Subscription, trigger: string, build: BuildEnvelope): Promise<void> {
    await this.#post(subscription, trigger, null, this.#bodyOf(subscription, trigger, build, 0), null);
  }

  async #sendOne(
    subscription: Subscription,
    trigger: Trigger,
    uid: string,
    build: BuildEnvelope,
    index: number,
  ): Promise<void> {
    const fault = this.#world.faults.draw('webhook', { uid, trigger });
    const queueDelayMs = fault?.kind === 'queued' ? fault.delayMs : this.#world.queueDelayMs();
    if (queueDelayMs === null) return this.#strike(subscription, trigger, uid, build, index, fault);
    this.#world.later(queueDelayMs, () => {
      void this.#strike(subscription, trigger, uid, build, index, fault);
    });
  }

  async #strike(
    registered: Subscription,
    trigger: Trigger,
    uid: string,
    plain: BuildEnvelope,
    index: number,
    fault: Fault | undefined,
  ): Promise<void> {
    const subscription = fault?.kind === 'unsigned' ? { ...registered, secret: null } : registered;
    const build: BuildEnvelope =
      fault?.kind === 'odd-fields'
        ? (at) => odd(plain(at), this.deliveries.length)
        : fault?.kind === 'says-less'
          ? (at) => sayingLess(plain(at))
          : plain;
    const body = this.#bodyOf(subscription, trigger, build, index);
    const post = (bytes: string): Promise<void> =>
      this.#post(subscription, trigger, uid, bytes, fault?.kind ?? null);
    switch (fault?.kind) {
      case 'lost':
        this.#record(subscription, trigger, uid, body, fault.kind, null);
        return;
      case 'doubled':
        await Promise.all([post(body), post(this.#bodyOf(subscription, trigger, build, index + 7))]);
        return;
      case 'repeated':
        this.#world.later(fault.delayMs, () => void post(body));
        return post(body);
      case 'reordered':
        this.#world.later(fault.delayMs, () => void post(body));
        return;
      default:
        return post(body);
    }
  }

  #bodyOf(subscription: Subscription, trigger: string, build: BuildEnvelope, offsetMs: number): string {
    const envelope = build(new Date(this.#world.now() + offsetMs).toISOString());
    const payload = envelope.payload;
    if (typeof payload !== 'object' || payload === null) return JSON.stringify(envelope);
    if (subscription.payloadTemplate !== null) return renderTemplate(subscription.payloadTemplate, envelope);
    if (subscription.version !== '2026-07-27' || !withIcs.includes(trigger)) return JSON.stringify(envelope);
    const ics = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n';
    return JSON.stringify({
      ...envelope,
      payload: { ...payload, attendeeIcsContent: ics, organizerIcsContent: ics },
    });
  }

  async #post(
    subscription: Subscription,
    trigger: string,
    uid: string | null,
    body: string,
    fault: string | null,
  ): Promise<void> {
    const record = this.#record(subscription, trigger, uid, body, fault, this.#world.now());
    try {
      record.status = await this.#world.deliver(record.request);
    } catch {
      // Cal.com logs a failed subscriber and goes on; so the failure lives in the delivery log only.
      record.status = 0;
    }
    record.answeredAt = this.#world.now();
  }

  #record(
    subscription: Subscription,
    trigger: string,
    uid: string | null,
    body: string,
    fault: string | null,
    sentAt: number | null,
  ): DeliveryRecord {
    const request = {
      url: subscription.subscriberUrl,
      headers: {
        'Content-Type': 'application/json',
        'X-Cal-Signature-256': webhookSignature(subscription.secret, body),
        'X-Cal-Webhook-Version': subscription.version,
      },
      body,
    };
    const record: DeliveryRecord = {
      id: this.deliveries.length + 1,
      trigger,
      uid,
      request,
      sentAt,
      fault,
      answeredAt: null,
      status: null,
    };
    this.deliveries.push(record);
    return record;
  }
}

/** Shapes that were all seen in the field; they take turns. */
const destinationCalendars = [
  { integration: 'google_calendar' },
  [{ integration: 'google_calendar' }],
  [],
  null,
];
