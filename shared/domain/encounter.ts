import type { Policy } from './catalogue.ts';
import type { Progress } from './day.ts';
import { type Instant, MINUTE } from './instant.ts';

/** How far the patient of a visit is, in the words that FHIR has for an encounter; it has none for the way to the practitioner. */
export const ENCOUNTER_STATUSES = [
  'planned',
  'arrived',
  'in-room',
  /** With the practitioner. */
  'in-progress',
  'finished',
  'noshow',
] as const;
export type EncounterStatus = (typeof ENCOUNTER_STATUSES)[number];

/** One step of a visit: since when, and until when no one need wonder. */
type EncounterStep = {
  readonly status: EncounterStatus;
  readonly since?: Instant;
  readonly limit?: Instant;
};

/** What the clinic finds long, where its file does not say, in minutes. */
export const GENTLE_LIMITS = {
  /** Waiting to be taken to the room. */
  arrivedLimitMinutes: 15,
  /** In the room, waiting for the practitioner. */
  inRoomLimitMinutes: 15,
  /** A visit that no one has come to so long after its start is perhaps none. */
  noShowMinutes: 15,
} as const satisfies Partial<Policy>;

/** What the clinic finds long, in milliseconds. */
export const gentle = (policy: Partial<Policy>, limit: keyof typeof GENTLE_LIMITS): number =>
  (policy[limit] ?? GENTLE_LIMITS[limit]) * MINUTE;

/**
 * Whether staff have said that the patient is here, or was: then no one but staff moves the visit. That it has begun by Cal.com's
 * word alone says nothing of the patient.
 */
export const hasArrived = ({ arrivedAt }: Progress = {}): boolean => arrivedAt !== undefined;

/** The patient is here, or gone again: another room is nothing that a plan could decide on. */
export const isForStaffToMove = (progress: Progress = {}): boolean =>
  hasArrived(progress) || progress.finishedAt !== undefined;

export const encounterStep = (
  { arrivedAt, inRoomAt, startedAt, finishedAt, absent }: Progress = {},
  policy: Pick<Policy, 'arrivedLimitMinutes' | 'inRoomLimitMinutes'> = {},
): EncounterStep => {
  if (finishedAt !== undefined) return { status: absent ? 'noshow' : 'finished', since: finishedAt };
  if (startedAt !== undefined && arrivedAt !== undefined) return { status: 'in-progress', since: startedAt };
  if (inRoomAt !== undefined)
    return { status: 'in-room', since: inRoomAt, limit: inRoomAt + gentle(policy, 'inRoomLimitMinutes') };
  if (arrivedAt !== undefined)
    return { status: 'arrived', since: arrivedAt, limit: arrivedAt + gentle(policy, 'arrivedLimitMinutes') };
  return { status: 'planned' };
};
