import { type JSX, render } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { doneText, problemText } from './act-in-words.ts';
import { type Act, askedFor, questionOf } from './acts.ts';
import { dateIn } from './dates.ts';
import { keepFocus } from './keep-focus.ts';
import { timeAt } from './kept-plan.ts';
import { screenOf } from './model/screen.ts';
import { boardQueryOf, type Place, placeOf, placeOn } from './place.ts';
import { askWhatIf, get, send } from './requests.ts';
import { finishSignIn } from './session.ts';
import { useAnnouncer } from './use-announcer.ts';
import { useFeed } from './use-feed.ts';
import { useKeptPlan } from './use-kept-plan.ts';
import { clockAt, languageAt, type Spoken, useDocument, useLanguage } from './use-language.ts';
import { useLayers } from './use-layers.ts';
import { usePlace } from './use-place.ts';
import { AttentionOnTop, AttentionView } from './views/attention.tsx';
import { Footer } from './views/footer.tsx';
import { Header } from './views/header.tsx';
import { Icon } from './views/icons.tsx';
import { lazily } from './views/lazily.tsx';
import { type Notice, NoticeBar } from './views/notice.tsx';
import { NowView } from './views/now.tsx';
import { bookingName, type Desk, DeskProvider, type Layer, LiveRegion, useDesk } from './views/parts.tsx';
import { TrailView } from './views/trail.tsx';
import { WaitingPage } from './views/waiting-page.tsx';
import { clinicNames, messagesIn, wordsIn } from './words.ts';

/** Draws the page, once its language is there. */
export const startBoard = async (root: Element): Promise<void> => {
  const failed = await finishSignIn();
  const language = languageAt(placeOf(location.search));
  // Drawn once, in its own face: nothing shifts when that comes later. Where it does not come, the system's stands in.
  const [messages] = await Promise.all([messagesIn(language), loadFace()]);
  const first = { language, messages };
  render(<BoardPage first={first} failed={failed} />, root);
};

/** Both weights are in the one file. */
const loadFace = (): Promise<unknown> => document.fonts.load('1em "Inter Variable"').catch(() => undefined);

