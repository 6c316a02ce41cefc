import { takeBetterPlan } from '../../shared/board/commands/take-better-plan.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import type { Handle } from './dispatch.ts';
import { actionOf, asksFirst, commonRefusal } from './outcomes.ts';
import { badField } from './problem.ts';
import { actionAsked, bodyAs, siteAsked } from './request-fields.ts';
import { betterPlanBody } from './schemas.ts';

/** `POST /api/better-plans`: staff take the better plan that was found for a Day. */
export const postBetterPlan =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const { date, plan, agreed = false, site: named } = bodyAs(call, betterPlanBody);
    const site = siteAsked(call, await deps.clinic.catalogue(), named ?? call.query.site);
    const action = actionAsked(call, site, ['better-plan', date, plan], deps.newId);
    const outcome = await takeBetterPlan(deps, { ...action, agreed }, site, { date, plan });
    switch (outcome.kind) {
      case 'landed':
        return { status: 202, body: { ...outcome.result, action: actionOf(outcome) } };
      case 'no-such-plan':
        throw badField('plan', 'there is no such plan, or not any more', 404);
      case 'asks-first':
        throw asksFirst(outcome, site);
      default:
        throw commonRefusal(outcome.kind);
    }
  };
