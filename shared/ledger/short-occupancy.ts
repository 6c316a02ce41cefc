import type { RoomId } from '../domain/catalogue.ts';
import type { Occupancy } from '../domain/day.ts';
import { MINUTE } from '../domain/instant.ts';
import { isMap } from './item-shape.ts';

/**
 * An Occupancy in a quarter of the bytes, since a room's whole Day is written for each of its visits: a list of the visit's
 * start in minutes since 1970, its minutes, those of setup and turnaround, practitioner, inputs (of one that has no more than
 * its event type: that), and until when it is quiet, in milliseconds from the start; then an object of what else there is. The
 * Room's id stands there only where it is not the room's own; a visit of which nothing else is said is confirmed.
 */
export const shortOccupancy = (
  {
    roomId,
    from,
    to,
    start,
    end,
    practitionerId,
    status,
    inputs,
    quietUntil,
    ...others
  }: Omit<Occupancy, 'uid'>,
  ownId: RoomId,
): string => {
  const rest = {
    ...(roomId === ownId ? {} : { roomId }),
    ...(status === 'confirmed' ? {} : { status }),
    ...others,
  };
  const isSaid = Object.values(rest).some((value) => value !== undefined);
  const quiet = quietUntil === undefined ? null : quietUntil - start;
  return JSON.stringify([
    start / MINUTE,
    (end - start) / MINUTE,
    (start - from) / MINUTE,
    (to - end) / MINUTE,
    practitionerId ?? null,
    shortInputs(inputs),
    ...(isSaid ? [quiet, rest] : quiet === null ? [] : [quiet]),
  ]);
};

/** `undefined`: it is no such list. */
export const longOccupancy = (short: unknown, ownId: unknown): object | undefined => {
  if (!Array.isArray(short)) return undefined;
  const [at, minutes, setup, turnaround, practitionerId, inputs, quiet, rest] = short;
  const isTimed = [at, minutes, setup, turnaround].every((each) => typeof each === 'number');
  if (!isTimed || (rest !== undefined && !isMap(rest))) return undefined;
  const start = inMs(at);
  const end = start + inMs(minutes);
  return {
    roomId: ownId,
    from: start - inMs(setup),
    to: end + inMs(turnaround),
    start,
    end,
    ...(practitionerId === null ? {} : { practitionerId }),
    status: 'confirmed',
    inputs: typeof inputs === 'number' ? { eventTypeId: inputs } : inputs,
    ...(typeof quiet === 'number' ? { quietUntil: start + quiet } : {}),
    ...rest,
  };
};

/** A part of a minute is stored as near as numbers are. */
const inMs = (minutes: number): number => Math.round(minutes * MINUTE);

const shortInputs = (inputs: Occupancy['inputs']): unknown => {
  const { eventTypeId, ...more } = inputs;
  const isAlone = Object.values(more).every((value) => value === undefined);
  return isAlone && eventTypeId !== undefined ? eventTypeId : inputs;
};
