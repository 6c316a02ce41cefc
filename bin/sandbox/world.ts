import type { Chance } from '../../shared/domain/chance.ts';
import type { Availability } from './availability.ts';
import type { BookingRow } from './booking-row.ts';
import type { BookingStore } from './booking-store.ts';
import type { Clinic, EventType } from './clinic.ts';
import type { Faults } from './faults.ts';
import type { Mailbox } from './mailbox.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** Where Cal.com's code lines differ, or where the contract cannot say which way it is. */
export type Behaviour = {
  /** The hosted service, or the public source that a clinic may host itself. */
  edition: 'hosted' | 'public';
  /** From the webhook's answer to Cal.com's own final write of the location. */
  finalWriteMs: number;
  /** Inline: sent and awaited on the patient's request. Queued: seconds to a minute later. */
  webhookMode: 'inline' | 'queued';
  /** How far behind the queue is: at least, at most. */
  queueDelayMs: readonly [number, number];
  /** From a change of the location to its BOOKING_LOCATION_UPDATED (hosted only). */
  echoMs: number;
  /** Whether BOOKING_REQUESTED of a confirmation-required reschedule names the booking it replaces. */
  requestedReschedule: 'bare' | 'with-link';
  /** What the accept of a confirmation-required reschedule sends. */
  confirmedReschedule: 'created' | 'created-with-link' | 'rescheduled';
  /** Whether a booking with seats can still be cancelled once its location was PATCHed. */
  cancelsPatchedClasses: boolean;
  /** What becomes of the answer to the location question when the location is PATCHed: GET shows it. */
  answerAfterPatch: 'in-person' | 'kept';
  /** The cancelled row is written only after the CANCELLED webhooks were answered. */
  cancelWritesLast: boolean;
  /** CANCELLED of a series lists its dates. */
  cancelledDates: boolean;
  /** Versions of the API that are served no longer: their routes do not exist. `one 2024-08-13`: of one route alone. */
  retiredVersions: readonly string[];
  /** Event types whose bookings no key may change: each key reads them, and a PATCH is a 403. */
  unchangeableEventTypes: readonly number[];
  /** So many bytes of description come with each listed row. */
  listedRowBytes: number;
  /** A list takes so long for each of its rows. */
  listMsPerRow: number;
  /** After this long without an answer a gateway says 504 in Cal.com's name. */
  gatewayMs: number;
};

export const ordinaryBehaviour: Behaviour = {
  edition: 'hosted',
  finalWriteMs: 250,
  webhookMode: 'inline',
  queueDelayMs: [2_000, 60_000],
  echoMs: 500,
  requestedReschedule: 'bare',
  confirmedReschedule: 'created',
  cancelsPatchedClasses: false,
  answerAfterPatch: 'in-person',
  cancelWritesLast: false,
  cancelledDates: false,
  retiredVersions: [],
  unchangeableEventTypes: [],
  listedRowBytes: 0,
  listMsPerRow: 0,
  gatewayMs: 100_000,
};

/** Everything the acts of the sandbox share. */
export type World = {
  readonly now: () => number;
  readonly later: (ms: number, act: () => void) => void;
  readonly chance: Chance;
  readonly clinic: Clinic;
  readonly behaviour: Behaviour;
  readonly rows: BookingStore;
  readonly mailbox: Mailbox;
  readonly availability: Availability;
  readonly webhooks: WebhookSender;
  readonly faults: Faults;
  /** The rows as they were when their meetings were put on the clock, by uid. */
  readonly meetings: Map<string, BookingRow>;
  /** Rows that Cal.com cannot show as others, by uid. */
  readonly oddRows: Map<string, OddRow>;
};

/** `bytes`: so long is its description. `broken`: whatever would show it is a 500. */
export type OddRow = { readonly bytes?: number | undefined; readonly broken?: boolean | undefined };

/** Cal.com says no: the HTTP status and exception name it says it with. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

/** Cancelling answers its refusals in a shape of its own: `{ statusCode, message }`. */
export class BareRefusal extends Refusal {}

export const badRequest = (message: string): Refusal => new Refusal(400, 'BadRequestException', message);
export const notFound = (message: string): Refusal => new Refusal(404, 'NotFoundException', message);

export const sleep = async (world: World, ms: number): Promise<void> => {
  if (ms > 0) await new Promise<void>((wake) => world.later(ms, wake));
};

export const rowOf = (world: World, uid: string): BookingRow => {
  const row = world.rows.get(uid);
  if (row === undefined) throw notFound(`Booking with uid=${uid} was not found in the database`);
  return row;
};

export const eventTypeOf = (world: World, idOrSlug: number | string): EventType => {
  const found = world.clinic.eventTypes.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
  if (found === undefined) throw notFound(`Event type ${idOrSlug} not found`);
  return found;
};
