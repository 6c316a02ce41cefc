import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import { findIn, isNameLike } from '../model/find.ts';
import { useLookUp } from '../use-look-up.ts';
import { lookUpProblem } from './looked-up.tsx';
import { Button, type Layer, useDesk } from './parts.tsx';

type Named = {
  readonly visits: readonly { readonly uid: string; readonly name: string }[];
  readonly more: boolean;
  readonly untold: number;
};

/** Where one types already, or where a window lies over the page, `/` is a letter. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

/** One field for "which room for anyone who stands here?": `/`, a few letters, and Enter for a patient's name. */
export const Search = (): JSX.Element => {
  const { board, words, open, say } = useDesk();
  const [asked, setAsked] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const { looked, look, forget } = useLookUp<Named>('/api/look-ups');
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      field.current?.select();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const type = (text: string): void => {
    setAsked(text);
    if (looked !== undefined) forget();
  };
  const show = (layer: Layer): void => {
    // Where one comes back to once the window is closed: what was pressed is gone by then.
    field.current?.focus();
    type('');
    open(layer);
  };
  const isAsked = asked.trim() !== '';
  const { visits, rooms, count } = findIn(board, asked, words);
  const canName = board.patientNames === true && isNameLike(asked);
  const named = typeof looked === 'object' && 'answer' in looked ? looked.answer : undefined;
  const ofName = (named?.visits ?? []).flatMap(({ uid, name }) => {
    const visit = board.bookings.find((each) => each.uid === uid);
    return visit === undefined ? [] : [{ visit, name }];
  });
  const news = !isAsked
    ? ''
    : looked === 'asking'
      ? words.t('find.asking')
      : looked !== undefined && 'problem' in looked
        ? lookUpProblem(looked.problem, words)
        : words.counted('find.count', named === undefined ? count : ofName.length);
  useEffect(() => {
    if (news !== '') say(news);
  }, [news, say]);
  const submit = (event: Event): void => {
    event.preventDefault();
    const [visit] = visits;
    const [room] = rooms;
    if (canName) look({ name: asked.trim(), date: board.date });
    else if (visit !== undefined) show({ kind: 'booking', uid: visit.uid });
    else if (room !== undefined) show({ kind: 'room', roomId: room.id });
  };
  return (
    // Escape leaves the search, wherever in it one is.
    <search
      class="find"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || asked === '') return;
        type('');
        field.current?.focus();
      }}
    >
      <form onSubmit={submit}>
        <input
          ref={field}
          type="search"
          aria-label={words.t('find')}
          aria-keyshortcuts="/"
          placeholder={words.t('find.hint')}
          autocomplete="off"
          spellcheck={false}
          maxLength={60}
          value={asked}
          onInput={({ currentTarget }) => type(currentTarget.value)}
        />
        {isAsked && (
          <section class="found" aria-label={words.t('find.found')}>
            <p class="quiet">{news}</p>
            <ul class="picks">
              {ofName.map(({ visit, name }) => (
                <Visit key={`${visit.uid} ${name}`} visit={visit} onPick={show}>
                  <b>{name}</b>
                </Visit>
              ))}
              {named === undefined &&
                visits.map((each) => <Visit key={each.uid} visit={each} onPick={show} />)}
              {named === undefined &&
                rooms.map(({ id }) => (
                  <li key={id}>
                    <button type="button" class="pick" onClick={() => show({ kind: 'room', roomId: id })}>
                      <b>{words.t('room', { room: words.room(id) })}</b>
                    </button>
                  </li>
                ))}
            </ul>
            {named?.more && <p class="quiet">{words.t('find.more')}</p>}
            {named !== undefined && named.untold > 0 && (
              <p class="quiet">{words.counted('find.untold', named.untold)}</p>
            )}
            {named === undefined && canName && (
              <Button type="submit">{words.t('find.name', { name: asked.trim() })}</Button>
            )}
          </section>
        )}
      </form>
    </search>
  );
};

/** One visit, with the room in front. */
const Visit = ({
  visit,
  onPick,
  children,
}: {
  visit: BookingView;
  onPick: (layer: Layer) => void;
  children?: ComponentChildren;
}): JSX.Element => {
  const { words } = useDesk();
  const type = visit.visitType === undefined ? '' : words.named('visit', visit.visitType);
  return (
    <li>
      <button
        type="button"
        class="pick"
        data-visit={words.visit(visit.uid)}
        onClick={() => onPick({ kind: 'booking', uid: visit.uid })}
      >
        <b>
          {visit.roomId === null
            ? words.t('find.no-room')
            : words.t('room', { room: words.room(visit.roomId) })}
        </b>
        {children}
        <span>
          {[words.time(visit.start), type, visit.practitioner, words.visit(visit.uid)]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </button>
    </li>
  );
};
