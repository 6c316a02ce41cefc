import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RoomView } from '../../../../../shared/board/view/board-view.ts';
import { BLOCK_REASONS, type BlockReason } from '../block-reasons.ts';
import { Icon } from './icons.tsx';
import { Button, Choice, type Closing, reasonName, Sheet, useDesk } from './parts.tsx';

/** Minutes offered for a block, besides "until further notice". */
const BLOCK_MINUTES = [10, 20, 30, 60, 120];

/** Why a room is taken out of use, and until when. */
export const BlockSheet = ({ room, onClose }: { room: RoomView } & Closing): JSX.Element => {
  const { today, words, now, act } = useDesk();
  const [reason, setReason] = useState<BlockReason>('cleaning');
  // So many minutes from now; on another day the whole of it.
  const [until, setUntil] = useState<number | 'day' | undefined>(today ? 20 : 'day');
  const day = { start: Date.parse(room.open[0]?.start ?? ''), end: Date.parse(room.open.at(-1)?.end ?? '') };
  const inMinutes = (minutes: number): number => Math.floor(now / 60_000 + minutes) * 60_000;
  const end = until === 'day' ? day.end : until && inMinutes(until);
  return (
    <Sheet title={words.t('block.title', { room: room.name })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act({ do: 'block', room, reason, start: today ? undefined : day.start, end });
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
            ...(today
              ? BLOCK_MINUTES.map(
                  (minutes) =>
                    [
                      minutes,
                      `${words.t('block.for', { minutes })} · ${words.time(inMinutes(minutes))}`,
                    ] as const,
                )
              : [['day', `${words.time(day.start)}–${words.time(day.end)}`] as const]),
            [undefined, words.t('block.open')] as const,
          ]}
          chosen={until}
          onChoose={setUntil}
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
