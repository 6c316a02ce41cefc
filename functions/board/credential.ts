import { renewCredentials } from '../../shared/board/commands/renew-credential.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { credentialsOf } from '../../shared/domain/catalogue.ts';
import type { Handle } from './dispatch.ts';
import { commonRefusal } from './outcomes.ts';
import { Problem } from './problem.ts';
import { bodyAs, siteAsked } from './request-fields.ts';
import { siteOnly } from './schemas.ts';

/** `POST /api/credential/renewed`: the site's Cal.com key has been exchanged; the publisher tries again. */
export const postCredentialRenewed =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const body = bodyAs(call, siteOnly);
    const catalogue = await deps.clinic.catalogue();
    const site = siteAsked(call, catalogue, body.site ?? call.query.site);
    const credentials = credentialsOf(catalogue, site.id);
    const outcome = await renewCredentials(deps.ledger, credentials);
    if (outcome === 'contended') throw commonRefusal('contended');
    if (outcome === 'not-refused')
      throw new Problem(409, 'not-now', 'Cal.com does not refuse this key.', { reason: 'not-refused' });
    for (const credential of credentials) await deps.wakePublisher(credential, 0);
    return { status: 200, body: { renewed: true } };
  };
