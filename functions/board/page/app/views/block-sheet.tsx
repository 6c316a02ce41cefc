import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RoomView } from '../../../../../shared/board/view/board-view.ts';
import { BLOCK_REASONS, type BlockReason } from '../block-reasons.ts';
import { Icon } from './icons.tsx';
import { Button, Choice, type Closing, reasonName, Sheet, useDesk } from './parts.tsx';

/** Minutes offered for a block, besides "until further notice". */
const BLOCK_MINUTES = [10, 20, 30, 60, 120];

/** Why a room is taken out of use, and until when. `from`: the time that was pressed, if one was. */
export const BlockSheet = ({
  room,
  from: pressed,
  onClose,
}: { room: RoomView; from?: number | undefined } & Closing): JSX.Element => {
  const { today, words, now, act } = useDesk();
  const [reason, setReason] = useState<BlockReason>('cleaning');
  const [minutes, setMinutes] = useState<number | undefined>(20);
  const inMinutes = (minutes: number): number => Math.floor(now / 60_000 + minutes) * 60_000;
  const times = quartersOf(room);
  const isLater = !today || (pressed !== undefined && pressed > now);
  const [start, setStart] = useState(pressed !== undefined && times.includes(pressed) ? pressed : times[0]);
  const [until, setUntil] = useState(times.at(-1));
  // So many minutes from now; later a stretch of the day, which is the rest of it unless it is said.
  const end = isLater ? until : minutes && inMinutes(minutes);
  return (
    <Sheet title={words.t('block.title', { room: room.name })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act({ do: 'block', room, reason, start: isLater ? start : undefined, end });
        }}
      >
        <Choice
          legend={words.t('block.reason')}
          name="reason"
          options={BLOCK_REASONS.map((each) => [each, reasonName(each, words)] as const)}
          chosen={reason}
          onChoose={setReason}
        />
        {!isLater ? (
          <Choice
            legend={words.t('block.until')}
            name="until"
            options={[
              ...BLOCK_MINUTES.map(
                (each) =>
                  [
                    each,
                    `${words.t('block.for', { minutes: each })} · ${words.time(inMinutes(each))}`,
                  ] as const,
              ),
              [undefined, words.t('block.open')] as const,
            ]}
            chosen={minutes}
            onChoose={setMinutes}
          />
        ) : (
          <div class="seat-more">
            <TimeChoice
              label={words.t('block.from')}
              times={times.slice(0, -1)}
              chosen={start}
              onChoose={(from) => {
                setStart(from);
                if (until !== undefined && from !== undefined && until <= from) setUntil(times.at(-1));
              }}
            />
            <TimeChoice
              label={words.t('block.until')}
              times={times.filter((each) => start === undefined || each > start)}
              never={words.t('block.open')}
              chosen={until}
              onChoose={setUntil}
            />
          </div>
        )}
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

const QUARTER = 15 * 60_000;

/** The quarters of an hour from when the room opens until it closes for the day, both included. */
const quartersOf = ({ open }: RoomView): readonly number[] => {
  const [opens, closes] = [Date.parse(open[0]?.start ?? ''), Date.parse(open.at(-1)?.end ?? '')];
  const times: number[] = [];
  for (let at = opens; at < closes; at += QUARTER) times.push(at);
  return [...times, closes];
};

/** A time of the day to choose, by typing it too; `never`: or none at all. */
const TimeChoice = ({
  label,
  times,
  never,
  chosen,
  onChoose,
}: {
  label: string;
  times: readonly number[];
  never?: string;
  chosen: number | undefined;
  onChoose: (time: number | undefined) => void;
}): JSX.Element => {
  const { words } = useDesk();
  return (
    <label>
      {label}
      <select
        value={String(chosen ?? '')}
        onChange={({ currentTarget: { value } }) => onChoose(value === '' ? undefined : Number(value))}
      >
        {times.map((each) => (
          <option key={each} value={String(each)}>
            {words.time(each)}
          </option>
        ))}
        {never !== undefined && <option value="">{never}</option>}
      </select>
    </label>
  );
};
