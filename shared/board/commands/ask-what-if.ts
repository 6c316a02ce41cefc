import type { Site, SiteEntry } from '../../domain/catalogue.ts';
import { withSharing } from '../../domain/combination-rooms.ts';
import { datesOf, localDateOf } from '../../domain/local-time.ts';
import { BUDGETS, type Budget } from '../../domain/plan/budget.ts';
import { processorTime } from '../../processor-time.ts';
import { answerWhatIf } from '../../replanning/answer-what-if.ts';
import type { WhatIfQuestion } from '../../replanning/what-if.ts';
import { type WhatIfMemo, writeWhatIf } from '../../replanning/what-if-memo.ts';
import { PACE } from '../../wiring.ts';
import { blockedSpan, datesOfAll, daysWhere } from '../rules/days-concerned.ts';
import type { BoardDependencies } from '../run-idempotent.ts';

/** What the quick answer may cost in all: it stands within a second, whatever the size of the Day. */
export const QUICK_BUDGET: Budget = { ...BUDGETS.small, ejections: 100_000, seconds: 0.7 };
/** Days that one what-if looks into; a closure that concerns more is answered for the soonest. */
const MAX_DATES = 7;
/** The same of a block that is laid on several dates. */
const MAX_DATES_OF_SERIES = 14;

type WhatIfAsked =
  | { readonly kind: 'asked'; readonly id: string; readonly memo: WhatIfMemo }
  | { readonly kind: 'no-such-room' }
  /** `other`: it is the one to exchange rooms with. */
  | { readonly kind: 'no-such-booking'; readonly other?: true }
  | { readonly kind: 'contended' };

/** Answers a what-if by the heuristics alone, at once, and asks the re-plan for the proof where that is none. */
export const askWhatIf = async (
  deps: BoardDependencies,
  site: SiteEntry,
  question: WhatIfQuestion,
  limits: { readonly mails?: number; readonly curve?: boolean },
): Promise<WhatIfAsked> => {
  deps.clinic.forget();
  const state = await deps.clinic.site(site);
  if ('room' in question && !state.site.rooms.some((room) => room.id === question.room))
    return { kind: 'no-such-room' };
  const concerned = await datesOfQuestion(deps, state.site, question);
  if (concerned === undefined) return { kind: 'no-such-booking' };
  const dates = concerned.slice(0, 'also' in question ? MAX_DATES_OF_SERIES : MAX_DATES);
  if (question.what === 'swap-with') {
    const [there] = (await datesOfQuestion(deps, state.site, { ...question, booking: question.other })) ?? [];
    if (there !== dates[0]) return { kind: 'no-such-booking', other: true };
  }
  const terms = { question, dates, ...limits };
  const quick = await answerWhatIf(
    { ...deps, spacingMs: PACE.patchSeconds * 1000 },
    state,
    { ...terms, curve: false },
    {
      budget: {
        ...QUICK_BUDGET,
        ejections: QUICK_BUDGET.ejections / Math.max(1, dates.length),
        seconds: QUICK_BUDGET.seconds / Math.max(1, dates.length),
      },
      spent: processorTime,
    },
  );
  // It is no better by being looked at.
  const isFound = question.what === 'better-plan';
  const wantsProof = !isFound && (!quick.certificate.proved || limits.curve === true);
  const memo: WhatIfMemo = {
    siteId: site.id,
    at: deps.now(),
    terms,
    ...(concerned.length > dates.length && { moreDates: concerned.length - dates.length }),
    quick,
    ...(wantsProof ? {} : { proven: quick }),
  };
  const id = deps.newId();
  const written = await writeWhatIf(deps.ledger, id, 0, memo);
  if (written.kind === 'stale') return { kind: 'contended' };
  if (wantsProof) await deps.askProof(id);
  return { kind: 'asked', id, memo };
};

/** The Days that a question concerns; `undefined` where its booking does not stand. */
const datesOfQuestion = async (
  deps: BoardDependencies,
  site: Site,
  question: WhatIfQuestion,
): Promise<readonly string[] | undefined> => {
  if (question.what === 'better-plan') return [question.date];
  if (question.what === 'block') {
    const { room, also = [], ...time } = question;
    const days = datesOf({ start: time.start, end: time.end ?? time.start + 1 }, site.timeZone);
    if (time.end !== undefined && days.length === 1 && also.length === 0) return days;
    const blocks = [time, ...also].map((each) => ({ ...each, id: 'what-if', reason: 'other' as const }));
    const held = await daysWhere(
      deps.ledger,
      site.id,
      datesOfAll(site, blocks, deps.now()),
      blockedSpan(withSharing(room, site.rooms), ...blocks),
    );
    return held.length > 0 ? held : days.slice(0, 1);
  }
  const record = await deps.ledger.readBooking(question.booking);
  if (record === undefined || record.siteId !== site.id || record.fact.status === 'ended') return undefined;
  const from = localDateOf(record.fact.start, site.timeZone);
  if (question.what !== 'move-booking') return [from];
  return localDateOf(question.start, site.timeZone) === from ? [from] : undefined;
};
