import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OverruledRule } from '../../../../../shared/domain/overrule.ts';
import { OVERRULE_REASONS, type OverruleReason } from '../../../../../shared/domain/overrule-reasons.ts';
import type { Act, Question } from '../acts.ts';
import type { Affected, WhatIf } from '../what-if.ts';
import type { Words } from '../words.ts';
import { Icon } from './icons.tsx';
import { Button, bookingName, Choice, type Closing, Sheet, useDesk } from './parts.tsx';
import { impossibleText, reasonOf } from './reasons.ts';
import { Soon } from './soon.tsx';
import { WaitingCurve } from './waiting-curve.tsx';

/** Shows who an act would touch: the quick answer first, the proof when it comes; then it is confirmed or left. */
export const PreviewSheet = ({
  act,
  question,
  title,
  children,
  onClose,
}: {
  act: Act;
  question: Question;
  title?: string;
  /** What is chosen first, where the question depends on it. */
  children?: ComponentChildren;
} & Closing): JSX.Element => {
  const { words, name, whatIf, doAgreed, say } = useDesk();
  const [told, setTold] = useState<{ question: Question; answer?: WhatIf }>();
  // What was said of another question is not agreed to.
  const { answer } = told?.question === question ? told : {};
  const failed = told?.question === question && answer === undefined;
  const curve = useCurve(question, answer);
  useEffect(() => {
    const closing = new AbortController();
    whatIf(question, (answer) => setTold({ question, answer }), closing.signal).catch(
      () =>
        !closing.signal.aborted &&
        setTold((before) => (before?.question === question ? before : { question })),
    );
    return () => closing.abort();
  }, [question, whatIf]);
  useEffect(() => {
    if (answer === undefined) return;
    say(
      [
        words.counted('preview.moves', answer.moves.length),
        words.counted('preview.mails', answer.notifications),
        words.counted('preview.waits', answer.waits.length),
      ].join(', '),
    );
  }, [answer, words, say]);
  const others =
    question.what === 'move-to' ? answer?.moves.filter(({ uid }) => uid !== question.booking) : [];
  const impossible = answer?.impossible || (others?.length ?? 0) > 0;
  const overrule = act.do === 'move-to' && !impossible ? act.overrule : undefined;
  const [reason, setReason] = useState<OverruleReason>('no-other-room');
  const confirmed: Act =
    overrule && act.do === 'move-to' ? { ...act, overrule: { ...overrule, reason } } : act;
  return (
    <Sheet title={title ?? words.t('preview.title')} onClose={onClose}>
      {children}
      {answer === undefined ? (
        <p>{words.t(failed ? 'preview.failed' : 'preview.asking')}</p>
      ) : (
        <Answer
          answer={answer}
          takes={impossible}
          impossible={impossibleText(act, words, name)}
          waits={waitsOf(question, act, words)}
        />
      )}
      {curve.length > 1 && <WaitingCurve curve={curve} />}
      {overrule && <Overruling rules={overrule.rules} reason={reason} onReason={setReason} />}
      <footer class="sheet-acts">
        {!impossible && (
          <Button class="primary" waits={answer === undefined && !failed} onClick={() => doAgreed(confirmed)}>
            {words.t(overrule ? 'overrule.confirm' : 'confirm')}
          </Button>
        )}
        <Button onClick={onClose}> {words.t('cancel')}</Button>
      </footer>
    </Sheet>
  );
};

/** What one seats someone by moving others: there further mails may leave fewer waiting. */
const HAS_CURVE: ReadonlySet<string> = new Set(['block', 'running-late', 'move-booking']);

