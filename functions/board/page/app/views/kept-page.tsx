import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { dateIn } from '../dates.ts';
import { type planShown, timeAt } from '../kept-plan.ts';
import { timelineOf } from '../model/timeline.ts';
import type { Place, View } from '../place.ts';
import { takePrint } from '../print-asked.ts';
import { isSignedIn, signOut } from '../session.ts';
import { useLayers } from '../use-layers.ts';
import type { Go } from '../use-place.ts';
import type { Message, Words } from '../words.ts';
import { DrawnDay } from './drawn-day.tsx';
import { Icon } from './icons.tsx';
import { NowView } from './now.tsx';
import { Paper } from './paper.tsx';
import { Button, bookingName, type Desk, DeskProvider, type Layer } from './parts.tsx';

/** What there is of a kept plan, by what it is called. */
const SHOWN = { now: 'view:now', day: 'view:day', print: 'kept.paper' } as const satisfies Partial<
  Record<View, Message>
>;
type Shown = keyof typeof SHOWN;

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
  const [layer, open] = useState<Layer | undefined>();
  const Layers = useLayers(layer !== undefined);
  const now = timeAt(shown, Date.now());
  const todayDate = dateIn(board.timeZone).format(now);
  // Of a Day that was kept before it began no one knows what its rooms do.
  const today = board.date === todayDate && board.rooms.every(({ state }) => state !== undefined);
  const view: Shown = place.view === 'print' ? 'print' : place.view === 'now' && today ? 'now' : 'day';
  const why = [
    words.t(offline ? 'kept.network' : 'kept.answer'),
    `${words.t('kept.as.of', { time: words.when(asOf, board.date) })}.`,
    words.t('kept.no.acts'),
  ].join(' ');
  const desk: Desk = {
    board,
    today,
    todayDate,
    // What each room does is as it was then.
    now: view === 'now' ? asOf : now,
    words,
    place,
    go,
    open,
    shut: why,
    act: nothing,
    doAgreed: nothing,
    get: unanswered,
    whatIf: unanswered,
    name: (uid) => bookingName(board.bookings.find((each) => each.uid === uid) ?? { uid }, words),
    said: { text: '', before: 0 },
    say: nothing,
    tell: nothing,
  };
  return (
    <DeskProvider value={desk}>
      <main class="page kept">
        <h1>{board.siteName}</h1>
        <p class="banner" role="status">
          <Icon name="offline" />
          <span>{why}</span>
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
          <div class="switch">
            {(Object.keys(SHOWN) as Shown[])
              .filter((each) => each !== 'now' || today)
              .map((each) => (
                <Button key={each} aria-pressed={each === view} onClick={() => go({ view: each })}>
                  {words.t(SHOWN[each])}
                </Button>
              ))}
          </div>
          {isSignedIn() && <Button onClick={signOut}>{words.t('sign.out')}</Button>}
        </nav>
        {asked && <p>{words.t('kept.not', { date: words.date(place.date ?? '', true) })}</p>}
        {view === 'now' && <NowView />}
        {view === 'day' && <KeptDay board={board} now={now} words={words} />}
        {view === 'print' && <KeptPaper {...{ shown, now, words, place, go }} />}
      </main>
      {layer && Layers && <Layers key={JSON.stringify(layer)} layer={layer} />}
    </DeskProvider>
  );
};

const nothing = (): void => undefined;
const unanswered = (): Promise<never> => Promise.reject(new Error('no one answers'));

const KeptDay = ({ board, now, words }: Pick<Desk, 'board' | 'now' | 'words'>): JSX.Element => {
  const frame = useRef<HTMLElement>(null);
  const timeline = useMemo(() => timelineOf(board), [board]);
  return (
    <div class="timeline-frame">
      <DrawnDay
        key={board.date}
        frame={frame}
        timeline={timeline}
        now={now}
        words={words}
        label={words.t('day.timeline')}
      />
    </div>
  );
};

const KeptPaper = ({
  shown: { board, asOf },
  now,
  words,
  place,
  go,
}: Pick<Desk, 'now' | 'words' | 'place' | 'go'> & {
  shown: NonNullable<ReturnType<typeof planShown>>['shown'];
}): JSX.Element => {
  useEffect(() => {
    if (takePrint()) print();
  }, []);
  return (
    <Paper
      board={board}
      asOf={asOf}
      now={now}
      words={words}
      kind={place.paper ?? 'floor'}
      choose={(paper) => go({ paper }, { instead: true })}
    />
  );
};
