import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { readOffers } from '../../shared/board/view/read-offers.ts';
import type { Handle } from './dispatch.ts';
import { dateAsked, siteAsked } from './request-fields.ts';

/** `GET /api/offers?site=&date=`: what Cal.com offers of that day, why no more, and what a freed room would open. */
export const getOffers =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const site = siteAsked(call, await deps.clinic.catalogue());
    return { status: 200, body: await readOffers(deps, site, dateAsked(call, site, deps.now())) };
  };
