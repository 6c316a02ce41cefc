import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import { LATE_MINUTES } from '../model/at-once.ts';
import { Choice, type Closing, useDesk } from './parts.tsx';
import { PreviewSheet } from './preview.tsx';

/** By how much a visit runs late, and beside it who that would move and tell. */
export const LateSheet = ({ booking, onClose }: { booking: BookingView } & Closing): JSX.Element => {
  const { board, words } = useDesk();
  const [minutes, setMinutes] = useState(15);
  const { uid } = booking;
  const { site } = board;
  const question = useMemo(
    () => ({ what: 'running-late', booking: uid, minutes, site }),
    [uid, minutes, site],
  );
  return (
    <PreviewSheet
      title={words.t('late.title', { room: words.room(booking.roomId ?? '–') })}
      act={{ do: 'running-late', booking, minutes }}
      question={question}
      onClose={onClose}
    >
      <Choice
        legend={words.t('late.by')}
        name="late"
        options={LATE_MINUTES.map((each) => [each, words.t('block.for', { minutes: each })] as const)}
        chosen={minutes}
        onChoose={setMinutes}
      />
    </PreviewSheet>
  );
};
