import { type Home, siteMove } from '../../assigning/site-move.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import type { LiveRecord } from '../../domain/booking-record.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import type { Interval } from '../../domain/instant.ts';
import { roomOf } from '../../domain/room-of.ts';
import { bookingEtag } from '../rules/etag.ts';
import {
  type Action,
  type AsksFirst,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';
import { isToldOfItsRoom } from '../view/publication-status.ts';
import { readAsSeen } from '../visit-snapshot.ts';
import type { Acted, BookingRefusal } from './record-progress.ts';

type SiteMoveRefusal = BookingRefusal | AsksFirst;

export type SiteMoveOutcome = IdempotentOutcome<SiteMoved> | SiteMoveRefusal;

/** `left`: what it held at the Site that it came from, and when. */
export type SiteMoved = Acted & { readonly left?: Interval & { readonly claims: readonly string[] } };

/** From where a visit goes to which Site. */
export type SiteChange = {
  readonly uid: BookingUid;
  readonly from: SiteEntry;
  readonly to: SiteEntry;
  /** It is taken back to what it had there. */
  readonly home?: Home;
};

/**
 * Moves a visit to another Site, as no one but staff does. Who has been told of the room here, whether holds give way to it there, and
 * who would wait there, for others to be moved, is asked about first.
 */
export const moveToSite = (
  deps: BoardDependencies,
  action: Action,
  { uid, from, to, home }: SiteChange,
  ifMatch?: string,
): Promise<SiteMoveOutcome> =>
  runIdempotent(deps, action, async (): Promise<Step<SiteMoved, SiteMoveRefusal>> => {
    const visit = await readAsSeen(deps, from, uid, ifMatch, deps.now());
    if ('refusal' in visit) return { kind: 'refuse', ...visit };
    const { record, snapshot } = visit;
    const move = await siteMove(deps, record, await deps.clinic.site(to), action.by, home);
    if ('refused' in move) return { kind: 'refuse', refusal: { kind: 'not-now', reason: move.refused } };
    const { unit, record: next, decision, evicted } = move;
    const roomId = roomOf(record);
    const isTold = roomId !== null && isToldOfItsRoom(record, snapshot.state);
    const touches = isTold || evicted.length > 0 || (decision.kind === 'wait' && home === undefined);
    if (touches && !action.agreed)
      return { kind: 'refuse', refusal: asksFirst({ uid, from, to, ...(home && { home }) }) };
    const { placement } = record;
    const left =
      placement.kind === 'roomed'
        ? { claims: placement.claims, start: placement.from, end: placement.to }
        : undefined;
    return {
      kind: 'commit',
      unit,
      result: {
        uid,
        roomId: roomOf(next),
        etag: bookingEtag({ ...next, version: 0 }),
        ...(left && { left }),
      },
      ...(home === undefined
        ? { undo: { do: 'move-to-site', uid, from: to.id, to: from.id, home: homeOf(record) } }
        : {}),
    };
  });

const asksFirst = ({ uid, from, to, home }: SiteChange): AsksFirst => ({
  kind: 'asks-first',
  site: from.id,
  question: {
    what: 'move-to-site',
    booking: uid,
    to: to.id,
    ...(home && { home: home.roomId, ...(home.overruled && { overrule: true }) }),
  },
});

/** What it goes back to, when this is taken back. */
const homeOf = ({
  placement,
  siteByStaff,
  pinned,
  overruled,
  progress,
  arrangedByHand,
  toldInPerson,
}: LiveRecord): Home => ({
  roomId: roomOf({ placement }),
  ...(siteByStaff && { siteByStaff }),
  ...(pinned && { pinned }),
  ...(overruled && { overruled }),
  ...(progress && { progress }),
  ...(arrangedByHand && { arrangedByHand }),
  ...(toldInPerson === undefined ? {} : { told: toldInPerson }),
});
