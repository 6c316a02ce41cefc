import { findByName } from '../../shared/board/looking-up/find-by-name.ts';
import { lookUpVisit } from '../../shared/board/looking-up/look-up-visit.ts';
import type { LookUpRefusal } from '../../shared/board/looking-up/take-look-up.ts';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import type { SiteEntry } from '../../shared/domain/catalogue.ts';
import { isLocalDate, localDateOf } from '../../shared/domain/local-time.ts';
import type { Call, Handle } from './dispatch.ts';
import { commonRefusal } from './outcomes.ts';
import { badField, Problem } from './problem.ts';
import { bodyAs, siteAsked } from './request-fields.ts';
import { lookUpBody, visitLookUpBody } from './schemas.ts';

/** `POST /api/look-ups`: whose visits are of that name. A POST, since addresses are logged and this one would hold a name. */
export const postLookUp =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const body = bodyAs(call, lookUpBody);
    const site = await siteNow(deps, call, body.site);
    const date = body.date ?? localDateOf(deps.now(), site.timeZone);
    if (!isLocalDate(date)) throw badField('date', 'is no date written YYYY-MM-DD');
    const by = call.caller.subject;
    const found = await findByName(deps, site, date, { by, name: body.name });
    if (found.kind !== 'found') throw lookUpRefusal(found, deps.now());
    const { kind: _kind, ...answer } = found;
    return { status: 200, body: { site: site.id, date, ...answer } };
  };

/** `POST /api/bookings/{booking}/look-up`: who it is with, or what was written over its location. */
export const postVisitLookUp =
  (deps: BoardDependencies): Handle =>
  async (call) => {
    const body = bodyAs(call, visitLookUpBody);
    const site = await siteNow(deps, call, body.site);
    const uid = call.params.booking ?? '';
    const told = await lookUpVisit(deps, site, uid, { by: call.caller.subject, sought: body.show });
    if (told.kind === 'no-such-booking')
      throw badField('booking', 'there is no such booking at this site, or not any more', 404);
    if (told.kind === 'untold')
      throw new Problem(503, 'cal-com-unavailable', 'Cal.com does not say.', {}, { 'retry-after': '5' });
    if (told.kind !== 'told') throw lookUpRefusal(told, deps.now());
    const { kind: _kind, ...answer } = told;
    return { status: 200, body: { uid, ...answer } };
  };

/** As the clinic file has it this second: who turns names off need not wait. */
const siteNow = async (
  { clinic }: BoardDependencies,
  call: Call,
  named: string | undefined,
): Promise<SiteEntry> => {
  clinic.forget();
  return siteAsked(call, await clinic.catalogue(), named ?? call.query.site);
};

const lookUpRefusal = (refusal: LookUpRefusal, now: number): Problem => {
  switch (refusal.kind) {
    case 'names-off':
      return new Problem(409, 'not-now', 'No one is looked up here.', { reason: 'names-off' });
    case 'too-many':
      return new Problem(
        429,
        'too-many',
        'So many look-ups are no desk’s work: wait a while.',
        {},
        { 'retry-after': String(Math.max(1, Math.ceil((refusal.until - now) / 1000))) },
      );
    case 'contended':
      return commonRefusal('contended');
  }
};
