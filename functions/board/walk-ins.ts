import { bookWalkIn } from '../../shared/board/commands/book-walk-in.ts';
import { seatWalkIn } from '../../shared/board/commands/seat-walk-in.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { readWalkInChoices } from '../../shared/board/view/walk-in-choices.ts';
import type { CatalogueIndex } from '../../shared/domain/catalogue.ts';
import { toIso } from '../../shared/domain/instant.ts';
import type { WalkIn } from '../../shared/domain/walk-in-booking.ts';
import type { Handle } from './dispatch.ts';
import { actionOf, bookingRefusal } from './outcomes.ts';
import { badField, Problem } from './problem.ts';
import { actionAsked, bodyAs, readAs, siteAsked } from './request-fields.ts';
import { walkInBody, walkInQuery } from './schemas.ts';

/** `GET /api/walk-ins/rooms`: where someone who stands at the desk could be seated. */
export const getWalkInRooms =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const catalogue = await deps.clinic.catalogue();
    const site = siteAsked(call, catalogue);
    const choices = await readWalkInChoices(deps, site, walkInOf(readAs(call.query, walkInQuery), catalogue));
    if (choices === undefined) throw noSuchType();
    return {
      status: 200,
      body: {
        ...choices,
        rooms: choices.rooms.map(({ freeUntil, ...each }) => ({
          ...each,
          ...(freeUntil === undefined ? {} : { freeUntil: toIso(freeUntil) }),
        })),
      },
    };
  };

/** `POST /api/walk-ins`: seats someone without a booking, from now on. */
export const postWalkIn =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const body = bodyAs(call, walkInBody);
    const catalogue = await deps.clinic.catalogue();
    const site = siteAsked(call, catalogue, body.site ?? call.query.site);
    const action = {
      ...actionAsked(call, site, ['walk-in', call.json()], deps.newId),
      agreed: body.agreed ?? false,
    };
    const outcome = await seatWalkIn(deps, action, site, walkInOf(body, catalogue), {
      roomId: body.room,
      overrule: body.overrule,
    });
    switch (outcome.kind) {
      case 'landed': {
        // Asked again, it is not booked twice: what became of it stands in its history.
        const booked = outcome.repeated
          ? undefined
          : await bookWalkIn(deps, site, outcome.result.uid, call.caller.subject);
        const notBooked = booked?.kind === 'not-booked' ? { notBooked: booked.reason } : {};
        // Cal.com has it by then, or may have: it is cancelled there.
        const isThere = outcome.repeated
          ? site.walkIns !== undefined && deps.booker !== undefined
          : booked?.kind === 'booked';
        return {
          status: 201,
          body: {
            booking: outcome.result,
            action: actionOf({ ...outcome, undoable: outcome.undoable && !isThere }),
            ...notBooked,
          },
        };
      }
      case 'no-such-visit-type':
        throw noSuchType();
      case 'no-such-room':
        throw badField('room', 'there is no such room at this site', 404);
      case 'no-free-room':
        throw new Problem(409, 'not-now', 'No room is free for so long.', { reason: outcome.kind });
      default:
        throw await bookingRefusal(deps, site, outcome);
    }
  };

type Asked = {
  readonly minutes: number;
  readonly type?: string | undefined;
  readonly practitioner?: number | undefined;
};

/** @throws Problem where the clinic file does not know the practitioner. */
const walkInOf = ({ minutes, type, practitioner }: Asked, { practitioners }: CatalogueIndex): WalkIn => {
  if (practitioner !== undefined && !practitioners.some(({ id }) => id === practitioner))
    throw badField('practitioner', 'is not in the clinic file', 404);
  return {
    minutes,
    ...(type === undefined ? {} : { visitTypeId: type }),
    ...(practitioner === undefined ? {} : { practitionerId: practitioner }),
  };
};

const noSuchType = (): Problem => badField('type', 'there is no such visit type', 404);
