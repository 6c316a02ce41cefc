import { maySee } from '../../shared/access/caller.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { weekdayOf } from '../../shared/domain/local-time.ts';
import { roomName } from '../../shared/domain/room-name.ts';
import type { OneMore } from '../../shared/domain/utilisation/one-more.ts';
import { type OneMoreMemo, readOneMore, writeOneMore } from '../../shared/reporting/one-more-memo.ts';
import { datesAsked } from './dates-asked.ts';
import type { Handle } from './dispatch.ts';
import { commonRefusal } from './outcomes.ts';
import { badField } from './problem.ts';
import { bodyAs, siteAsked } from './request-fields.ts';
import { oneMoreBody } from './schemas.ts';
import { SPAN_USED } from './utilisation.ts';

/**
 * `POST /api/one-more`: what one more room or unit would have brought on the dates of one weekday. Each of them is planned anew
 * many times over, which takes longer than anyone waits for an answer: it follows at the location named.
 */
export const postOneMore =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const { site: named, from, to, weekday } = bodyAs(call, oneMoreBody);
    const site = siteAsked(call, await deps.clinic.catalogue(), named ?? call.query.site);
    const period = datesAsked({ query: { from, to } }, site, deps.now(), SPAN_USED);
    const dates = period.filter((date) => weekdayOf(date) === weekday);
    const id = deps.newId();
    const memo: OneMoreMemo = {
      siteId: site.id,
      at: deps.now(),
      dates,
      ...(dates.length === 0 && { found: [] }),
    };
    const written = await writeOneMore(deps.ledger, id, 0, memo);
    if (written.kind === 'stale') throw commonRefusal('contended');
    if (dates.length > 0) await deps.askProof(id);
    return { status: 202, headers: { location: `/api/one-more/${id}` }, body: await viewOf(deps, id, memo) };
  };

/** `GET /api/one-more/{id}`: what is known by now. */
export const getOneMore =
  (deps: BoardDependencies): Handle =>
  async ({ caller, params }) => {
    const id = params.id ?? '';
    const asked = await readOneMore(deps.ledger, id, deps.now());
    const { sites } = await deps.clinic.catalogue();
    // Whether another site's exists is none of the caller's business.
    if (asked === undefined || !maySee(caller, asked.memo.siteId, sites.length))
      throw badField('id', 'there is no such question, or not any more', 404);
    return { status: 200, body: await viewOf(deps, id, asked.memo) };
  };

const viewOf = async (deps: BoardDependencies, id: string, { siteId, dates, found, isCut }: OneMoreMemo) => {
  const entry = (await deps.clinic.catalogue()).sites.find((each) => each.id === siteId);
  const { rooms } = entry === undefined ? { rooms: [] } : (await deps.clinic.site(entry)).site;
  const named = (each: OneMore) => {
    if (!('room' in each)) return each;
    const like = rooms.find((room) => room.id === each.room);
    return { ...each, name: like === undefined ? each.room : roomName(like) };
  };
  return {
    id,
    site: siteId,
    dates,
    state: found === undefined ? 'planning' : isCut ? 'cut' : 'planned',
    found: (found ?? []).map(named),
  };
};
