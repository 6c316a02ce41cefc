import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RoomView } from '../../../../../shared/board/view/board-view.ts';
import type { Refusal } from '../../../../../shared/domain/hard-rules.ts';
import type { OverruledRule } from '../../../../../shared/domain/overrule.ts';
import type { OverruleReason } from '../../../../../shared/domain/overrule-reasons.ts';
import { SEAT_MINUTES } from '../model/at-once.ts';
import { queryOf } from '../place.ts';
import { useAnswer } from '../use-answer.ts';
import type { Words } from '../words.ts';
import { Icon } from './icons.tsx';
import { Button, Choice, type Closing, Sheet, useDesk } from './parts.tsx';
import { Overruling } from './preview.tsx';
import { reasonOf } from './reasons.ts';

/** Where someone could be seated now, as the API answers it. */
type Choices = {
  readonly visitTypes: readonly string[];
  readonly practitioners: readonly { readonly id: number; readonly name?: string }[];
  readonly proposed: string | null;
  readonly reason?: string;
  readonly rooms: readonly Judged[];
};
type Judged = {
  readonly room: string;
  readonly refusal?: Refusal;
  readonly freeUntil?: string;
  readonly overrule?: readonly OverruledRule[];
};

/** Seats someone without a booking, in this room or in one of those that will do: for how long, of what, with which practitioner. */
export const SeatSheet = ({
  room: pointedAt,
  for: wanted = 20,
  onClose,
}: { room: RoomView | undefined; for?: number | undefined } & Closing): JSX.Element => {
  const { board, words, now, act, name } = useDesk();
  const [minutes, setMinutes] = useState(SEAT_MINUTES.findLast((each) => each <= wanted) ?? SEAT_MINUTES[0]);
  /** One that a rule speaks against, chosen from the others. */
  const [picked, setPicked] = useState<RoomView | undefined>();
  const room = pointedAt ?? picked;
  const [reason, setReason] = useState<OverruleReason>('no-other-room');
  const [visitType, setVisitType] = useState<string | undefined>();
  const [practitioner, setPractitioner] = useState<number | undefined>();
  const query = queryOf({
    site: board.site,
    minutes: String(minutes),
    type: visitType,
    practitioner: practitioner === undefined ? undefined : String(practitioner),
  });
  const choices = useAnswer<Choices>(
    `/api/walk-ins/rooms${query}`,
    board.rooms.map(({ etag }) => etag).join(),
  );
  const judged = choices?.rooms.find((each) => each.room === room?.id);
  const rules = judged?.overrule;
  const seatIn = (chosen: RoomView): void =>
    act({
      do: 'seat',
      room: chosen,
      minutes,
      visitType,
      practitioner,
      ...(rules && chosen.id === room?.id && { overrule: { rules, reason } }),
    });
  return (
    <Sheet
      title={room === undefined ? words.t('seat.someone') : words.t('seat.title', { room: room.name })}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (room) seatIn(room);
        }}
      >
        <Choice
          legend={words.t('seat.minutes')}
          name="minutes"
          options={SEAT_MINUTES.map((each) => {
            const time = words.time(Math.floor(now / 60_000 + each) * 60_000);
            return [each, words.t('seat.for', { minutes: each, time })] as const;
          })}
          chosen={minutes}
          onChoose={setMinutes}
        />
        <div class="seat-more">
          <label>
            {words.t('seat.type')}
            <select
              value={visitType ?? ''}
              onChange={({ currentTarget: { value } }) => setVisitType(value || undefined)}
            >
              <option value="">{words.t('seat.any')}</option>
              {choices?.visitTypes.map((id) => (
                <option key={id} value={id}>
                  {words.named('visit', id)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {words.t('seat.practitioner')}
            <select
              value={String(practitioner ?? '')}
              onChange={({ currentTarget: { value } }) =>
                setPractitioner(value === '' ? undefined : Number(value))
              }
            >
              <option value="">{words.t('seat.practitioner.any')}</option>
              {choices?.practitioners.map((each) => (
                <option key={each.id} value={String(each.id)}>
                  {each.name ?? each.id}
                </option>
              ))}
            </select>
          </label>
        </div>
        {rules && <Overruling rules={rules} reason={reason} onReason={setReason} />}
        {room && judged && !rules && saidOf(judged, words, name) && <p>{saidOf(judged, words, name)}</p>}
        {room && (
          <footer class="sheet-acts">
            <Button
              type="submit"
              class="primary"
              disabled={judged?.refusal !== undefined && rules === undefined}
            >
              <Icon name="in-use" />
              {words.t(rules ? 'overrule.seat' : 'act:seat')}
            </Button>
          </footer>
        )}
      </form>
      {room === undefined && choices && <Rooms choices={choices} seatIn={seatIn} overruleIn={setPicked} />}
    </Sheet>
  );
};

/** What is to be said of a room beside that it is free. */
const saidOf = (
  { refusal, freeUntil, overrule }: Judged,
  words: Words,
  name: (uid: string) => string,
): string =>
  refusal
    ? overrule
      ? words.t('choice.overrule', {
          reason: words.list(overrule.map((each) => reasonOf(each, words, name))),
        })
      : reasonOf(refusal, words, name)
    : freeUntil === undefined
      ? ''
      : words.t('seat.until', { time: words.time(freeUntil) });

/** The best room first, then the others that will do, then those that only a rule speaks against. */
const Rooms = ({
  choices,
  seatIn,
  overruleIn,
}: {
  choices: Choices;
  seatIn: (room: RoomView) => void;
  overruleIn: (room: RoomView) => void;
}): JSX.Element => {
  const { board, words, name } = useDesk();
  const rank = ({ room, freeUntil, refusal }: Judged): number =>
    room === choices.proposed ? 0 : refusal ? 3 : freeUntil === undefined ? 1 : 2;
  const rooms = choices.rooms
    .filter(({ refusal, overrule }) => refusal === undefined || overrule !== undefined)
    .toSorted((a, b) => rank(a) - rank(b));
  return (
    <>
      {choices.proposed === null && <p class="strong">{words.t('seat.none')}</p>}
      <ul class="picks">
        {rooms.map((each) => {
          const room = board.rooms.find(({ id }) => id === each.room);
          return (
            room && (
              <li key={room.id}>
                <button
                  type="button"
                  class="pick"
                  data-proposed={room.id === choices.proposed || undefined}
                  data-overrule={each.overrule !== undefined || undefined}
                  onClick={() => (each.overrule ? overruleIn(room) : seatIn(room))}
                >
                  <b>{room.name}</b>
                  <span class="quiet">
                    {room.id === choices.proposed
                      ? words.t('seat.best', { reason: words.named('why', choices.reason ?? '') })
                      : saidOf(each, words, name) || words.t('seat.fits')}
                  </span>
                </button>
              </li>
            )
          );
        })}
      </ul>
    </>
  );
};
