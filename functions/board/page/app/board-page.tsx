import { type JSX, render } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Act, type Asked, askedFor, questionOf } from './acts.ts';
import { addDays } from './dates.ts';
import { BoardFeed, type FeedState } from './feed.ts';
import { keepFocus } from './keep-focus.ts';
import { toneOf } from './model/room-card.ts';
import { boardQueryOf, type Place, placeOf, searchOf, VIEWS } from './place.ts';
import { type Problem, problemIn, UNREACHABLE } from './problem.ts';
import { seenVersion } from './reload.ts';
import { ask, finishSignIn, isSignedIn, signIn, signOut } from './session.ts';
import { AttentionOnTop, AttentionView, urgentIn } from './views/attention.tsx';
import { DayView } from './views/day.tsx';
import { Icon } from './views/icons.tsx';
import { KioskView } from './views/kiosk.tsx';
import { NowView } from './views/now.tsx';
import { bookingName, type Desk, DeskProvider, type Layer, LiveRegion } from './views/parts.tsx';
import { Layers } from './views/sheets.tsx';
import { TrailView } from './views/trail.tsx';
import { swapWhatIf, type WhatIf, type WhatIfAnswered, whatIfOf } from './what-if.ts';
import {
  LANGUAGES,
  type Language,
  languageOf,
  type Messages,
  messagesIn,
  type Words,
  wordsIn,
} from './words.ts';

/** What was done or went wrong a moment ago; stays until something else takes its place or it is closed. */
type Notice = { readonly text: string; readonly kind: 'done' | 'problem'; readonly undo?: string };

/** The language of the address, else the first of the browser's that there is. */
const languageAt = (place: Place): Language => languageOf([place.language ?? '', ...navigator.languages]);

/** Draws the page, once its language is there. */
export const startBoard = async (root: Element): Promise<void> => {
  const failed = await finishSignIn();
  const language = languageAt(placeOf(location.search));
  const first = { language, messages: await messagesIn(language) };
  render(<BoardPage first={first} failed={failed} />, root);
};

type Spoken = { readonly language: Language; readonly messages: Messages };

const BoardPage = ({ first, failed }: { first: Spoken; failed: boolean }): JSX.Element => {
  const [place, go] = usePlace();
  const { feed, state } = useFeed(boardQueryOf(place));
  const { language, messages } = useLanguage(first, languageAt(place));
  const { board, now, stale, contactAt, problem } = state;
  const words = useMemo(
    () => wordsIn(language, messages, board?.timeZone ?? 'UTC'),
    [language, messages, board?.timeZone],
  );
  const [layer, open] = useState<Layer | undefined>();
  const [notice, setNotice] = useState<Notice | undefined>();
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
  const undo = async (notice: Notice): Promise<void> => {
    const answer = await send({ method: 'POST', path: `/api/actions/${notice.undo}/undo`, body: { site } });
    if ('problem' in answer)
      setNotice({ kind: 'problem', text: problemText(answer.problem, undefined, words) });
    else setNotice({ kind: 'done', text: words.t('undone', { what: notice.text }) });
    feed.hurry();
  };
  const act = useCallback(
    (wanted: Act): void => {
      if (wanted.do === 'swap-with' || (board !== undefined && questionOf(wanted, board)))
        open({ kind: 'preview', act: wanted });
      else void doNow(wanted);
    },
    [board, doNow],
  );

  const [said, say] = useAnnouncer(state, words, notice?.text);
  const shown = useRef(board);
  shown.current = board;
  const whatIf = useCallback<Desk['whatIf']>(async (act, told, until) => {
    if (shown.current === undefined) return;
    if (act.do === 'swap-with') return told(swapWhatIf(act, shown.current.bookings));
    await askWhatIf(questionOf(act, shown.current), told, until);
  }, []);

  if (board === undefined) return <Waiting problem={problem} words={words} refused={failed} />;
  const staleSince = stale ? contactAt : undefined;
  if (place.kiosk !== undefined)
    return <KioskView board={board} now={now} words={words} floor={place.kiosk} staleSince={staleSince} />;

  const name = (uid: string): string =>
    bookingName(board.bookings.find((each) => each.uid === uid) ?? { uid }, words);
  const desk: Desk = { board, now, words, place, go, open, act, doNow, get, whatIf, name, said, say };
  return (
    <DeskProvider value={desk}>
      <div class={stale ? 'page is-stale' : 'page'}>
        <a class="skip" href="#rooms">
          {words.t('skip')}
        </a>
        <Header desk={desk} open={state.open} />
        {staleSince !== undefined && (
          <p class="banner stale">
            <Icon name="offline" />
            {words.t('stale', { time: words.time(staleSince) })}
          </p>
        )}
        <main id="rooms" tabIndex={-1}>
          {place.view !== 'attention' && <AttentionOnTop />}
          {place.view === 'now' && <NowView />}
          {place.view === 'day' && <DayView />}
          {place.view === 'attention' && <AttentionView />}
          {place.view === 'trail' && <TrailView />}
        </main>
        {notice && (
          <div class={`notice notice-${notice.kind}`} data-focus="notice">
            <Icon name={notice.kind === 'done' ? 'free' : 'warning'} />
            <p>{notice.text}</p>
            {notice.undo && (
              <button type="button" class="button" onClick={() => void undo(notice)}>
                <Icon name="undo" />
                {words.t('undo')}
              </button>
            )}
            <button
              type="button"
              class="button quiet icon-only"
              aria-label={words.t('close')}
              onClick={() => setNotice(undefined)}
            >
              <Icon name="close" />
            </button>
          </div>
        )}
        {layer && <Layers key={JSON.stringify([layer.kind, 'act' in layer ? '' : layer])} layer={layer} />}
      </div>
      {!layer && <LiveRegion said={said} />}
    </DeskProvider>
  );
};

