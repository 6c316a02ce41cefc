import type { Room } from './catalogue.ts';
import { isFirm, type Refusal, type Rejection } from './hard-rules.ts';
import type { Instant } from './instant.ts';
import type { OverruleReason } from './overrule-reasons.ts';

/** One rule that was broken knowingly, with what stood in the way then. */
export type OverruledRule = Pick<Refusal, 'rejection' | 'detail'>;

/** What staff have decided against a visit's rules: it holds for the room and the times that it was said of. */
export type Overruled = {
  readonly rules: readonly OverruledRule[];
  readonly reason: OverruleReason;
  /** A staff subject id. */
  readonly by: string;
  readonly at: Instant;
};

/** What staff say when they overrule: every rule that is broken, by name. `by`, `at`: of anyone who said it before, if it was. */
export type Overruling = {
  readonly rules: readonly Rejection[];
  readonly reason: OverruleReason;
  readonly by?: string;
  readonly at?: Instant;
};

/** Whether staff may put a visit into the room all the same: it is physically free, and no one has locked it against that. */
export const mayOverrule = (room: Pick<Room, 'locked'>, broken: readonly Refusal[]): boolean =>
  room.locked !== true && broken.length > 0 && !broken.some(isFirm);

/** What breaks beyond what was overruled with knowledge; a room that has been locked since lets nothing be overruled. */
export const notOverruled = (
  broken: readonly Refusal[],
  room: Pick<Room, 'locked'>,
  overruled: Overruled | undefined,
): readonly Refusal[] =>
  overruled === undefined || room.locked
    ? broken
    : broken.filter((refusal) => !overruled.rules.some((rule) => covers(rule, refusal)));

/** The same rule, and nothing more in the way than there was: fewer tags may lack by now. */
const covers = (known: OverruledRule, { rejection, detail = '' }: Refusal): boolean =>
  known.rejection === rejection &&
  detail.split(', ').every((each) => (known.detail ?? '').split(', ').includes(each));

/** The same said again: who said it, and when. */
export const overrulingOf = (overruled: Overruled | undefined): Overruling | undefined =>
  overruled && { ...overruled, rules: overruled.rules.map(({ rejection }) => rejection) };
