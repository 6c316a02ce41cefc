import { switchPublishing } from '../../shared/board/commands/switch-publishing.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import type { Handle } from './dispatch.ts';
import { actionOf, commonRefusal } from './outcomes.ts';
import { Problem } from './problem.ts';
import { actionAsked, bodyAs, ifMatch, siteAsked } from './request-fields.ts';
import { publishingBody } from './schemas.ts';

/** `POST /api/publishing`: whether a site tells Cal.com of its rooms. `If-Match` names the mode its caller saw. */
export const postPublishing =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const { mode, site: named } = bodyAs(call, publishingBody);
    const site = siteAsked(call, await deps.clinic.catalogue(), named ?? call.query.site);
    const action = actionAsked(call, site, ['publishing', mode], deps.newId);
    const outcome = await switchPublishing(deps, action, site, mode, ifMatch(call));
    switch (outcome.kind) {
      case 'landed':
        return { status: 200, body: { ...outcome.result, action: actionOf(outcome) } };
      case 'switched-already':
        throw new Problem(412, 'changed', 'Someone has switched it meanwhile.', {
          publishing: outcome.publishing,
        });
      default:
        throw commonRefusal(outcome.kind);
    }
  };
