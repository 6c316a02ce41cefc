import type { BookingUid } from '../domain/booking-event.ts';
import type { Site, VisitTypeId } from '../domain/catalogue.ts';
import { MINUTE } from '../domain/instant.ts';
import { type Change, mailsOf } from '../domain/plan/model/changes.ts';
import type { Certificate } from '../domain/plan/plan.ts';
import type { PlanProblem } from '../domain/plan/problem/problem.ts';

/** Whether two may exchange their rooms, and who is told of it, is plain. */
export const NOTHING_TO_PROVE: Certificate = {
  waiting: 0,
  waitingBound: 0,
  messages: 0,
  messagesBound: 0,
  roomChanges: 0,
  roomChangesBound: 0,
  gapPrice: 0,
  gapPriceBound: 0,
  fitGap: 0,
  proved: true,
  cut: false,
};

export const NO_ONE = { affected: [], silent: [], mails: 0, waiting: [], tellInPerson: [] } as const;

/** Who is touched by changes on a Day, who of them hears of it by mail, and who staff must tell themselves. */
export const affectingOn =
  (problem: PlanProblem, site: Site, typeOf: (uid: BookingUid) => VisitTypeId | undefined) =>
  (
    changes: readonly Change[],
    /** Those that no mail reaches at the pace it goes, or that none is left for. */
    tooMany: readonly BookingUid[] = [],
  ) => ({
    affected: changes.map((each) => {
      const visitType = typeOf(each.uid);
      return {
        ...each,
        start: problem.bookings.find(({ uid }) => uid === each.uid)?.start ?? 0,
        ...(visitType === undefined ? {} : { visitType }),
      };
    }),
    silent: changes.filter((each) => !each.told).map((each) => each.uid),
    // One who loses the room is told so only where the Site has a text for it.
    mails: mailsOf(changes, { ...problem.policy, fallback: site.fallbackLocation !== undefined }),
    // Who is on the way reads no mail.
    tellInPerson: changes
      .filter(({ uid, told }) => told && (tooMany.includes(uid) || startsSoon(uid, problem, site)))
      .map(({ uid }) => uid),
  });

const startsSoon = (uid: BookingUid, { bookings, now }: PlanProblem, { policy }: Site): boolean =>
  bookings.some((each) => each.uid === uid && each.start < now + policy.freezeMinutes * MINUTE);
