import { blockRoom } from '../../shared/board/commands/block-room.ts';
import { unblockRoom } from '../../shared/board/commands/unblock-room.ts';
import {
  MOST_DATES,
  overlapsItself,
  type Repeats,
  repeatedTimes,
} from '../../shared/board/rules/repeated-times.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { blockView } from '../../shared/board/view/board-view.ts';
import type { Instant, Interval } from '../../shared/domain/instant.ts';
import type { Handle } from './dispatch.ts';
import { actionOf, asksFirst, commonRefusal, roomChanged } from './outcomes.ts';
import { badField } from './problem.ts';
import { actionAsked, bodyAs, ifMatch, siteAsked } from './request-fields.ts';
import { blockBody } from './schemas.ts';

/** A block may be noted down so late, and planned or end so far ahead, in milliseconds. */
const LATEST_NOTE = 24 * 3_600_000;
const FARTHEST = 731 * 24 * 3_600_000;

/** `POST /api/rooms/{room}/blocks`: takes a room out of use, from now on or from a later time, with or without an end. */
export const postBlock =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const body = bodyAs(call, blockBody);
    const site = siteAsked(call, await deps.clinic.catalogue(), body.site ?? call.query.site);
    const room = call.params.room ?? '';
    const now = deps.now();
    const { start, end } = blockTimes(body, now);
    const also = body.repeats === undefined ? [] : furtherTimes({ start, end }, body.repeats, site.timeZone);
    const action = {
      ...actionAsked(call, site, ['block', room, call.json()], deps.newId),
      agreed: body.agreed ?? false,
    };
    const wanted = {
      start,
      ...(end === undefined ? {} : { end }),
      reason: body.reason,
      ...(body.note === undefined ? {} : { note: body.note }),
      ...(also.length === 0 ? {} : { also }),
    };
    const outcome = await blockRoom(deps, action, site, room, wanted, ifMatch(call));
    switch (outcome.kind) {
      case 'landed':
        return {
          status: 201,
          headers: { location: `/api/rooms/${encodeURIComponent(room)}/blocks/${outcome.result.block.id}` },
          body: {
            ...blockView(outcome.result.block),
            dates: 1 + (outcome.result.also?.length ?? 0),
            action: actionOf(outcome),
          },
        };
      case 'no-such-room':
        throw badField('room', 'there is no such room at this site', 404);
      case 'changed':
        throw await roomChanged(deps, site, outcome);
      case 'asks-first':
        throw asksFirst(outcome, site);
      default:
        throw commonRefusal(outcome.kind);
    }
  };

/** `DELETE /api/rooms/{room}/blocks/{block}`: gives the room back; by the name of a series, on all dates to come. */
export const deleteBlock =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const site = siteAsked(call, await deps.clinic.catalogue());
    const { room = '', block = '' } = call.params;
    const action = actionAsked(call, site, ['unblock', room, block], deps.newId);
    const outcome = await unblockRoom(deps, action, site, room, block, ifMatch(call));
    switch (outcome.kind) {
      case 'landed':
        return {
          status: 200,
          body: {
            ...blockView(outcome.result.block),
            dates: 1 + (outcome.result.also?.length ?? 0),
            action: actionOf(outcome),
          },
        };
      case 'no-such-room':
        throw badField('room', 'there is no such room at this site', 404);
      case 'no-such-block':
        throw outcome.repeats
          ? badField('block', 'stands in the clinic file, and is lifted there', 409)
          : badField('block', 'there is no such block, or not any more', 404);
      case 'changed':
        throw await roomChanged(deps, site, outcome);
      default:
        throw commonRefusal(outcome.kind);
    }
  };

const blockTimes = (
  body: { start?: Instant | undefined; end?: Instant | null | undefined },
  now: Instant,
): { start: Instant; end: Instant | undefined } => {
  const start = body.start ?? now;
  const end = body.end ?? undefined;
  if (start < now - LATEST_NOTE) throw badField('start', 'is more than a day ago');
  if (start > now + FARTHEST) throw badField('start', 'is more than two years ahead');
  if (end !== undefined && end <= start) throw badField('end', 'is not after start');
  if (end !== undefined && end <= now) throw badField('end', 'is past');
  if (end !== undefined && end > now + FARTHEST) throw badField('end', 'is more than two years ahead');
  return { start, end };
};

/** When it stands again, after the first time. */
const furtherTimes = (
  { start, end }: { readonly start: Instant; readonly end: Instant | undefined },
  repeats: Repeats,
  timeZone: string,
): readonly Interval[] => {
  if (end === undefined) throw badField('end', 'is missing, and the block repeats');
  if (overlapsItself({ start, end }, repeats)) throw badField('end', 'is not before the block begins again');
  const times = repeatedTimes({ start, end }, repeats, timeZone);
  if (times.length > MOST_DATES) throw badField('repeats.until', `makes it more than ${MOST_DATES} dates`);
  if (times.length === 1) throw badField('repeats.until', 'is before the block comes again');
  return times.slice(1);
};
