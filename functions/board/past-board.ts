import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { readPastBoard } from '../../shared/board/view/past-board.ts';
import { visitCodesOf } from '../../shared/board/view/visit-codes.ts';
import type { SiteEntry } from '../../shared/domain/catalogue.ts';
import { type Instant, toIso } from '../../shared/domain/instant.ts';
import { instantAt, type LocalDate, localDateOf } from '../../shared/domain/local-time.ts';
import { keptUntil } from '../../shared/ledger/time-to-live.ts';
import type { Call, Handle } from './dispatch.ts';
import { badField, Problem } from './problem.ts';
import { dateAsked, siteAsked } from './request-fields.ts';

/**
 * `GET /api/board/past?site=&at=&date=`: what the rooms did at a past instant, as far back as a date's trail is kept, and which
 * plan there was then for another date.
 */
export const getPastBoard =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const now = deps.now();
    const site = siteAsked(call, await deps.clinic.catalogue());
    const { at, date } = momentAsked(call, site, now);
    if (keptUntil(date, deps.trailKeptDays) * 1000 <= now)
      throw badField(
        'date',
        `is more than ${deps.trailKeptDays} days ago: its history is kept no longer`,
        404,
      );
    const past = await readPastBoard(deps, site, date, { at, now });
    if (past.kind === 'unseen')
      throw new Problem(404, 'unseen', 'What is known of this date does not go back so far.', {
        errors: [{ field: 'at', message: 'lies before all that is known of this date' }],
        ...(past.since === undefined ? {} : { since: toIso(past.since) }),
      });
    const { visit } = await deps.digests();
    return {
      status: 200,
      headers: { 'cache-control': 'private, no-store' },
      body: { ...past.board, visitCodes: visitCodesOf({ ...past.board, owed: [], attention: [] }, visit) },
    };
  };

/** An instant, and the date that is asked about; or a time of day on that date. @throws Problem */
const momentAsked = (call: Call, site: SiteEntry, now: Instant): { at: Instant; date: LocalDate } => {
  const { at: asked = '', date } = call.query;
  const isOnDate = TIME.test(asked);
  if (!isOnDate && !INSTANT.test(asked))
    throw badField('at', 'is no instant written YYYY-MM-DDTHH:MM:SSZ, nor a time of day written HH:MM');
  const named = date === undefined && !isOnDate ? undefined : dateAsked(call, site, now);
  const at = isOnDate && named ? instantAt(named, asked, site.timeZone) : Date.parse(asked);
  if (Number.isNaN(at)) throw badField('at', 'is no instant that there is');
  if (at > now) throw badField('at', 'is yet to come');
  return { at, date: named ?? localDateOf(at, site.timeZone) };
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