const BoardPage = ({ first, failed }: { first: Spoken; failed: boolean }): JSX.Element => {
  const [address, go] = usePlace();
  const { feed, state } = useFeed(boardQueryOf(address));
  const spoken = useLanguage(first, languageAt(address));
  const { language, messages } = spoken;
  const clock = clockAt(address);
  const { board, now, stale, contactAt, problem } = state;
  const kept = useKeptPlan(state, address);
  const told = board ?? kept?.shown.board;
  const todayDate = dateIn(board?.timeZone ?? 'UTC').format(
    board === undefined ? now : Date.parse(board.now),
  );
  const place = placeOn(address, todayDate);
  // Today is where one is anyway: in the address it would be yesterday tomorrow.
  const isTodayNamed = board !== undefined && address.date === todayDate;
  useEffect(() => {
    if (isTodayNamed) go({ date: undefined }, { instead: true });
  }, [isTodayNamed, go]);
  // Every look brings the names anew; most of the time they are the same.
  const called = JSON.stringify(told === undefined ? {} : clinicNames(told));
  const words = useMemo(
    () => wordsIn(language, messages, told?.timeZone ?? 'UTC', JSON.parse(called), clock),
    [language, messages, told?.timeZone, called, clock],
  );
  const [layer, open] = useState<Layer | undefined>();
  const Layers = useLayers(layer !== undefined);
  const [notice, setNotice] = useState<Notice | undefined>();
  const [said, say] = useAnnouncer(state, words, notice);
  useDocument(spoken, place, told?.siteName ?? words.t('title'));
  useLayoutEffect(keepFocus);

  const site = board?.site ?? '';
  const doNow = useCallback(
    async (act: Act, agreed?: true): Promise<void> => {
      open(undefined);
      const answer = await send(askedFor(act, site, agreed));
      const looked = feed.hurry();
      const question = 'problem' in answer ? answer.problem.question : undefined;
      if (question !== undefined) return open({ kind: 'preview', act, question });
      // What is said of it stands beside what it changed: whatever is pressed then goes by the newest tags.
      await looked;
      if ('problem' in answer)
        return setNotice({ kind: 'problem', text: problemText(answer.problem, act, words) });
      setNotice({
        kind: 'done',
        text: [
          doneText(act, words),
          answer.notBooked && words.t('seat.not-booked', { reason: answer.notBooked }),
        ]
          .filter(Boolean)
          .join(' · '),
        ...(answer.actionId && { undo: answer.actionId }),
      });
      if (answer.stayed.length > 0) open({ kind: 'stayed', moves: answer.stayed });
    },
    [feed, words, site],
  );
  const act = useCallback(
    (wanted: Act): void => {
      const question = questionOf(wanted, site);
      if (question === undefined) void doNow(wanted);
      else open({ kind: 'preview', act: wanted, question });
    },
    [site, doNow],
  );

  // A wall shows what rooms are doing: of a Day that was kept before it began no one knows.
  const wall = board ?? (kept?.shown.board.rooms.every(({ state: does }) => does) ? told : undefined);
  const staleSince = board === undefined ? kept?.shown.asOf : stale ? contactAt : undefined;
  const screen = screenOf(place);
  if (screen !== undefined && wall !== undefined) {
    const at = kept === undefined ? now : timeAt(kept.shown, Date.now());
    const shown = { board: wall, now: at, words, staleSince, meanwhile: words.t('loading') };
    if (screen.kind !== 'door') return <KioskView {...shown} screen={screen} />;
    // A room that was there when the screen was hung up, and is not any more; or what is pressed would be lost.
    if (problem?.type === 'no-such-door' || board === undefined)
      return <WaitingPage problem={problem} words={words} refused={failed} go={go} />;
    return <DoorView {...shown} look={() => feed.hurry()} />;
  }
  if (board === undefined)
    return kept === undefined || screen !== undefined ? (
      <WaitingPage problem={problem} words={words} refused={failed} go={go} />
    ) : (
      <KeptPage
        meanwhile={words.t('loading')}
        kept={kept}
        offline={problem?.status === 0}
        words={words}
        place={place}
        go={go}
      />
    );

  const name = (uid: string): string =>
    bookingName(board.bookings.find((each) => each.uid === uid) ?? { uid }, words);
  const today = todayDate === board.date;
  // Until the day that is asked for is there, another one is not shown in its place.
  const arrived = place.date === undefined || place.date === board.date;
  const doAgreed = (agreed: Act): void => void doNow(agreed, true);
  const desk: Desk = {
    board,
    today,
    todayDate,
    now,
    words,
    place,
    go,
    open,
    act,
    doAgreed,
    get,
    whatIf: askWhatIf,
    name,
    said,
    say,
    tell: (text) => setNotice({ kind: 'problem', text }),
  };
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
          {arrived || place.view === 'week' ? <View /> : <p class="empty">{words.t('loading')}</p>}
        </main>
        <Footer />
        {notice && <NoticeBar notice={notice} close={() => setNotice(undefined)} />}
        {layer && Layers && (
          <Layers key={JSON.stringify([layer.kind, 'act' in layer ? '' : layer])} layer={layer} />
        )}
      </div>
      {!(layer && Layers) && <LiveRegion said={said} />}
    </DeskProvider>
  );
};

const DayView = lazily(async () => (await import('./views/day.tsx')).DayView);
const ReportView = lazily(async () => (await import('./views/report-view.tsx')).ReportView);
const KioskView = lazily(async () => (await import('./views/kiosk.tsx')).KioskView);
const DoorView = lazily(async () => (await import('./views/door.tsx')).DoorView);
const WeekView = lazily(async () => (await import('./views/week.tsx')).WeekView);
const PastView = lazily(async () => (await import('./views/past.tsx')).PastView);
const PaperView = lazily(async () => (await import('./views/paper-view.tsx')).PaperView);
const UsedView = lazily(async () => (await import('./views/used-view.tsx')).UsedView);
const KeptPage = lazily(async () => (await import('./views/kept-page.tsx')).KeptPage);

/** Views of other things than what is due now. */
const WITHOUT_ATTENTION: ReadonlySet<Place['view']> = new Set(['attention', 'print', 'used']);

const View = (): JSX.Element => {
  const { place, today, words } = useDesk();
  if (place.at !== undefined) return <PastView meanwhile={words.t('loading')} />;
  return (
    <>
      {!WITHOUT_ATTENTION.has(place.view) && <AttentionOnTop />}
      {place.view === 'now' && today && <NowView />}
      {place.view === 'day' && <DayView meanwhile={words.t('loading')} />}
      {place.view === 'week' && <WeekView meanwhile={words.t('loading')} />}
      {place.view === 'attention' && <AttentionView />}
      {place.view === 'trail' && <TrailView />}
      {place.view === 'report' && <ReportView meanwhile={words.t('loading')} />}
      {place.view === 'used' && <UsedView meanwhile={words.t('loading')} />}
      {place.view === 'print' && <PaperView meanwhile={words.t('loading')} />}
    </>
  );
};
