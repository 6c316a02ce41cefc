import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RoomView } from '../../../../../shared/board/view/board-view.ts';
import { LONGEST_NOTE } from '../../../../../shared/domain/block-reasons.ts';
import type { Repeats } from '../acts.ts';
import { BLOCK_REASONS, type BlockReason } from '../block-reasons.ts';
import { addDays } from '../dates.ts';
import { BLOCK_MINUTES } from '../model/at-once.ts';
import { lastRepeat, spanOfTimes, timesFor } from '../model/block-times.ts';
import { isFreeNow, roomCards } from '../model/room-card.ts';
import { DateField, TimesFields } from './block-times.tsx';
import { Icon } from './icons.tsx';
import { Button, Choice, type Closing, type Layer, reasonName, Sheet, useDesk } from './parts.tsx';

const OTHER = 'other';

/** Why a room is taken out of use, and from when until when, perhaps again and again. `pressed`: the stretch that was, if one was. */
export const BlockSheet = ({
  room,
  pressed = {},
  onClose,
}: {
  room: RoomView;
  pressed?: Pick<Extract<Layer, { kind: 'block' }>, 'start' | 'end' | 'from'>;
} & Closing): JSX.Element => {
  const { board, today, words, now, act, open } = useDesk();
  const { timeZone } = board;
  const [reason, setReason] = useState<BlockReason>('cleaning');
  const [note, setNote] = useState('');
  const mayBeNow = today && (pressed.start === undefined || pressed.start <= now);
  const [minutes, setMinutes] = useState<number | typeof OTHER | undefined>(
    mayBeNow && pressed.end === undefined ? 20 : OTHER,
  );
  const [times, setTimes] = useState(() => timesFor(room, board.date, timeZone, now, pressed));
  const [repeats, setRepeats] = useState<Repeats | undefined>();
  // Free time that has begun may be pressed for someone who stands there.
  const card = today ? roomCards(board, now).find((each) => each.room.id === room.id) : undefined;
  const isPressed = pressed.from === 'now' || pressed.start !== undefined;
  const maySeat = isPressed && mayBeNow && card !== undefined && isFreeNow(card) && room.openNow;
  const fits = pressed.end && Math.floor((pressed.end - now) / 60_000);
  const inMinutes = (minutes: number): number => Math.floor(now / 60_000 + minutes) * 60_000;
  const span =
    minutes === OTHER
      ? spanOfTimes(times, timeZone)
      : { start: undefined, end: minutes && inMinutes(minutes) };
  return (
    <Sheet title={words.t('block.title', { room: room.name })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const said = note.trim() || undefined;
          if (span)
            act({
              do: 'block',
              room,
              reason,
              ...span,
              note: said,
              repeats: minutes === OTHER ? repeats : undefined,
            });
        }}
      >
        <Choice
          legend={words.t('block.reason')}
          name="reason"
          options={BLOCK_REASONS.map((each) => [each, reasonName(each, words)] as const)}
          chosen={reason}
          onChoose={setReason}
        />
        {mayBeNow && (
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
              [OTHER, words.t('block.times')] as const,
            ]}
            chosen={minutes}
            onChoose={setMinutes}
          />
        )}
        {minutes === OTHER && (
          <>
            <TimesFields times={times} onTimes={setTimes} />
            <div class="seat-more">
              <label>
                {words.t('block.again')}
                <select
                  value={repeats?.every ?? ''}
                  onChange={({ currentTarget: { value } }) =>
                    setRepeats(
                      value === 'day' || value === 'week'
                        ? { every: value, until: lastRepeat(times.date, value) }
                        : undefined,
                    )
                  }
                >
                  <option value="">{words.t('block.again.not')}</option>
                  <option value="day">{words.t('block.again:day')}</option>
                  <option value="week">{words.t('block.again:week')}</option>
                </select>
              </label>
              {repeats && (
                <DateField
                  label={words.t('block.again.last')}
                  least={addDays(times.date || board.date, 1)}
                  chosen={repeats.until}
                  onChoose={(until) => setRepeats({ ...repeats, until })}
                />
              )}
            </div>
          </>
        )}
        <label class="note">
          {words.t('block.note')}
          <input
            type="text"
            maxLength={LONGEST_NOTE}
            autocomplete="off"
            value={note}
            onInput={({ currentTarget: { value } }) => setNote(value)}
          />
        </label>
        {span === undefined && <p class="alarm">{words.t('block.order')}</p>}
        <footer class="sheet-acts">
          <Button type="submit" class="primary" disabled={span === undefined}>
            <Icon name="blocked" />
            {words.t('act:block')}
          </Button>
          {maySeat && (
            <Button onClick={() => open({ kind: 'seat', roomId: room.id, ...(fits && { minutes: fits }) })}>
              {words.t('act:seat')}
            </Button>
          )}
        </footer>
      </form>
    </Sheet>
  );
};