const Header = ({ desk, open }: { desk: Desk; open: boolean }): JSX.Element => {
  const { board, now, words, place, go } = desk;
  const items = urgentIn(board.attention).length;
  const noon = Date.parse(`${board.date}T12:00Z`);
  return (
    <header class="top">
      <div class="top-name">
        <h1>{board.siteName}</h1>
        <time class="clock">{words.time(now)}</time>
      </div>
      <nav class="tabs" aria-label={words.t('views')}>
        {VIEWS.map((view) => (
          <a
            key={view}
            href={`/${searchOf({ ...place, view })}`}
            aria-current={place.view === view ? 'page' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              go({ view });
            }}
          >
            {words.t(`view.${view}`)}
            {view === 'attention' && items > 0 && <b class="badge">{items}</b>}
          </a>
        ))}
      </nav>
      <div class="top-day">
        <button
          type="button"
          class="button quiet icon-only"
          aria-label={words.t('day.before')}
          onClick={() => go({ date: addDays(board.date, -1) })}
        >
          <Icon name="previous" />
        </button>
        <span class="day-name">{words.date(noon)}</span>
        <button
          type="button"
          class="button quiet icon-only"
          aria-label={words.t('day.after')}
          onClick={() => go({ date: addDays(board.date, 1) })}
        >
          <Icon name="next" />
        </button>
        {place.date !== undefined && (
          <button type="button" class="button" onClick={() => go({ date: undefined })}>
            {words.t('today')}
          </button>
        )}
      </div>
      <div class="top-settings">
        <label class="field">
          <span class="hidden">{words.t('language')}</span>
          <select
            value={words.language}
            onChange={({ currentTarget }) => go({ language: currentTarget.value })}
          >
            {Object.entries(LANGUAGES).map(([tag, { name }]) => (
              <option key={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span class="hidden">{words.t('theme')}</span>
          <select
            value={place.theme ?? ''}
            onChange={({ currentTarget }) => go({ theme: currentTarget.value || undefined })}
          >
            <option value="">{words.t('theme.auto')}</option>
            <option value="light">{words.t('theme.light')}</option>
            <option value="dark">{words.t('theme.dark')}</option>
          </select>
        </label>
        {isSignedIn() && (
          <button type="button" class="button" onClick={signOut}>
            {words.t('sign.out')}
          </button>
        )}
      </div>
      {open && <p class="open-mode">{words.t('open.mode')}</p>}
    </header>
  );
};

/** Before there is a board to show: why there is none, and the way in. */
const Waiting = ({
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
        {problem === undefined ? words.t('loading') : problemText(problem, undefined, words)}
        {failed && ` ${words.t('sign.in.failed')}`}
      </p>
      {problem?.status === 401 && (
        <button
          type="button"
          class="button primary"
          onClick={() => void signIn().catch(() => setFailed(true))}
        >
          {words.t('sign.in')}
        </button>
      )}
    </main>
  );
};

/** What the live region says: what was done, contact lost and found, what changed in the rooms. */
const useAnnouncer = (state: FeedState, words: Words, notice: string | undefined): [string, Desk['say']] => {
  const [said, say] = useState('');
  const before = useRef<{ tones: Map<string, string>; stale: boolean } | undefined>(undefined);
  const { board, stale, contactAt } = state;
  useEffect(() => {
    if (board === undefined) return;
    const tones = new Map(board.rooms.map((room) => [room.id, words.t(`state.${toneOf(room)}`)]));
    const changed = [...tones].filter(([id, tone]) => (before.current?.tones.get(id) ?? tone) !== tone);
    if (before.current !== undefined && stale !== before.current.stale)
      say(stale ? words.t('stale', { time: words.time(contactAt) }) : words.t('recovered'));
    else if (changed.length > 3) say(words.t('changes.many', { count: changed.length }));
    else if (changed.length > 0)
      say(changed.map(([room, tone]) => words.t('changes.one', { room, state: tone })).join('. '));
    before.current = { tones, stale };
  }, [board, stale, contactAt, words]);
  useEffect(() => {
    if (notice !== undefined) say(notice);
  }, [notice]);
  return [said, say];
};

const usePlace = (): [Place, Desk['go']] => {
  const [place, setPlace] = useState(() => placeOf(location.search));
  useEffect(() => {
    const back = (): void => setPlace(placeOf(location.search));
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  const go = useCallback<Desk['go']>((change) => {
    const next = { ...placeOf(location.search), ...change } as Place;
    history.pushState(null, '', `/${searchOf(next)}`);
    setPlace(placeOf(location.search));
  }, []);
  return [place, go];
};

const useFeed = (query: string): { feed: BoardFeed; state: FeedState } => {
  const [state, setState] = useState<FeedState>(() => ({
    contactAt: Date.now(),
    stale: false,
    open: false,
    now: Date.now(),
  }));
  const feed = useMemo(
    () =>
      new BoardFeed(
        {
          fetch: ask,
          now: Date.now,
          later: (act, ms) => {
            const timer = setTimeout(act, ms);
            return () => clearTimeout(timer);
          },
          seenVersion,
        },
        setState,
      ),
    [],
  );
  useEffect(() => {
    const ticking = setInterval(() => feed.tick(), 1_000);
    const look = (): void => {
      if (document.visibilityState === 'visible') void feed.look();
    };
    document.addEventListener('visibilitychange', look);
    addEventListener('online', look);
    return () => {
      feed.stop();
      clearInterval(ticking);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', look);
    };
  }, [feed]);
  useEffect(() => feed.ask(query), [feed, query]);
  return { feed, state };
};

/** Goes on in the old language until the new one is there. */
const useLanguage = (first: Spoken, language: Language): Spoken => {
  const [spoken, speak] = useState(first);
  useEffect(() => {
    if (spoken.language === language) return;
    let gone = false;
    messagesIn(language).then(
      (messages) => !gone && speak({ language, messages }),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [spoken, language]);
  return spoken;
};

const useDocument = (language: Language, place: Place, title: string): void => {
  useEffect(() => {
    const { documentElement } = document;
    documentElement.lang = language;
    documentElement.dataset.theme = place.theme ?? 'auto';
    documentElement.classList.toggle('kiosk-page', place.kiosk !== undefined);
    document.title = title;
  }, [language, place.theme, place.kiosk, title]);
};

type Sent = { readonly problem: Problem } | { readonly actionId?: string };

/** Asks for one action, under an id of its own: sent again after a lost answer, it is done once. */
const send = async ({ method, path, body, ifMatch }: Asked): Promise<Sent> => {
  const request: RequestInit = {
    method,
    headers: {
      'idempotency-key': crypto.randomUUID(),
      'content-type': 'application/json',
      ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    },
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  };
  const response = await ask(path, request).catch(() => ask(path, request).catch(() => undefined));
  if (response === undefined) return { problem: UNREACHABLE };
  if (!response.ok) return { problem: await problemIn(response) };
  const answer = (await response.json().catch(() => ({}))) as { action?: { id: string; undoable: boolean } };
  return answer.action?.undoable ? { actionId: answer.action.id } : {};
};

const get = async <T,>(path: string, init: RequestInit = {}): Promise<T> => {
  const response = await ask(path, { cache: 'no-store', ...init });
  if (!response.ok) throw new Error((await problemIn(response)).type);
  return (await response.json()) as T;
};

/** Between two looks for the proof, in milliseconds, and how many. */
const PROOF_EVERY_MS = 700;
const PROOF_LOOKS = 60;

/** Tells the quick answer at once, and the proven one when it is there. */
const askWhatIf = async (
  question: unknown,
  told: (answer: WhatIf) => void,
  until: AbortSignal,
): Promise<void> => {
  let answer = await get<WhatIfAnswered>('/api/what-ifs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
  });
  for (let looks = 0; !until.aborted; looks += 1) {
    told(whatIfOf(answer));
    if (answer.state !== 'proving' || looks === PROOF_LOOKS) return;
    await new Promise((resolve) => setTimeout(resolve, PROOF_EVERY_MS));
    answer = await get<WhatIfAnswered>(`/api/what-ifs/${answer.id}`);
  }
};

const subjectOf = (act: Act, words: Words): Record<string, string | number> => {
  if ('room' in act) return { room: act.room.id };
  if (!('booking' in act)) return {};
  return {
    room: act.do === 'move-to' ? act.roomId : (act.booking.roomId ?? '–'),
    booking: bookingName(act.booking, words),
    minutes: act.do === 'running-late' ? act.minutes : 0,
  };
};

/** What was done: as one would say it, else by the name of what was pressed. */
const doneText = (act: Act, words: Words): string => {
  const subject = subjectOf(act, words);
  const message = `did.${act.do}`;
  if (words.has(message)) return words.t(message, subject);
  const pressed = words.named('act', act.do);
  if ('booking' in act) return words.t('act.for', { act: pressed, booking: bookingName(act.booking, words) });
  return 'room' in act ? words.t('act.in', { act: pressed, room: act.room.id }) : pressed;
};

/** Whatever is wrong with a token, one signs in again; whatever is down, one tries again. */
const SAID_BY_STATUS: Readonly<Record<number, string>> = { 401: 'no-token', 503: 'unreachable' };

/** What went wrong, in words; where somebody was faster, what they did. */
const problemText = (problem: Problem, act: Act | undefined, words: Words): string => {
  const { room = '', booking } = act === undefined ? {} : subjectOf(act, words);
  const message = `problem.${SAID_BY_STATUS[problem.status] ?? problem.type}`;
  const text = words.t(words.has(message) ? message : 'problem.other', {
    title: problem.title,
    what: booking ?? (room === '' ? '' : words.t('room', { room })),
    why: problem.rejection
      ? words.t(`rejection.${problem.rejection}`, { detail: '', holders: problem.heldBy })
      : '',
  });
  const news = problem.changes.map(
    ({ at, what, room: to = '–', fromRoom = '–' }) =>
      `${words.time(Date.parse(at))} ${words.named('what', what).replace('{room}', to).replace('{from}', fromRoom)}`,
  );
  return [text.trim(), ...news].join(' · ');
};
