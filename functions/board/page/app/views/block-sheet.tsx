import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RoomView } from '../../../../../shared/board/board-view.ts';
import { BLOCK_REASONS, type BlockReason } from '../block-reasons.ts';
import { Icon } from './icons.tsx';
import { Button, Choice, type Closing, reasonName, Sheet, useDesk } from './parts.tsx';

/** Minutes offered for a block, besides "until further notice". */
const BLOCK_MINUTES = [10, 20, 30, 60, 120];

/** Why a room is taken out of use, and until when. */
export const BlockSheet = ({ room, onClose }: { room: RoomView } & Closing): JSX.Element => {
  const { today, words, now, act } = useDesk();
  const [reason, setReason] = useState<BlockReason>('cleaning');
  const [minutes, setMinutes] = useState<number | undefined>(20);
  // On another day the whole of it.
  const day = today ? [] : [room.open[0]?.start ?? '', room.open.at(-1)?.end ?? ''].map(Date.parse);
  const [start, until = Math.floor(now / 60_000 + (minutes ?? 0)) * 60_000] = day;
  const end = minutes === undefined ? undefined : until;
  return (
    <Sheet title={words.t('block.title', { room: room.id })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act({ do: 'block', room, reason, start, end });
        }}
      >
        <Choice
          legend={words.t('block.reason')}
          name="reason"
          options={BLOCK_REASONS.map((each) => [each, reasonName(each, words)] as const)}
          chosen={reason}
          onChoose={setReason}
        />
        <Choice
          legend={words.t('block.until')}
          name="until"
          options={[
            ...(start === undefined ? BLOCK_MINUTES : [20]).map(
              (each) =>
                [
                  each,
                  start === undefined
                    ? `${words.t('block.for', { minutes: each })} · ${words.time(now + each * 60_000)}`
                    : `${words.time(start)}–${words.time(until)}`,
                ] as const,
            ),
            [undefined, words.t('block.open')] as const,
          ]}
          chosen={minutes}
          onChoose={setMinutes}
        />
        <footer class="sheet-acts">
          <Button type="submit" class="primary">
            <Icon name="blocked" />
            {words.t('act:block')}
          </Button>
        </footer>
      </form>
    </Sheet>
  );
};
