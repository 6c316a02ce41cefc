import { areExclusive } from './exclusions.ts';
import type { Model, Seeker } from './model.ts';
import type { Chosen } from './score.ts';

export type ChangeReason =
  /** Had no room. */
  | 'placed'
  /** Its room became unusable. */
  | 'room-unusable'
  /** Makes room for others; no one had been told of the old room. */
  | 'makes-room'
  /** Gave up its room so that more could be seated. */
  | 'gave-way'
  /** A better suiting room, of which no one needs to be told. */
  | 'better-fit'
  | 'no-room'
  /** Staff want it there. */
  | 'as-asked';

export type Change = {
  readonly uid: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: ChangeReason;
  /** Does this change cost a message? */
  readonly told: boolean;
};

/** What a plan changes, in the order of the problem's bookings. */
export const changesOf = (model: Model, chosen: Chosen): readonly Change[] => {
  return model.seekers.flatMap((seeker, at): Change[] => {
    const from = seeker.booking.holds?.room ?? null;
    const seat = chosen[at];
    const to = seat?.room ?? null;
    if (from === to) return [];
    const told = seat === undefined ? seeker.toldIfWaiting === 1 : seat.told === 1;
    return [{ uid: seeker.booking.uid, from, to, told, reason: reason(model, chosen, seeker, from, to) }];
  });
};

const reason = (
  model: Model,
  chosen: Chosen,
  seeker: Seeker,
  from: string | null,
  to: string | null,
): ChangeReason => {
  if (from === null) return 'placed';
  if (seeker.displaced) return to === null ? 'no-room' : 'room-unusable';
  if (to === null) return 'gave-way';
  const { keep } = seeker;
  const taken =
    keep !== undefined &&
    chosen.some(
      (other, b) =>
        other !== undefined &&
        b !== keep.booking &&
        (areExclusive(model, other, keep) ||
          (other.from < keep.to &&
            keep.from < other.to &&
            other.claims.some(
              (claim) => model.resources[claim]?.capacity === 1 && keep.claims.includes(claim),
            ))),
    );
  const isTold = chosen.some((seat) => seat?.told === 1 && seeker.seats.includes(seat));
  return taken || isTold ? 'makes-room' : 'better-fit';
};

/**
 * How many mails a plan sends: one to each who is told, of a new room or that there is none, as far as the budget goes.
 * `fallback`: whether there is a text for those who lose their room; yes, where absent.
 */
export const mailsOf = (
  changes: readonly Change[],
  { mails = Number.POSITIVE_INFINITY, fallback = true }: { mails?: number; fallback?: boolean } = {},
): number => Math.min(mails, changes.filter(({ told, to }) => told && (to !== null || fallback)).length);

/**
 * Changed bookings that no PATCH can reach before their visit, the earliest visits being told first behind what is
 * already owed: staff must tell them. Who starts within the freeze is on the way, and is told in person whatever is sent. Anyone who stands ahead is told first even if it comes too late for them.
 * Of those who lose their room, the latest get no mail where the budget is used up.
 */
export const tellInPerson = (model: Model, chosen: Chosen): readonly string[] => {
  const { now, owed, policy } = model.problem;
  const told = model.seekers
    .flatMap(({ booking, toldIfWaiting }, at) =>
      (chosen[at]?.told ?? toldIfWaiting) === 1
        ? [{ start: booking.start, uid: booking.uid, waits: chosen[at] === undefined }]
        : [],
    )
    .sort((a, b) => Number(a.waits) - Number(b.waits) || a.start - b.start);
  const mailed = told.slice(0, policy.mails);
  const queue = [...owed.map((start) => ({ start, uid: undefined })), ...mailed].sort(
    (a, b) => a.start - b.start,
  );
  const sendable = (start: number) => Math.floor(((start - now) / 60_000) * policy.patchesPerMinute);
  const late = queue.flatMap(({ start, uid }, ahead) =>
    uid !== undefined && (ahead >= sendable(start) || start < now + policy.freezeMinutes * 60_000)
      ? [uid]
      : [],
  );
  return [...late, ...told.slice(mailed.length).map(({ uid }) => uid)];
};
