import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BoardView, RoomView } from '../../../../../shared/board/view/board-view.ts';
import type { DoorAct } from '../../../../../shared/board/view/door-sign.ts';
import { problemText } from '../act-in-words.ts';
import { askedAtDoor, type PressedAtDoor } from '../door-acts.ts';
import { lettersOf } from '../model/room-card.ts';
import { screenRoom } from '../model/screen-room.ts';
import type { Problem } from '../problem.ts';
import { send } from '../requests.ts';
import { useWakeLock } from '../use-wake-lock.ts';
import type { Words } from '../words.ts';
import { Button, reasonName, throughText } from './parts.tsx';

/** For how many minutes a room is taken, or had for longer. */
const MINUTES: Readonly<Record<Exclude<DoorAct, 'leave'>, readonly number[]>> = {
  'use-now': [15, 30, 60],
  extend: [10, 20, 30],
};
/** What was asked or said is for who stood there: after so many milliseconds they are gone. */
const FORGOTTEN_MS = 45_000;

/** What has come of a press, as long as someone may stand there. */
type Answered =
  | { readonly kind: 'asked'; readonly pressed: PressedAtDoor; readonly from: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * The sign at a room's door: what it does now, what comes next, and the room for anyone who stands there. Black on white, and drawn
 * anew only when what it says changes, which is what electronic paper wants.
 */
export const DoorView = ({
  board,
  now,
  words,
  staleSince,
  look,
}: {
  board: BoardView;
  now: number;
  words: Words;
  staleSince: number | undefined;
  look: () => Promise<void>;
}): JSX.Element => {
  useWakeLock();
  const [room] = board.rooms;
  const [answered, setAnswered] = useState<Answered | undefined>();
  const [waits, setWaits] = useState(false);
  useEffect(() => {
    if (answered === undefined) return;
    const forgetting = setTimeout(() => setAnswered(undefined), FORGOTTEN_MS);
    return () => clearTimeout(forgetting);
  }, [answered]);
  if (room === undefined) return <main class="door" />;
  const press = async (pressed: PressedAtDoor, agreed?: true): Promise<void> => {
    setWaits(true);
    const answer = await send(askedAtDoor(room.id, board.site, pressed, agreed));
    await look();
    setWaits(false);
    if (!('problem' in answer)) return setAnswered(undefined);
    const { problem } = answer;
    const from = problem.question?.start;
    setAnswered(typeof from === 'string' ? { kind: 'asked', pressed, from } : { kind: 'problem', problem });
  };
  const { tone, when } = screenRoom(room, now);
  const [message, values] = when;
  return (
    <main class="door" data-tone={tone}>
      <h1 style={`--letters:${lettersOf(room)}`}>{room.name}</h1>
      <p class="door-state">
        <strong>{words.t(`state:${tone}`)}</strong>{' '}
        <span>
          {[
            tone === 'blocked' && room.reason ? reasonName(room.reason, words) : '',
            words.t(message, values && { time: words.time(values.time) }),
            throughText(room, words),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </p>
      <p class="door-next">{nextText(room, words)}</p>
      {staleSince !== undefined && (
        <p class="door-stale">{words.t('stale.kiosk', { time: words.time(staleSince) })}</p>
      )}
      <div class="door-acts" role="status">
        {answered?.kind === 'asked' ? (
          <>
            <p>{words.t('door.asks', { time: words.time(answered.from) })}</p>
            <Button waits={waits} onClick={() => void press(answered.pressed, true)}>
              {words.t('door.agreed')}
            </Button>
            <Button onClick={() => setAnswered(undefined)}>{words.t('door.not')}</Button>
          </>
        ) : (
          <>
            {answered?.kind === 'problem' && <p>{problemText(answered.problem, undefined, words)}</p>}
            {staleSince === undefined && (
              <Acts room={room} words={words} waits={waits} press={(pressed) => void press(pressed)} />
            )}
          </>
        )}
      </div>
    </main>
  );
};

const nextText = ({ sign, openNow }: RoomView, words: Words): string => {
  const next = sign?.next;
  if (next === undefined) return openNow ? words.t('door.next.none') : '';
  const time = next.end === undefined ? words.time(next.start) : words.span(next.start, next.end);
  return words.t(next.what === 'visit' ? 'door.next' : 'door.next.blocked', { time });
};

const Acts = ({
  room,
  words,
  waits,
  press,
}: {
  room: RoomView;
  words: Words;
  waits: boolean;
  press: (pressed: PressedAtDoor) => void;
}): JSX.Element => {
  const { sign, until } = room;
  return (
    <>
      {sign?.acts.map((act) =>
        act === 'leave' ? (
          <Button key={act} waits={waits} onClick={() => press({ do: act, until })}>
            {words.t('door.leave')}
          </Button>
        ) : (
          <fieldset key={act}>
            <legend>{words.t(`door:${act}`)}</legend>
            {MINUTES[act].map((minutes) => (
              <Button
                key={minutes}
                waits={waits}
                label={`${words.t(`door:${act}`)}: ${words.t('minutes', { minutes })}`}
                onClick={() => press({ do: act, minutes, until })}
              >
                {words.t('minutes', { minutes })}
              </Button>
            ))}
          </fieldset>
        ),
      )}
    </>
  );
};
