import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { problemText } from '../act-in-words.ts';
import { placeOf } from '../place.ts';
import type { Problem } from '../problem.ts';
import { signIn } from '../session.ts';
import type { Go } from '../use-place.ts';
import type { Words } from '../words.ts';
import { Button } from './parts.tsx';
import { SiteChoice } from './site-choice.tsx';

/** Nothing that one could do something about: it is asked again by itself. */
const isUnanswered = ({ status }: Problem): boolean => status === 0 || status >= 500;

/** The address names a site that is not there, or is not theirs. */
const isOfSite = (problem: Problem | undefined): boolean =>
  problem?.type === 'site' || problem?.type === 'not-found';

/** Before there is a board to show: why there is none, and the way in. */
export const WaitingPage = ({
  problem,
  words,
  refused,
  go,
}: {
  problem: Problem | undefined;
  words: Words;
  refused: boolean;
  go: Go;
}): JSX.Element => {
  const [failed, setFailed] = useState(refused);
  const isListed = problem?.sites !== undefined && problem.sites.length > 0;
  return (
    <main class="waiting-page">
      <h1>{words.t('title')}</h1>
      <p role="status">
        {problem === undefined
          ? words.t('loading')
          : isListed
            ? words.t(isOfSite(problem) ? 'site.unknown' : 'site.which')
            : isUnanswered(problem)
              ? words.t('no.answer')
              : problemText(problem, undefined, words)}
        {failed && ` ${words.t('sign.in.failed')}`}
      </p>
      {isListed && problem?.sites && (
        <SiteChoice sites={problem.sites} asks={isOfSite(problem)} words={words} go={go} />
      )}
      {isOfSite(problem) && !isListed && placeOf(location.search).site !== undefined && (
        <Button onClick={() => go({ site: undefined })}>{words.t('site.another')}</Button>
      )}
      {problem?.status === 401 && (
        <Button class="primary" onClick={() => void signIn().catch(() => setFailed(true))}>
          {words.t('sign.in')}
        </Button>
      )}
    </main>
  );
};
