import type { Home } from '../../assigning/site-move.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import type { RoomId, SiteId } from '../../domain/catalogue.ts';
import type { Block, Progress } from '../../domain/day.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Overruled } from '../../domain/overrule.ts';

/** What takes an action back: stored with it, done like any other action. */
export type UndoStep =
  | { readonly do: 'unblock'; readonly roomId: RoomId; readonly blockId: string }
  | { readonly do: 'block'; readonly roomId: RoomId; readonly block: Block; readonly also?: readonly Block[] }
  | {
      readonly do: 'pin';
      readonly uid: BookingUid;
      readonly pinned: boolean;
      readonly overruled?: Overruled;
    }
  /** Back to what staff had said before, and to the end of the Occupancy as it was. */
  | {
      readonly do: 'progress';
      readonly uid: BookingUid;
      readonly progress: Progress;
      readonly to: Instant;
      /** Where it was to stay for longer. */
      readonly claims?: readonly string[];
    }
  | { readonly do: 'plan-again'; readonly uid: BookingUid }
  /** It waits, and its patient is not here. */
  | { readonly do: 'not-arrived'; readonly uid: BookingUid }
  /** The walk-in leaves. `displaced`: what it took of the time of others. */
  | {
      readonly do: 'unseat';
      readonly uid: BookingUid;
      readonly displaced?: {
        readonly claims: readonly string[];
        readonly start: Instant;
        readonly end: Instant;
      };
    }
  /** What staff had told them before, if anything: a room, or that there is none. */
  | { readonly do: 'tell-otherwise'; readonly uid: BookingUid; readonly told?: RoomId | null }
  /** It had no room before. */
  | { readonly do: 'let-wait'; readonly uid: BookingUid }
  | {
      readonly do: 'move';
      readonly uid: BookingUid;
      readonly roomId: RoomId;
      readonly pinned: boolean;
      readonly overruled?: Overruled;
    }
  /** To the Site it came from, and to what it had there. */
  | {
      readonly do: 'move-to-site';
      readonly uid: BookingUid;
      readonly from: SiteId;
      readonly to: SiteId;
      readonly home: Home;
    }
  | {
      readonly do: 'swap';
      readonly uid: BookingUid;
      readonly withUid: BookingUid;
      /** What had been overruled of either in the room that it goes back to. */
      readonly back?: Readonly<Record<BookingUid, Overruled>>;
    };
