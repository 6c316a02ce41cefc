import { inputsOf } from '../domain/booking-facts.ts';
import { visitTypeOf } from '../domain/catalogue.ts';
import { certificateSentences } from '../domain/plan/explain/sentences.ts';
import type { SiteState } from '../domain/site-state.ts';
import { affectingOn, NO_ONE, NOTHING_TO_PROVE } from './affected.ts';
import type { SiteMoveDependencies } from './answer-site-move.ts';
import { isOffered, readBetterPlan } from './better-plan.ts';
import { fingerprintOf } from './fingerprint.ts';
import { readProblem } from './read-problem.ts';
import type { WhatIfAnswer, WhatIfQuestion } from './what-if.ts';

/** Who moves and who hears of it if a better plan is taken; `impossible` where it is not there to be taken any more. */
export const answerBetterPlan = async (
  deps: SiteMoveDependencies,
  state: SiteState,
  { date, plan }: Extract<WhatIfQuestion, { what: 'better-plan' }>,
): Promise<WhatIfAnswer> => {
  const { snapshot, problem, records } = await readProblem(deps, state, date);
  const { better } = await readBetterPlan(deps.ledger, state.site.id, date);
  const now = deps.now();
  if (better?.id !== plan || !isOffered(better, fingerprintOf(snapshot, now), records, now))
    return { ...NO_ONE, impossible: true, certificate: NOTHING_TO_PROVE, words: [] };
  const byUid = new Map(records.map((record) => [record.uid, record]));
  const affecting = affectingOn(problem, state.site, (uid) => {
    const record = byUid.get(uid);
    return record && visitTypeOf(state.catalogue, inputsOf(record))?.id;
  });
  return {
    ...affecting(better.changes, better.tellInPerson),
    waiting: better.changes.flatMap(({ uid, to }) => (to === null ? [uid] : [])),
    certificate: better.certificate,
    words: certificateSentences(better.certificate),
  };
};
