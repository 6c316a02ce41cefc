import type { BookingView, RoomView } from '../../../../shared/board/view/board-view.ts';
import type { RoomChoices } from '../../../../shared/board/view/room-choices.ts';
import type { BlockReason } from '../../../../shared/domain/block-reasons.ts';
import type { PublishingMode } from '../../../../shared/domain/catalogue.ts';
import type { Refusal } from '../../../../shared/domain/hard-rules.ts';
import type { OverruledRule } from '../../../../shared/domain/overrule.ts';
import type { OverruleReason } from '../../../../shared/domain/overrule-reasons.ts';

/** The booking something is done to. One of another day is known by its uid alone. */
export type Subject = Pick<BookingView, 'uid'> & Partial<Pick<BookingView, 'roomId' | 'visitType' | 'etag'>>;

/** Every day, or every week, until that date. */
export type Repeats = { readonly every: 'day' | 'week'; readonly until: string };

export type SiteName = { readonly id: string; readonly name: string };

/** What staff say of a booking or decide about it, without anything more to be said. */
export const PLAIN_ACTS = [
  'arrived',
  'not-arrived',
  'in-room',
  'started',
  'finished-early',
  'no-show',
  'pin',
  'unpin',
  'acknowledge-equipment',
  'arranged-by-hand',
  'told-in-person',
  'adopt-theirs',
  're-assert-ours',
  'tell-again',
  'retry-publication',
  'send-shadow',
] as const;
export type PlainAct = (typeof PLAIN_ACTS)[number];

/**
 * One thing staff do. What it is done to carries its etag: no one overwrites what someone else has just changed. A
 * block that is lifted needs none: it is there, or another user was faster.
 */
export type Act =
  | {
      readonly do: 'block';
      readonly room: RoomView;
      readonly reason: BlockReason;
      /** None: now. */
      readonly start?: number | undefined;
      /** None: until someone unblocks it. */
      readonly end?: number | undefined;
      /** About the room. */
      readonly note?: string | undefined;
      readonly repeats?: Repeats | undefined;
    }
  /** `blockId`: or the name of a series, and all of it to come. */
  | { readonly do: 'unblock'; readonly room: RoomView; readonly blockId: string }
  | { readonly do: 'cleaning-done'; readonly room: RoomView }
  /** Someone without a booking. */
  | {
      readonly do: 'seat';
      readonly room: RoomView;
      readonly minutes: number;
      readonly visitType?: string | undefined;
      readonly practitioner?: number | undefined;
      readonly overrule?: { readonly rules: readonly OverruledRule[]; readonly reason: OverruleReason };
    }
  | { readonly do: PlainAct; readonly booking: Subject }
  | { readonly do: 'running-late'; readonly booking: Subject; readonly minutes: number }
  | {
      readonly do: 'move-to';
      readonly booking: Subject;
      readonly roomId: string;
      /** The rules that this breaks, and why they are broken, once one has said so. */
      readonly overrule?: { readonly rules: readonly OverruledRule[]; readonly reason?: OverruleReason };
      /** Why the room would not do as things stood when it was chosen. */
      readonly refusal?: Refusal;
    }
  | { readonly do: 'move-to-site'; readonly booking: Subject; readonly to: SiteName }
  | { readonly do: 'swap-with'; readonly booking: Subject; readonly other: BookingView }
  /** `text`: what was done, as it was said. */
  | { readonly do: 'undo'; readonly actionId: string; readonly text: string }
  | { readonly do: 'take-better-plan'; readonly date: string; readonly plan: string }
  | { readonly do: 'renew-credential' }
  | { readonly do: 'publish'; readonly mode: PublishingMode; readonly seen: PublishingMode };

/** What is known of a room for one booking. */
export type RoomChoice = RoomChoices['rooms'][number];

/** The visit into that room: against the rules that speak against it alone, where it may be; and if it cannot be, why. */
export const moveOf = (booking: Subject, roomId: string, choice: RoomChoice | undefined): Act => {
  const { overrule: rules, refusal } = choice ?? {};
  return {
    do: 'move-to',
    booking,
    roomId,
    ...(rules ? { overrule: { rules } } : refusal && { refusal }),
  };
};

export type Asked = {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly ifMatch?: string;
  readonly body: Readonly<Record<string, unknown>>;
};

