import { type JSX, render } from 'preact';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { doneText, problemText } from './act-in-words.ts';
import { type Act, askedFor, questionOf } from './acts.ts';
import { dateIn } from './dates.ts';
import { keepFocus } from './keep-focus.ts';
import { boardQueryOf, placeOf } from './place.ts';
import { askWhatIf, get, send } from './requests.ts';
import { finishSignIn } from './session.ts';
import { useAnnouncer } from './use-announcer.ts';
import { useFeed } from './use-feed.ts';
import { languageAt, type Spoken, useDocument, useLanguage } from './use-language.ts';
import { usePlace } from './use-place.ts';
import { AttentionOnTop, AttentionView } from './views/attention.tsx';
import { DayView } from './views/day.tsx';
import { Footer } from './views/footer.tsx';
import { Header } from './views/header.tsx';
import { Icon } from './views/icons.tsx';
import { KioskView } from './views/kiosk.tsx';
import { Layers } from './views/layers.tsx';
import { type Notice, NoticeBar } from './views/notice.tsx';
import { NowView } from './views/now.tsx';
import { bookingName, type Desk, DeskProvider, type Layer, LiveRegion } from './views/parts.tsx';
import { TrailView } from './views/trail.tsx';
import { WaitingPage } from './views/waiting-page.tsx';
import { clinicNames, messagesIn, wordsIn } from './words.ts';

/** Draws the page, once its language is there. */
export const startBoard = async (root: Element): Promise<void> => {
  const failed = await finishSignIn();
  const language = languageAt(placeOf(location.search));
  const first = { language, messages: await messagesIn(language) };
  render(<BoardPage first={first} failed={failed} />, root);
};

const BoardPage = ({ first, failed }: { first: Spoken; failed: boolean }): JSX.Element => {
  const [place, go] = usePlace();
  const { feed, state } = useFeed(boardQueryOf(place));
  const { language, messages } = useLanguage(first, languageAt(place));
  const { board, now, stale, contactAt, problem } = state;
  // Every look brings the names anew; most of the time they are the same.
  const called = JSON.stringify(board === undefined ? {} : clinicNames(board));
  const words = useMemo(
    () => wordsIn(language, messages, board?.timeZone ?? 'UTC', JSON.parse(called)),
    [language, messages, board?.timeZone, called],
  );
  const [layer, open] = useState<Layer | undefined>();
  const [notice, setNotice] = useState<Notice | undefined>();
  const [said, say] = useAnnouncer(state, words, notice?.text);
  useDocument(language, place, board?.siteName ?? words.t('title'));
  useLayoutEffect(keepFocus);

  const site = board?.site ?? '';
  const doNow = useCallback(
    async (act: Act): Promise<void> => {
      open(undefined);
      const answer = await send(askedFor(act, site));
      if ('problem' in answer) setNotice({ kind: 'problem', text: problemText(answer.problem, act, words) });
      else
        setNotice({
          kind: 'done',
          text: doneText(act, words),
          ...(answer.actionId && { undo: answer.actionId }),
        });
      feed.hurry();
    },
    [feed, words, site],
  );
  const undo = async (taken: Notice): Promise<void> => {
    const answer = await send({ method: 'POST', path: `/api/actions/${taken.undo}/undo`, body: { site } });
    if ('problem' in answer)
      setNotice({ kind: 'problem', text: problemText(answer.problem, undefined, words) });
    else setNotice({ kind: 'done', text: words.t('undone', { what: taken.text }) });
    feed.hurry();
  };
  const act = useCallback(
    (wanted: Act): void => {
      if (board !== undefined && questionOf(wanted, board)) open({ kind: 'preview', act: wanted });
      else void doNow(wanted);
    },
    [board, doNow],
  );
  const shown = useRef(board);
  shown.current = board;
  const whatIf = useCallback<Desk['whatIf']>(async (wanted, told, until) => {
    if (shown.current === undefined) return;
    await askWhatIf(questionOf(wanted, shown.current), told, until);
  }, []);

  if (board === undefined) return <WaitingPage problem={problem} words={words} refused={failed} />;
  const staleSince = stale ? contactAt : undefined;
  if (place.kiosk !== undefined)
    return <KioskView board={board} now={now} words={words} floor={place.kiosk} staleSince={staleSince} />;

  const name = (uid: string): string =>
    bookingName(board.bookings.find((each) => each.uid === uid) ?? { uid }, words);
  const today = dateIn(board.timeZone).format(Date.parse(board.now)) === board.date;
  const desk: Desk = { board, today, now, words, place, go, open, act, doNow, get, whatIf, name, said, say };
  return (
    <DeskProvider value={desk}>
      <div class={stale ? 'page is-stale' : 'page'}>
        <a class="skip" href="#rooms">
          {words.t('skip')}
        </a>
        <Header open={state.open} />
        <main id="rooms" tabIndex={-1}>
          {staleSince !== undefined && (
            <p class="banner">
              <Icon name="offline" />
              {words.t('stale', { time: words.time(staleSince) })}
            </p>
          )}
          {place.view !== 'attention' && <AttentionOnTop />}
          {place.view === 'now' && <NowView />}
          {place.view === 'day' && <DayView />}
          {place.view === 'attention' && <AttentionView />}
          {place.view === 'trail' && <TrailView />}
        </main>
        <Footer />
        {notice && <NoticeBar notice={notice} undo={undo} close={() => setNotice(undefined)} />}
        {layer && <Layers key={JSON.stringify([layer.kind, 'act' in layer ? '' : layer])} layer={layer} />}
      </div>
      {!layer && <LiveRegion said={said} />}
    </DeskProvider>
  );
};
