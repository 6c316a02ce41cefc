import { etagOf } from '../../shared/board/rules/etag.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { KnownWeeks } from '../../shared/board/view/known-weeks.ts';
import { addDays, isLocalDate, localDateOf, WEEKDAYS, weekdayOf } from '../../shared/domain/local-time.ts';
import type { Handle } from './dispatch.ts';
import { badField } from './problem.ts';
import { siteAsked } from './request-fields.ts';

/** `GET /api/week?site=&from=`: how full each room is on seven dates; 304 while that is the same. */
export const getWeek = (deps: BoardDependencies): Handle => {
  const weeks = new KnownWeeks(deps);
  return async (call) => {
    const site = siteAsked(call, await deps.clinic.catalogue());
    const now = deps.now();
    const today = localDateOf(now, site.timeZone);
    const { from = addDays(today, -WEEKDAYS.indexOf(weekdayOf(today))) } = call.query;
    if (!isLocalDate(from)) throw badField('from', 'is no date written YYYY-MM-DD');
    const view = await weeks.look(site, from);
    const etag = `"${etagOf(view)}"`;
    const headers = { etag, 'cache-control': 'private, no-cache', vary: 'authorization' };
    const known = (call.headers['if-none-match'] ?? '').split(',').map((each) => each.trim());
    return known.includes(etag) ? { status: 304, headers } : { status: 200, headers, body: view };
  };
};