/** Left out of the JSON where there is none. */
const isoOf = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString();

const roomPath = ({ id }: RoomView): string => `/api/rooms/${encodeURIComponent(id)}`;

/**
 * How the API is asked for it. `agreed`: who it moves and who hears of it has been seen; without that the API does
 * nothing to others, and says what to ask first.
 */
export const askedFor = (act: Act, site: string, agreed?: true): Asked => {
  switch (act.do) {
    case 'block':
      return {
        method: 'POST',
        path: `${roomPath(act.room)}/blocks`,
        ifMatch: act.room.etag,
        body: {
          site,
          reason: act.reason,
          start: isoOf(act.start),
          end: isoOf(act.end),
          note: act.note,
          repeats: act.repeats,
          agreed,
        },
      };
    case 'unblock':
      return {
        method: 'DELETE',
        path: `${roomPath(act.room)}/blocks/${encodeURIComponent(act.blockId)}?${new URLSearchParams({ site })}`,
        body: {},
      };
    case 'cleaning-done':
      return { method: 'POST', path: `${roomPath(act.room)}/actions`, body: { site, do: act.do } };
    case 'seat': {
      const { minutes, visitType: type, practitioner, overrule } = act;
      return {
        method: 'POST',
        path: '/api/walk-ins',
        body: { site, room: act.room.id, minutes, type, practitioner, ...overruleAsked(overrule), agreed },
      };
    }
    case 'undo':
      return { method: 'POST', path: `/api/actions/${act.actionId}/undo`, body: { site, agreed } };
    case 'take-better-plan': {
      const { date, plan } = act;
      return { method: 'POST', path: '/api/better-plans', body: { site, date, plan, agreed } };
    }
    case 'renew-credential':
      return { method: 'POST', path: '/api/credential/renewed', body: { site } };
    case 'publish':
      return { method: 'POST', path: '/api/publishing', ifMatch: act.seen, body: { site, mode: act.mode } };
    default:
      return {
        method: 'POST',
        path: `/api/bookings/${encodeURIComponent(act.booking.uid)}/actions`,
        ...(act.booking.etag === undefined ? {} : { ifMatch: act.booking.etag }),
        body: { site, do: act.do, ...more(act), ...(ASKS_FIRST.includes(act.do) && { agreed }) },
      };
  }
};

/** What may touch others: the API does it once they have been seen. */
const ASKS_FIRST: readonly Act['do'][] = [
  'not-arrived',
  'running-late',
  'unpin',
  'move-to',
  'move-to-site',
  'swap-with',
];

const overruleAsked = (
  overrule: { readonly rules: readonly OverruledRule[]; readonly reason?: OverruleReason } | undefined,
): Record<string, unknown> =>
  overrule
    ? { overrule: { rules: overrule.rules.map(({ rejection }) => rejection), reason: overrule.reason } }
    : {};

const more = (act: Act): Record<string, unknown> => {
  if (act.do === 'running-late') return { minutes: act.minutes };
  if (act.do === 'move-to') {
    return { roomId: act.roomId, ...overruleAsked(act.overrule) };
  }
  if (act.do === 'move-to-site') return { to: act.to.id };
  return act.do === 'swap-with' ? { uid: act.other.uid } : {};
};

/** A question to the API (`/api/what-ifs`). */
export type Question = Readonly<Record<string, unknown>> & { readonly what: string };

/**
 * The question to ask before it is done, where it is always one: who goes to another room or house is told so. Whatever else may
 * touch someone the API knows best, and says itself what to ask.
 */
export const questionOf = (act: Act, site: string): Question | undefined => {
  if (act.do === 'move-to') {
    const overrule = act.overrule && true;
    return {
      what: 'move-to',
      booking: act.booking.uid,
      room: act.roomId,
      site,
      ...(overrule && { overrule }),
    };
  }
  if (act.do === 'take-better-plan') return { what: 'better-plan', date: act.date, plan: act.plan, site };
  if (act.do === 'move-to-site')
    return { what: 'move-to-site', booking: act.booking.uid, to: act.to.id, site };
  if (act.do === 'swap-with')
    return { what: 'swap-with', booking: act.booking.uid, other: act.other.uid, site };
  return undefined;
};
