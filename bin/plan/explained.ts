import { whyNot, whyThis } from '../../shared/domain/plan/explain/explain.ts';
import {
  practitionerRooms,
  practitionerSentence,
} from '../../shared/domain/plan/explain/practitioner-rooms.ts';
import {
  changeSentence,
  freeingSentence,
  roomNames,
  whyNotSentence,
  whyThisSentence,
} from '../../shared/domain/plan/explain/sentences.ts';
import { whatItTakes } from '../../shared/domain/plan/explain/what-if.ts';
import type { Plan, PlanOptions } from '../../shared/domain/plan/plan.ts';
import type { PlanProblem } from '../../shared/domain/plan/problem/problem.ts';
import { BadUsage } from '../admin/command.ts';
import type { DayFile } from '../day-file/day-file.ts';

/** Why a booking has its room in a plan and no other; for a room that is named, what it would take to have it. */
export const explained = (
  day: DayFile,
  problem: PlanProblem,
  { assignments }: Plan,
  uid: string,
  wanted: string | undefined,
  planOptions: PlanOptions,
  clock: (at: number) => string,
): readonly string[] => {
  if (!assignments.has(uid)) throw new BadUsage(`--explain: there is no booking "${uid}"`);
  const named = roomNames(problem.rooms);
  const room = assignments.get(uid) ?? null;
  const lacks = lackingIn(day, uid);
  const reason = whyThis(problem, assignments, uid);
  const lines = [
    room === null || reason === undefined ? `${uid} has no room.` : whyThisSentence(room, reason, named),
    ...practitionerRooms(problem, assignments, uid).map((each) => practitionerSentence(each, named, clock)),
  ];
  if (wanted === undefined)
    return [
      ...lines,
      ...problem.rooms
        .filter((each) => each.id !== room)
        .map(({ id }) => `  ${whyNotSentence(id, whyNot(problem, assignments, uid, id), named, lacks(id))}`),
    ];
  if (!problem.rooms.some((each) => each.id === wanted))
    throw new BadUsage(`--room: there is no room "${wanted}"`);
  const way = whatItTakes(problem, assignments, uid, wanted, planOptions);
  return [
    ...lines,
    whyNotSentence(wanted, whyNot(problem, assignments, uid, wanted), named, lacks(wanted)),
    freeingSentence(wanted, way, named),
    ...(way.kind === 'moves' ? way.moves.map((move) => `  ${changeSentence(move, named)}`) : []),
  ];
};

/** What the visit needs that a room has not and that cannot be borrowed; nothing where the file lists its rooms. */
const lackingIn = (day: DayFile, uid: string): ((room: string) => readonly string[]) => {
  const { equipment = [], rooms } = day.bookings.find((each) => each.uid === uid)?.needs ?? {};
  return (id) => {
    const room = day.rooms.find((each) => each.id === id);
    if (room === undefined || rooms !== undefined) return [];
    const isThere = (tag: string): boolean =>
      room.equipment.includes(tag) || day.portable.some((pool) => pool.tag === tag);
    return equipment.filter((tag) => !isThere(tag));
  };
};
