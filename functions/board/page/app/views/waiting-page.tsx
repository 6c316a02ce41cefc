import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { problemText } from '../act-in-words.ts';
import { placeOf, searchOf } from '../place.ts';
import type { Problem } from '../problem.ts';
import { signIn } from '../session.ts';
import type { Words } from '../words.ts';
import { Button } from './parts.tsx';

/** Nothing that one could do something about: it is asked again by itself. */
const isUnanswered = ({ status }: Problem): boolean => status === 0 || status >= 500;

/** Before there is a board to show: why there is none, and the way in. */
export const WaitingPage = ({
  problem,
  words,
  refused,
}: {
  problem: Problem | undefined;
  words: Words;
  refused: boolean;
}): JSX.Element => {
  const [failed, setFailed] = useState(refused);
  return (
    <main class="waiting-page">
      <h1>{words.t('title')}</h1>
      <p role="status">
        {problem === undefined
          ? words.t('loading')
          : problem.sites
            ? words.t('site.which')
            : isUnanswered(problem)
              ? words.t('no.answer')
              : problemText(problem, undefined, words)}
        {failed && ` ${words.t('sign.in.failed')}`}
      </p>
      {problem?.sites && (
        <nav class="sites" aria-label={words.t('sites')}>
          {problem.sites.map(({ id, name }) => (
            <a key={id} class="button" href={`/${searchOf({ ...placeOf(location.search), site: id })}`}>
              {name}
            </a>
          ))}
        </nav>
      )}
      {problem?.status === 401 && (
        <Button class="primary" onClick={() => void signIn().catch(() => setFailed(true))}>
          {words.t('sign.in')}
        </Button>
      )}
    </main>
  );
};
