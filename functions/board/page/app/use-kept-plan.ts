import { useEffect, useMemo, useState } from 'preact/hooks';
import type { FeedState } from './feed.ts';
import { keepPage } from './keep-page.ts';
import { planShown } from './kept-plan.ts';
import { screenOf } from './model/screen.ts';
import type { Place } from './place.ts';
import { PlanKeeper } from './plan-keeper.ts';
import { forgetPlans, planStore } from './plan-store.ts';
import { get } from './requests.ts';
import { holderOf } from './session.ts';

type Shown = NonNullable<ReturnType<typeof planShown>>;

/**
 * Keeps what the board tells, for when it cannot: then what was kept, for the sign-in to which it was told. A screen that
 * may not see the board any more forgets it.
 */
export const useKeptPlan = (state: FeedState, place: Place): Shown | undefined => {
  const { board, contactAt, now, open, problem } = state;
  const keeper = useMemo(() => new PlanKeeper({ store: planStore, now: Date.now, get }), []);
  const [shown, show] = useState<Shown | undefined>();
  const minute = Math.floor(contactAt / 60_000);
  // The time alone is no news: the minute of the last contact is.
  useEffect(() => {
    const who = holderOf(open);
    // A door is told of its own room alone.
    if (board === undefined || who === undefined || place.door !== undefined) return;
    const known = { holder: who, board, contactAt, now, wall: screenOf(place) !== undefined };
    keepPage()
      .then(async (isKept) => {
        if (isKept) await keeper.know(known);
      })
      .catch(() => undefined);
  }, [keeper, board, minute, open]);
  const refused = problem?.status === 401 || problem?.status === 403;
  useEffect(() => {
    // Anyone who has not signed in yet is refused too.
    if (refused && holderOf(false) !== undefined) void forgetPlans();
  }, [refused]);
  const unanswered =
    board === undefined && problem !== undefined && (problem.status === 0 || problem.status >= 500);
  const { site, date } = place;
  useEffect(() => {
    if (!unanswered) return show(undefined);
    let gone = false;
    const given = { holder: holderOf(true) ?? '', now: Date.now() };
    planStore.read().then(
      (plans) => !gone && show(planShown(plans, { site, date }, given)),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [unanswered, site, date]);
  return unanswered ? shown : undefined;
};
