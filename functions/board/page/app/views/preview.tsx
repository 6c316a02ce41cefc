import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Act, Question } from '../acts.ts';
import type { Affected, WhatIf } from '../what-if.ts';
import { Icon } from './icons.tsx';
import { Button, type Closing, Sheet, useDesk } from './parts.tsx';
import { Soon } from './soon.tsx';

/** Shows who an act would touch: the quick answer first, the proof when it comes; then it is confirmed or left. */
export const PreviewSheet = ({
  act,
  question,
  onClose,
}: {
  act: Act;
  question: Question;
} & Closing): JSX.Element => {
  const { words, whatIf, doAgreed, say } = useDesk();
  const [answer, setAnswer] = useState<WhatIf | undefined>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const closing = new AbortController();
    whatIf(question, setAnswer, closing.signal).catch(() => setFailed(!closing.signal.aborted));
    return () => closing.abort();
  }, [question, whatIf]);
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
  const others =
    question.what === 'move-to' ? answer?.moves.filter(({ uid }) => uid !== question.booking) : [];
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
          <Button class="primary" disabled={answer === undefined && !failed} onClick={() => doAgreed(act)}>
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
  const who = ({ uid, start }: Affected): string =>
    start === undefined ? name(uid) : `${words.when(Date.parse(start), board.date)} ${name(uid)}`;
  return (
    <div class="preview" data-mails={mails} data-state={state}>
      {takes && <p class="strong">{words.t(impossible ? 'preview.impossible' : 'preview.takes')}</p>}
      {!impossible && (
        <ul class="sums">
          {moves.length === 0 && waits.length === 0 && <li>{words.t('preview.none')}</li>}
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
        {moves.map((each) => (
          <li key={each.uid}>
            <span>
              {words.t('preview.move', {
                booking: who(each),
                from: words.room(each.from ?? '–'),
                to: words.room(each.to),
              })}
              {each.start !== undefined && <Soon start={each.start} />}
            </span>
            {takes && board.bookings.some(({ uid }) => uid === each.uid) && (
              <Button onClick={() => open({ kind: 'move', uid: each.uid })}> {words.t('act:move-to')}</Button>
            )}
          </li>
        ))}
        {waits.map((each) => (
          <li key={each.uid} class="alarm">
            <span>
              {words.t('preview.wait', { booking: who(each) })}
              {each.start !== undefined && <Soon start={each.start} />}
            </span>
          </li>
        ))}
        {inPerson.map((each) => (
          <li key={each.uid} class="alarm">
            {words.t('preview.person', { booking: who(each) })}
          </li>
        ))}
      </ul>
      {!impossible && <p class="quiet">{words.t(`preview.state:${state}`)}</p>}
    </div>
  );
};
