import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Act } from '../acts.ts';
import type { WhatIf } from '../what-if.ts';
import { Icon } from './icons.tsx';
import { Button, Sheet, useDesk } from './parts.tsx';

/** Shows whom an act would touch: the quick answer first, the proof when it comes; then it is confirmed or left. */
export const PreviewSheet = ({ act, onClose }: { act: Act; onClose: () => void }): JSX.Element => {
  const { words, whatIf, doNow, say } = useDesk();
  const [answer, setAnswer] = useState<WhatIf | undefined>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const closing = new AbortController();
    whatIf(act, setAnswer, closing.signal).catch(() => setFailed(!closing.signal.aborted));
    return () => closing.abort();
  }, [act, whatIf]);
  useEffect(() => {
    if (answer === undefined) return;
    say(
      [
        words.counted('preview.moves', answer.moves.length),
        words.counted('preview.mails', answer.mails),
        words.counted('preview.waits', answer.waits.length),
      ].join(', '),
    );
  }, [answer, words, say]);
  const others = act.do === 'move-to' ? answer?.moves.filter(({ uid }) => uid !== act.booking.uid) : [];
  const impossible = answer?.impossible || (others?.length ?? 0) > 0;
  return (
    <Sheet title={words.t('preview.title')} onClose={onClose}>
      {answer === undefined ? (
        <p>{words.t(failed ? 'preview.failed' : 'preview.asking')}</p>
      ) : (
        <Answer answer={answer} takes={impossible} />
      )}
      <footer class="sheet-acts">
        {!impossible && (
          <Button class="primary" disabled={answer === undefined && !failed} onClick={() => doNow(act)}>
            {words.t('confirm')}
          </Button>
        )}
        <Button onClick={onClose}> {words.t('cancel')}</Button>
      </footer>
    </Sheet>
  );
};

const Answer = ({ answer, takes }: { answer: WhatIf; takes: boolean }): JSX.Element => {
  const { words, name, board, open } = useDesk();
  const { moves, waits, mails, inPerson, state, impossible } = answer;
  return (
    <div class="preview" data-mails={mails} data-state={state}>
      {takes && <p class="strong">{words.t(impossible ? 'preview.impossible' : 'preview.takes')}</p>}
      {!impossible && (
        <ul class="sums">
          {moves.length === 0 && waits.length === 0 && <li>{words.t('preview.nobody')}</li>}
          {moves.length > 0 && (
            <li>
              <Icon name="arrow" />
              {words.counted('preview.moves', moves.length)}
            </li>
          )}
          <li>
            <Icon name="told" />
            {mails === 0 ? words.t('preview.mails.none') : words.counted('preview.mails', mails)}
          </li>
          {waits.length > 0 && (
            <li class="alarm">
              <Icon name="warning" />
              {words.counted('preview.waits', waits.length)}
            </li>
          )}
        </ul>
      )}
      <ul class="lines">
        {moves.map(({ uid, from, to }) => (
          <li key={uid}>
            {words.t('preview.move', {
              booking: name(uid),
              from: words.room(from ?? '–'),
              to: words.room(to),
            })}
            {takes && board.bookings.some((each) => each.uid === uid) && (
              <Button onClick={() => open({ kind: 'move', uid })}> {words.t('act:move-to')}</Button>
            )}
          </li>
        ))}
        {waits.map((uid) => (
          <li key={uid} class="alarm">
            {words.t('preview.wait', { booking: name(uid) })}
          </li>
        ))}
        {inPerson.map((uid) => (
          <li key={uid} class="alarm">
            {words.t('preview.person', { booking: name(uid) })}
          </li>
        ))}
      </ul>
      {!impossible && <p class="quiet">{words.t(`preview.state:${state}`)}</p>}
    </div>
  );
};
