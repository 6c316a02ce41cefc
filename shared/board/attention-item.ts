import type { BookingUid } from '../domain/booking-event.ts';
import type { CredentialName, PractitionerId, RoomId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { BetterPlan } from '../replanning/better-plan.ts';

/** What someone must look at, most pressing first within one time. */
export const ATTENTION_KINDS = [
  /** No room, and Cal.com shows the patient one. */
  'reads-a-room',
  /** No room for a visit to come. */
  'waiting',
  /** Pinned, and its room will not do any more. */
  'room-unusable',
  /** The clinic file does not say where the visit belongs, or says another Site: it stays as it is until someone decides. */
  'in-doubt',
  /** Bookings of an event type, or of a host, that the clinic file does not know: they get no room. */
  'not-in-file',
  /** Its room is still taken by the visit before, which runs late. */
  'starts-late',
  /** A plan was found that tells fewer than the one the Day stands by, or leaves fewer waiting: it is there to be taken. */
  'better-plan',
  /** The plan has moved it, and no mail can reach the patient in time. */
  'tell-in-person',
  /** Should have begun, and no one has said so. */
  'no-show',
  /** A person wrote another location at Cal.com. */
  'manual-edit',
  /** Cal.com and the Ledger disagree about the booking itself. */
  'drift',
  /** Cal.com would not take the location. */
  'parked',
  'unknown-equipment',
  /** Some of those who share a booking took their seat after the room was told: Cal.com mailed them the address. */
  'late-joiners',
  /** What `shadow` would have sent. */
  'shadow',
  /** Cal.com refuses the key: nothing is told. */
  'credential-refused',
  /** Cal.com lists nothing with the key, though bookings are told of: lost webhooks would not be found. */
  'key-lists-nothing',
  /** Our schedule of an event type at Cal.com is not kept right any more: starts without a room may be offered. */
  'offer-stopped',
  /** Someone has written into our schedule of an event type: on those dates it stays. */
  'offer-overridden',
] as const;
type AttentionKind = (typeof ATTENTION_KINDS)[number];

export type AttentionItem = {
  readonly kind: AttentionKind;
  readonly booking?: BookingUid;
  readonly room?: RoomId;
  /** Start of the visit it is about. */
  readonly start?: string;
  /** The other bookings it is about: who holds the rooms, who runs late. */
  readonly others: readonly BookingUid[];
  /** A name for the reason, where there is one. */
  readonly reason?: string;
  /** For `waiting`: how many rooms each rule keeps it out of. */
  readonly rejections?: Readonly<Record<string, number>>;
  /** The name of the Cal.com key it is about. */
  readonly credential?: CredentialName;
  /** For `not-in-file`: how many bookings to come, the nearest of which starts at `start`, and of what. */
  readonly count?: number;
  readonly unknown?: Unknown;
  /** For `offer-…`: the event type at Cal.com. */
  readonly eventTypeId?: number;
  /** Our text that Cal.com shows, as far as anyone knows. */
  readonly reads?: string;
  /** Of those who share the booking: how many joined late, and how many there are. */
  readonly seats?: { readonly late: number; readonly taken: number };
  /** For `better-plan`: how staff name it, and by how much it is better. */
  readonly better?: Pick<BetterPlan, 'id' | 'fewerTold' | 'fewerWaiting'>;
  /** The same in English. */
  readonly words: string;
  /** What can be done about it from where it stands: values of `do` for the booking's actions. */
  readonly resolve: readonly string[];
};

/** Before its time is written as the API writes it, and before it is put into words. */
export type AttentionDraft = Omit<AttentionItem, 'start' | 'words'> & { readonly at?: Instant };

/** What a booking may be of that the clinic file does not know. */
export const UNKNOWNS = ['event-type', 'practitioner', 'address'] as const;
export type Unknown =
  | { readonly what: 'event-type'; readonly id?: number; readonly slug?: string }
  | { readonly what: 'practitioner'; readonly id?: PractitionerId }
  /** One that no Site lists as its own; which it is, Cal.com shows. */
  | { readonly what: 'address'; readonly id?: undefined };
