import type { BookingUid } from '../domain/booking-event.ts';
import type { RoomId, SiteId, VisitTypeId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { Change } from '../domain/plan/model/changes.ts';
import type { Certificate } from '../domain/plan/plan.ts';

/** What staff want to know before they do it. */
export type WhatIfQuestion =
  | {
      readonly what: 'block';
      readonly room: RoomId;
      readonly start: Instant;
      readonly end?: Instant;
      /** At these times, too. */
      readonly also?: readonly { readonly start: Instant; readonly end?: Instant }[];
    }
  /** The room is held so much longer by the visit in it. */
  | { readonly what: 'running-late'; readonly booking: BookingUid; readonly minutes: number }
  /** The booking gets this room, no matter who must make way. */
  | {
      readonly what: 'move-to';
      readonly booking: BookingUid;
      readonly room: RoomId;
      /** Whatever rules say that the room does not suit it. */
      readonly overrule?: boolean | undefined;
    }
  /** No one fixes it in its room any more. */
  | { readonly what: 'unpin'; readonly booking: BookingUid }
  /** Its patient is not here after all, or not gone: a plan may move it again, or its hold lapses. */
  | { readonly what: 'not-arrived'; readonly booking: BookingUid }
  /** The booking gives its room up and waits, and no one else moves. */
  | { readonly what: 'let-wait'; readonly booking: BookingUid }
  /** The two exchange their rooms, and no one else moves. */
  | {
      readonly what: 'swap-with';
      readonly booking: BookingUid;
      readonly other: BookingUid;
      /** Whatever rules say that the rooms do not suit them. */
      readonly overrule?: boolean | undefined;
    }
  /** The booking goes to another Site: into a room that is free there, or where holds give way, or it waits there. */
  | {
      readonly what: 'move-to-site';
      readonly booking: BookingUid;
      readonly to: SiteId;
      /** Taken back to where it was: into this room, or without one (`null`). */
      readonly home?: RoomId | null | undefined;
      /** Whatever rules say that the room does not suit it. */
      readonly overrule?: boolean | undefined;
    }
  /** The better plan that was found for the Day is carried out. */
  | { readonly what: 'better-plan'; readonly date: LocalDate; readonly plan: string }
  /** The booking is at another time. */
  | {
      readonly what: 'move-booking';
      readonly booking: BookingUid;
      readonly start: Instant;
      readonly end: Instant;
    };

export type WhatIfTerms = {
  readonly question: WhatIfQuestion;
  /** The Days it concerns. */
  readonly dates: readonly LocalDate[];
  /** At most so many mails on all Days together; who would get one more is told by staff. */
  readonly mails?: number;
  /** Waiting against mails allowed, too: for one Day only. */
  readonly curve?: boolean;
};

/** One whose room changes, what sort of visit it is and when they are to be there. */
type AffectedVisit = Change & {
  readonly start: Instant;
  readonly visitType?: VisitTypeId;
  /** How the rooms are called, where they are not at the Site that was asked. */
  readonly fromName?: string;
  readonly toName?: string;
};

export type WhatIfAnswer = {
  /** No way was found for the booking to have that room; there is none, if the certificate says `proved`. */
  readonly impossible?: boolean;
  /** Everyone whose room changes or is lost by it. */
  readonly affected: readonly AffectedVisit[];
  /** Those of them who need not be told. */
  readonly silent: readonly BookingUid[];
  readonly mails: number;
  /** Who would be left waiting, and was not before. */
  readonly waiting: readonly BookingUid[];
  /** Moved, with no mail that could reach them in time. */
  readonly tellInPerson: readonly BookingUid[];
  readonly certificate: Certificate;
  /** The certificate in English. */
  readonly words: readonly string[];
  readonly curve?: readonly {
    readonly mails: number;
    readonly waiting: number;
    readonly waitingBound: number;
  }[];
};
