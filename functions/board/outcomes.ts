import type { PlaceRefusal } from '../../shared/board/commands/move-visit.ts';
import type { RoomChanged } from '../../shared/board/room-snapshot.ts';
import type { AsksFirst, BoardDependencies, IdempotentOutcome } from '../../shared/board/run-idempotent.ts';
import type { SiteEntry } from '../../shared/domain/catalogue.ts';
import { type Instant, toIso } from '../../shared/domain/instant.ts';
import type { Change } from '../../shared/domain/ledger-records.ts';
import { type LocalDate, localDateOf } from '../../shared/domain/local-time.ts';
import { unreachable } from '../../shared/domain/unreachable.ts';
import { badField, Problem } from './problem.ts';
import { changeView } from './trail.ts';

type Landed<T> = Extract<IdempotentOutcome<T>, { kind: 'landed' }>;

/** What an action answers, beside its result. */
export const actionOf = ({ actionId, repeated, undoable }: Omit<Landed<unknown>, 'result'>) => ({
  id: actionId,
  repeated,
  undoable,
});

type CommonRefusal = 'id-reused' | 'contended' | 'too-large';

/** Refusals that any action may meet. */
export const commonRefusal = (kind: CommonRefusal): Problem => {
  switch (kind) {
    case 'id-reused':
      return new Problem(422, 'id-reused', 'This Idempotency-Key belongs to another request.', {
        errors: [{ field: 'idempotency-key', message: 'belongs to another request' }],
      });
    case 'too-large':
      return new Problem(409, 'not-now', 'That is too much to change at once.', { reason: 'too-large' });
    case 'contended':
      return new Problem(
        409,
        'contended',
        'Others keep changing the same things: try again.',
        {},
        { 'retry-after': '1' },
      );
    default:
      return unreachable(kind);
  }
};

/** Others would move, or be told something else: what to ask at `/api/what-ifs` before it is asked for again. */
export const asksFirst = ({ question, site: asked }: AsksFirst, site: SiteEntry): Problem =>
  new Problem(
    409,
    'asks-first',
    'Others would be moved or told of it: see first who, then say that it is agreed.',
    {
      question: {
        ...question,
        ...('start' in question ? { start: toIso(question.start) } : {}),
        ...('end' in question && question.end !== undefined ? { end: toIso(question.end) } : {}),
        ...('also' in question && question.also !== undefined ? { also: question.also.map(isoTimes) } : {}),
        site: asked ?? site.id,
      },
      errors: [{ field: 'agreed', message: 'is not true, and others would be moved or told' }],
    },
  );

const isoTimes = ({ start, end }: { readonly start: Instant; readonly end?: Instant }) => ({
  start: toIso(start),
  ...(end === undefined ? {} : { end: toIso(end) }),
});

/** Latest lines of history shown to the one who was overtaken. */
const LINES_SHOWN = 5;
const LINES_READ = 200;

const latestChanges = async (
  { ledger, digests }: BoardDependencies,
  site: SiteEntry,
  day: LocalDate,
  isMeant: (change: Change) => boolean,
) => {
  const trail = await ledger.readTrail(site.id, day, LINES_READ);
  return trail
    .filter(isMeant)
    .slice(0, LINES_SHOWN)
    .map(changeView((await digests()).visit));
};

/** What has happened to the room since its caller saw it. */
export const roomChanged = async (
  deps: BoardDependencies,
  site: SiteEntry,
  { etag, roomId, day }: RoomChanged,
): Promise<Problem> =>
  new Problem(412, 'changed', 'The room is not as you saw it: look again.', {
    etag,
    changes: await latestChanges(deps, site, day, (each) => each.roomId === roomId),
  });

/** Why an action on a booking was refused, with what its caller needs to go on. */
export const bookingRefusal = async (
  deps: BoardDependencies,
  site: SiteEntry,
  outcome: PlaceRefusal | { readonly kind: CommonRefusal } | RoomChanged | AsksFirst,
): Promise<Problem> => {
  switch (outcome.kind) {
    case 'no-such-booking':
      return badField(
        outcome.other ? 'uid' : 'booking',
        'there is no such booking at this site, or not any more',
        404,
      );
    case 'no-such-room':
      return badField('roomId', 'there is no such room at this site', 404);
    case 'changed': {
      if ('etag' in outcome) return roomChanged(deps, site, outcome);
      const { current } = outcome;
      const day = localDateOf(Date.parse(current.start), site.timeZone);
      return new Problem(412, 'changed', 'The booking is not as you saw it.', {
        current,
        changes: await latestChanges(deps, site, day, (each) => each.bookingUid === current.uid),
      });
    }
    case 'not-now':
      return new Problem(409, 'not-now', 'That cannot be done now.', { reason: outcome.reason });
    case 'room-refused':
      return new Problem(409, 'room-refused', 'That room will not do.', {
        booking: outcome.uid,
        room: outcome.roomId,
        ...outcome.refusal,
        breaks: outcome.breaks,
        errors: [{ field: 'roomId', message: outcome.refusal.rejection }],
      });
    case 'asks-first':
      return asksFirst(outcome, site);
    case 'id-reused':
    case 'contended':
    case 'too-large':
      return commonRefusal(outcome.kind);
    default:
      return unreachable(outcome);
  }
};
