import type { BoardView, BookingView, RoomView } from '../../../../shared/board/view/board-view.ts';
import { addDays, dateIn } from './dates.ts';

/** A Day as a screen was last told of it, kept on its own disk for when there is no network. */
export type KeptPlan = {
  /** The sign-in that was shown it: no other is. */
  readonly holder: string;
  readonly board: BoardView;
  /** When the API last said so, by its clock. */
  readonly asOf: number;
  /** The same by this machine’s. */
  readonly keptAt: number;
};

/** What holds kept plans. */
export type PlanStore = {
  readonly read: () => Promise<readonly KeptPlan[]>;
  readonly write: (plan: KeptPlan) => Promise<void>;
  readonly drop: (plan: KeptPlan) => Promise<void>;
};

/** Kept no longer. */
const KEPT_MS = 24 * 60 * 60_000;

/** A day old, by this machine’s clock; or of a date that is over at the site. */
export const isOver = (plan: KeptPlan, now: number): boolean =>
  Math.abs(now - plan.keptAt) > KEPT_MS ||
  plan.board.date < dateIn(plan.board.timeZone).format(timeAt(plan, now));

/** The Site’s time: a screen’s own clock may be wrong, and was so by as much when the plan was kept. */
export const timeAt = ({ asOf, keptAt }: KeptPlan, now: number): number => now + asOf - keptAt;

/**
 * What of a board is kept: field by field, so that what a board tells one day is not kept unless someone says so. A booking’s
 * uid opens it at Cal.com: its visit code takes its place. Nothing that anyone wrote is among it.
 */
export const planToKeep = (board: BoardView): BoardView => {
  const { site, siteName, timeZone, date, now, names, visitCodes = {} } = board;
  const codes = new Map(board.bookings.map(({ uid }, index) => [uid, visitCodes[uid] ?? `${index + 1}`]));
  const bookings = board.bookings.map((visit): BookingView => {
    const { visitType, practitioner, from, to, overrunMinutes } = visit;
    return {
      uid: codes.get(visit.uid) ?? '',
      status: visit.status,
      start: visit.start,
      end: visit.end,
      roomId: visit.roomId,
      state: visit.state,
      encounter: visit.encounter,
      pinned: visit.pinned,
      ...(visitType === undefined ? {} : { visitType }),
      ...(practitioner === undefined ? {} : { practitioner }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(overrunMinutes === undefined ? {} : { overrunMinutes }),
      published: false,
      publication: 'nothing',
      asksForUnknown: false,
      etag: '',
    };
  });
  return {
    site,
    siteName,
    timeZone,
    date,
    now,
    publishing: 'on',
    paused: false,
    rooms: board.rooms.map((room) => roomToKeep(room, codes)),
    ...(names === undefined ? {} : { names }),
    visitCodes: Object.fromEntries([...codes.values()].map((code) => [code, code])),
    bookings,
    waiting: [],
    owed: [],
    attention: [],
  };
};

const roomToKeep = (room: RoomView, codes: ReadonlyMap<string, string>): RoomView => {
  const visit = codes.get(room.booking ?? '');
  const { openNow, state, phase, from, until, readyAt, through, reason } = room;
  return {
    id: room.id,
    name: room.name,
    building: room.building,
    floor: room.floor,
    kind: room.kind,
    equipment: room.equipment,
    accessible: room.accessible,
    open: room.open,
    ...(openNow === undefined ? {} : { openNow }),
    ...(state === undefined ? {} : { state }),
    ...(phase === undefined ? {} : { phase }),
    ...(visit === undefined ? {} : { booking: visit }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(readyAt === undefined ? {} : { readyAt }),
    ...(through === undefined ? {} : { through }),
    ...(reason === undefined ? {} : { reason }),
    blocks: room.blocks.map(({ id, start, end, reason, repeats }) => ({
      id,
      start,
      ...(end === undefined ? {} : { end }),
      reason,
      ...(repeats === undefined ? {} : { repeats }),
    })),
    etag: '',
  };
};

/** Of the plans that this sign-in may see, the one to show, and the others that there are. */
export const planShown = (
  plans: readonly KeptPlan[],
  wanted: { readonly site?: string | undefined; readonly date?: string | undefined },
  { holder, now }: { readonly holder: string; readonly now: number },
): { readonly shown: KeptPlan; readonly all: readonly KeptPlan[] } | undefined => {
  const all = plans
    .filter((plan) => plan.holder === holder && !isOver(plan, now))
    .toSorted((a, b) => (a.board.date < b.board.date ? -1 : 1));
  const ofSite = all.filter(({ board }) => wanted.site === undefined || board.site === wanted.site);
  const shown = ofSite.find(({ board }) => board.date === wanted.date) ?? ofSite[0];
  return shown && { shown, all };
};

/** Today and tomorrow at a site. */
export const datesToKeep = ({ timeZone }: Pick<BoardView, 'timeZone'>, now: number): readonly string[] => {
  const today = dateIn(timeZone).format(now);
  return [today, addDays(today, 1)];
};
