import type { Block } from './day.ts';
import type { Instant } from './instant.ts';
import type { Closed, RoomRecord } from './ledger-records.ts';

/** So many are remembered of a Room; those lifted longest ago go first. */
const REMEMBERED = 20;

/** What is remembered of a Room's closures once it has these, from `at` on. */
export const closedSince = (
  before: Pick<RoomRecord, 'closures' | 'closed'> | undefined,
  closures: readonly Block[],
  at: Instant,
): readonly Closed[] => {
  const known = before?.closed ?? [];
  const isThere = ({ id }: Block): boolean => closures.some((each) => each.id === id);
  const was = (before?.closures ?? []).filter(
    ({ id }) => !known.some(({ block, lifted }) => block.id === id && lifted === undefined),
  );
  const all = [...was.map((block): Closed => ({ block })), ...known].map((each) =>
    each.lifted !== undefined || isThere(each.block) ? each : { ...each, lifted: at },
  );
  const laid = closures
    .filter(({ id }) => !all.some((each) => each.block.id === id && each.lifted === undefined))
    .map((block): Closed => ({ block, laid: at }));
  const [open, over] = [
    [...all, ...laid].filter(({ lifted }) => lifted === undefined),
    all.filter(({ lifted }) => lifted !== undefined),
  ];
  return [...over.sort((a, b) => (a.lifted ?? 0) - (b.lifted ?? 0)).slice(-REMEMBERED), ...open];
};

/** The closures that a Room had at an instant. */
export const closuresAt = (
  { closures, closed = [] }: Pick<RoomRecord, 'closures' | 'closed'>,
  at: Instant,
): readonly Block[] => {
  const isSince = ({ id }: Block): boolean =>
    closed.some(({ block, laid, lifted }) => block.id === id && lifted === undefined && (laid ?? at) > at);
  const lifted = closed.filter(
    (each) => each.lifted !== undefined && (each.laid ?? at) <= at && at < each.lifted,
  );
  return [...closures.filter((each) => !isSince(each)), ...lifted.map(({ block }) => block)];
};

/** A Room without what of its closures has been over, or lifted, since then; `undefined`: there is nothing to forget. */
export const withoutOldClosures = <Room extends Pick<RoomRecord, 'closures' | 'closed'>>(
  { closures: laid, closed: remembered = [], ...room }: Room,
  then: Instant,
): (Omit<Room, 'closures' | 'closed'> & Pick<RoomRecord, 'closures' | 'closed'>) | undefined => {
  const isLater = ({ end = then + 1 }: Block): boolean => end > then;
  const closures = laid.filter(isLater);
  const closed = remembered.filter(({ block, lifted = then + 1 }) => isLater(block) && lifted > then);
  if (closures.length === laid.length && closed.length === remembered.length) return undefined;
  return { ...room, closures, ...(closed.length > 0 && { closed }) };
};
