import type { CredentialName } from '../domain/catalogue.ts';
import { type Answer, failureOf, NO_SUCH_ROUTE } from './cal-http.ts';

type Reading = { readonly kind: string; readonly cause?: string; readonly status?: number };

/** A request that Cal.com serves under one of several versions, by credential: the one that answered last is asked first. */
type ByVersion<Version extends string> = <R extends Reading>(
  credential: CredentialName,
  ask: (version: Version) => Promise<R>,
) => Promise<R>;

/**
 * Asks by the version that answered last, and by the others where that one is none any more. Nothing is given up for good: what is
 * remembered costs one request to be found wrong.
 */
export const byVersion = <Version extends string>(
  versions: readonly [Version, ...Version[]],
): ByVersion<Version> => {
  const answered = new Map<CredentialName, Version>();
  return async (credential, ask) => {
    const first = answered.get(credential) ?? versions[0];
    const reading = await ask(first);
    if (!isVersionQuestion(reading)) return reading;
    for (const version of versions) {
      if (version === first) continue;
      const again = await ask(version);
      if (isVersionQuestion(again)) continue;
      if (again.kind !== 'unknown') answered.set(credential, version);
      return again;
    }
    return reading;
  };
};

/**
 * The same for anyone who wants the bare answer. What was refused for its version was not done: a writing request is safe to be made
 * again.
 */
export const answerByVersion = <Version extends string>(
  versions: readonly [Version, ...Version[]],
): ((credential: CredentialName, ask: (version: Version) => Promise<Answer>) => Promise<Answer>) => {
  const asked = byVersion(versions);
  return async (credential, ask) => {
    const { answer } = await asked(credential, async (version) => {
      const given = await ask(version);
      const failure = failureOf(given, Date.now(), { bare: true });
      return { answer: given, kind: 'answered', ...failure };
    });
    return answer;
  };
};

/** Whether the answer may be the version's fault: no such route, or a request that this version does not understand. */
const isVersionQuestion = ({ kind, cause, status }: Reading): boolean =>
  (kind === 'unknown' && cause === NO_SUCH_ROUTE) || (kind === 'refused' && status === 400);
