import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { type planShown, timeAt } from '../kept-plan.ts';
import type { Place } from '../place.ts';
import { takePrint } from '../print-asked.ts';
import { isSignedIn, signOut } from '../session.ts';
import type { Go } from '../use-place.ts';
import type { Words } from '../words.ts';
import { Icon } from './icons.tsx';
import { Paper } from './paper.tsx';
import { Button } from './parts.tsx';

/** Without network: the plan as it was kept, and when that was. It can be read and printed, and nothing can be done to it. */
export const KeptPage = ({
  kept: { shown, all },
  offline,
  words,
  place,
  go,
}: {
  kept: NonNullable<ReturnType<typeof planShown>>;
  offline: boolean;
  words: Words;
  place: Place;
  go: Go;
}): JSX.Element => {
  const { board, asOf } = shown;
  const asked = place.date !== undefined && place.date !== board.date;
  useEffect(() => {
    if (takePrint()) print();
  }, []);
  return (
    <main class="page kept">
      <h1>{board.siteName}</h1>
      <p class="banner" role="status">
        <Icon name="offline" />
        <span>
          {words.t(offline ? 'kept.network' : 'kept.answer')}{' '}
          {words.t('kept.as.of', { time: words.when(asOf, board.date) })}. {words.t('kept.no.acts')}
        </span>
      </p>
      <nav class="kept-days" aria-label={words.t('kept.days')}>
        {all.map(({ board: { site, siteName, date } }) => (
          <Button
            key={`${site} ${date}`}
            aria-pressed={site === board.site && date === board.date}
            onClick={() => go({ site, date })}
          >
            {all.some((each) => each.board.site !== board.site) && `${siteName} · `}
            {words.date(date, true)}
          </Button>
        ))}
        {isSignedIn() && <Button onClick={signOut}>{words.t('sign.out')}</Button>}
      </nav>
      {asked && <p>{words.t('kept.not', { date: words.date(place.date ?? '', true) })}</p>}
      <Paper
        board={board}
        asOf={asOf}
        now={timeAt(shown, Date.now())}
        words={words}
        kind={place.paper ?? 'floor'}
        choose={(paper) => go({ paper }, { instead: true })}
      />
    </main>
  );
};