/** Asked for once the answer stands, and only where mails can be saved: each of its points is a plan of its own. */
const useCurve = (question: Question, answer: WhatIf | undefined): WhatIf['curve'] => {
  const { whatIf } = useDesk();
  const [curve, setCurve] = useState<WhatIf['curve']>([]);
  const wanted =
    HAS_CURVE.has(question.what) &&
    answer !== undefined &&
    answer.state !== 'proving' &&
    answer.notifications > 1;
  useEffect(() => {
    if (!wanted) {
      setCurve([]);
      return;
    }
    const closing = new AbortController();
    // Without it the answer still stands.
    whatIf({ ...question, curve: true }, (told) => setCurve(told.curve), closing.signal).catch(
      () => undefined,
    );
    return () => closing.abort();
  }, [wanted, question, whatIf]);
  return curve;
};

/** Each rule that is broken, by its words, and the reason that is kept. */
export const Overruling = ({
  rules,
  reason,
  onReason,
}: {
  rules: readonly OverruledRule[];
  reason: OverruleReason;
  onReason: (reason: OverruleReason) => void;
}): JSX.Element => {
  const { words, name } = useDesk();
  return (
    <>
      <p class="strong">{words.counted('overrule.breaks', rules.length)}</p>
      <ul class="lines">
        {rules.map((rule) => (
          <li key={rule.rejection} class="alarm" data-breaks={rule.rejection}>
            {reasonOf(rule, words, name)}
          </li>
        ))}
      </ul>
      <Choice
        legend={words.t('overrule.reason')}
        name="overrule"
        options={OVERRULE_REASONS.map((each) => [each, words.t(`overrule:${each}`)] as const)}
        chosen={reason}
        onChoose={onReason}
      />
      <p class="quiet">{words.t('overrule.kept')}</p>
    </>
  );
};

/** What is said of one who is left without a room. */
const waitsOf =
  (question: Question, act: Act, words: Words) =>
  (uid: string, booking: string): string => {
    const isOwn = uid === question.booking;
    if (isOwn && (question.what === 'let-wait' || question.home === null))
      return words.t('preview.waits.again', { booking });
    return isOwn && act.do === 'move-to-site'
      ? words.t('preview.waits.there', { booking, site: act.to.name })
      : words.t('preview.wait', { booking });
  };

const Answer = ({
  answer,
  takes,
  impossible: impossibleSaid,
  waits: waitsText,
}: {
  answer: WhatIf;
  takes: boolean;
  impossible: string;
  waits: ReturnType<typeof waitsOf>;
}): JSX.Element => {
  const { words, name, board, open } = useDesk();
  const { moves, waits, notifications, inPerson, state, impossible } = answer;
  const who = (each: Affected): string => {
    const what =
      each.visitType === undefined
        ? name(each.uid)
        : bookingName({ uid: each.uid, visitType: each.visitType }, words);
    return each.start === undefined ? what : `${words.when(Date.parse(each.start), board.date)} ${what}`;
  };
  return (
    <div class="preview" data-notifications={notifications} data-state={state}>
      {takes && <p class="strong">{impossible ? impossibleSaid : words.t('preview.takes')}</p>}
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
            {notifications === 0
              ? words.t('preview.mails.none')
              : words.counted('preview.mails', notifications)}
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
                from: each.fromName ?? words.room(each.from ?? '–'),
                to: each.toName ?? words.room(each.to),
              })}
              {each.start !== undefined && (
                <>
                  {' '}
                  <Soon start={each.start} />
                </>
              )}{' '}
              {each.told !== undefined && (
                <span class="chip">{words.t(each.told ? 'preview.told' : 'preview.untold')}</span>
              )}
            </span>
            {takes && board.bookings.some(({ uid }) => uid === each.uid) && (
              <Button onClick={() => open({ kind: 'move', uid: each.uid })}> {words.t('act:move-to')}</Button>
            )}
          </li>
        ))}
        {waits.map((each) => (
          <li key={each.uid} class="alarm">
            <span>
              {waitsText(each.uid, who(each))}
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
      {answer.moreDates > 0 && <p class="strong">{words.counted('preview.more.dates', answer.moreDates)}</p>}
      {!impossible && <p class="quiet">{words.t(`preview.state:${state}`)}</p>}
    </div>
  );
};
