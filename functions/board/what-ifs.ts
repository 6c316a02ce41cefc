import { maySee } from '../../shared/access/caller.ts';
import { askWhatIf } from '../../shared/board/commands/ask-what-if.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { toIso } from '../../shared/domain/instant.ts';
import type { WhatIfAnswer } from '../../shared/replanning/what-if.ts';
import { readWhatIf, type WhatIfMemo } from '../../shared/replanning/what-if-memo.ts';
import type { Handle } from './dispatch.ts';
import { commonRefusal } from './outcomes.ts';
import { badField } from './problem.ts';
import { bodyAs, siteAsked, siteNamed } from './request-fields.ts';
import { whatIfBody } from './schemas.ts';

/** `POST /api/what-ifs`: who would be affected, at 202; the proven answer follows at the location named. */
export const postWhatIf =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const { site: named, notifications, curve, ...asked } = bodyAs(call, whatIfBody);
    const catalogue = await deps.clinic.catalogue();
    const site = siteAsked(call, catalogue, named ?? call.query.site);
    if (asked.what === 'move-to-site' && siteNamed(call, catalogue, asked.to) === site)
      throw badField('to', 'is where the booking is');
    if (asked.what === 'block' && asked.end != null && asked.end <= Math.max(deps.now(), asked.start ?? 0))
      throw badField('end', 'is not after start, or is past');
    if (asked.what === 'block' && asked.also?.some(({ start, end }) => end <= start))
      throw badField('also', 'has an end that is not after its start');
    if (asked.what === 'move-booking' && asked.end <= asked.start)
      throw badField('end', 'is not after start');
    if (asked.what === 'swap-with' && asked.other === asked.booking)
      throw badField('other', 'is the booking itself');
    const question =
      asked.what === 'block'
        ? {
            what: asked.what,
            room: asked.room,
            start: asked.start ?? deps.now(),
            ...(asked.end == null ? {} : { end: asked.end }),
            ...(asked.also === undefined ? {} : { also: asked.also }),
          }
        : asked;
    const outcome = await askWhatIf(deps, site, question, {
      ...(notifications === undefined ? {} : { mails: notifications }),
      ...(curve === undefined ? {} : { curve }),
    });
    if (outcome.kind === 'no-such-room') throw badField('room', 'there is no such room at this site', 404);
    if (outcome.kind === 'no-such-booking')
      throw badField(
        outcome.other ? 'other' : 'booking',
        'there is no such booking at this site on that day',
        404,
      );
    if (outcome.kind === 'contended') throw commonRefusal('contended');
    return {
      status: 202,
      headers: { location: `/api/what-ifs/${outcome.id}` },
      body: whatIfView(outcome.id, outcome.memo),
    };
  };

/** `GET /api/what-ifs/{id}`: the best answer there is by now. */
export const getWhatIf =
  (deps: BoardDependencies): Handle =>
  async ({ caller, params }) => {
    const id = params.id ?? '';
    const found = await readWhatIf(deps.ledger, id, deps.now());
    // Whether another site's exists is none of the caller's business.
    const { sites } = await deps.clinic.catalogue();
    if (found === undefined || !maySee(caller, found.memo.siteId, sites.length))
      throw badField('id', 'there is no such what-if, or not any more', 404);
    return { status: 200, body: whatIfView(id, found.memo) };
  };

const whatIfView = (id: string, { siteId, at, terms, moreDates, quick, proven }: WhatIfMemo) => ({
  id,
  site: siteId,
  asked: toIso(at),
  dates: terms.dates,
  ...(moreDates === undefined ? {} : { moreDates }),
  /** `proving` until the exact planner has answered; what it could not prove has bounds. */
  state: proven === undefined ? 'proving' : proven.certificate.proved ? 'proved' : 'bounded',
  answer: answerView(proven ?? quick),
});

const answerView = ({ affected, mails, curve, ...answer }: WhatIfAnswer) => ({
  ...answer,
  notifications: mails,
  ...(curve && { curve: curve.map(({ mails: each, ...point }) => ({ notifications: each, ...point })) }),
  affected: affected.map(({ start, ...each }) => ({ ...each, start: toIso(start) })),
});
