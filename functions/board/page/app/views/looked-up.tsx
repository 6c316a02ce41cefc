import type { JSX } from 'preact';
import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import { useLookUp } from '../use-look-up.ts';
import type { Words } from '../words.ts';
import { Button, useDesk } from './parts.tsx';

/** Why no one is told, in words. */
export const lookUpProblem = (type: string, words: Words): string => {
  const message = `problem:${type}`;
  return words.t(words.has(message) ? message : 'problem:cal-com-unavailable');
};

type Told = { readonly names?: readonly string[]; readonly words?: string };

/** Who a visit is with, or what someone wrote over its location: where the clinic lets staff see it, and when they press. */
export const LookedUpButton = ({
  booking,
  show,
}: {
  booking: Pick<BookingView, 'uid'>;
  show: 'patient-name' | 'own-words';
}): JSX.Element | null => {
  const { board, words, name } = useDesk();
  const { looked, look } = useLookUp<Told>(`/api/bookings/${encodeURIComponent(booking.uid)}/look-up`);
  if (!board.patientNames) return null;
  const said =
    looked === undefined || looked === 'asking'
      ? ''
      : 'problem' in looked
        ? lookUpProblem(looked.problem, words)
        : (looked.answer.words ?? words.list(looked.answer.names ?? [])) || words.t('look-up.none');
  return (
    <p class="looked-up">
      <Button
        waits={looked === 'asking'}
        label={words.t('act.for', { act: words.t(`look-up:${show}`), booking: name(booking.uid) })}
        onClick={() => look({ show })}
      >
        {words.t(`look-up:${show}`)}
      </Button>
      <span role="status" class="strong">
        {said}
      </span>
    </p>
  );
};
