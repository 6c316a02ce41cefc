import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PastBoardView } from '../../../../../shared/board/view/past-board.ts';
import { atMinutes, minutesOf } from '../dates.ts';
import { isYetToCome } from '../model/looked-back.ts';
import { pastAsBoard } from '../model/past-as-board.ts';
import { toneOf } from '../model/room-card.ts';
import { timelineOf } from '../model/timeline.ts';
import { queryOf } from '../place.ts';
import { ask } from '../session.ts';
import type { Words } from '../words.ts';
import { DrawnDay } from './drawn-day.tsx';
import { HeadingRow } from './heading-row.tsx';
import { Icon } from './icons.tsx';
import { Button, reasonName, ToneMark, useDesk } from './parts.tsx';

type Found = { readonly path: string } & (
  | { readonly past: PastBoardView }
  /** Nothing says how it stood; `since`: before then. */
  | { readonly unseen: { readonly since?: string } }
  | { readonly failed: true }
);

/** Someone who presses on and on passes many minutes: only where they rest is looked up. */
const REST_MS = 150;
const STEP = 5;

/** The board as it stood at a time of the day that is shown. It can be looked at, and nothing can be done in it. */
export const PastView = (): JSX.Element => {
  const { board, place, todayDate, now, words, go } = useDesk();
  const date = place.date ?? todayDate;
  const asked = minutesOf(place.at ?? '') ?? 12 * 60;
  /** Where the slider is while it moves. */
  const [sliding, slide] = useState<number | undefined>();
  const at = sliding ?? asked;
  const minutesNow = minutesOf(words.clock(now)) ?? 0;
  const latest = date === todayDate ? minutesNow : 24 * 60 - 1;
  const isToCome = isYetToCome({ date, minutes: asked }, { date: todayDate, minutes: minutesNow });
  const opens = board.rooms.flatMap(({ open }) =>
    open.map(({ start }) => minutesOf(words.clock(start)) ?? 0),
  );
  const earliest = Math.min(at, ...opens);
  const path = `/api/board/past${queryOf({ site: board.site, date, at: atMinutes(asked) })}`;
  const found = usePast(isToCome ? undefined : path);
  const isNothing = isToCome || (found !== undefined && 'unseen' in found);
  const show = (minutes: number): void => {
    slide(undefined);
    go({ at: atMinutes(Math.max(0, Math.min(latest, minutes))) }, { instead: true });
  };
  return (
    <section class="past" aria-labelledby="past-title">
      <div class="past-head">
        <h2 id="past-title">
          <Icon name="earlier" />
          {words.t('past.title', { date: words.date(date, true), time: atMinutes(at) })}
        </h2>
        {!isToCome && <p>{words.t('past.no.acts')}</p>}
        <div class="past-time">
          <Button
            class="icon-only"
            label={words.t('past.before', { minutes: STEP })}
            onClick={() => show(at - STEP)}
          >
            <Icon name="previous" />
          </Button>
          <input
            type="range"
            aria-label={words.t('past.time')}
            aria-valuetext={atMinutes(at)}
            min={earliest}
            max={Math.max(earliest + 1, latest)}
            value={at}
            onInput={({ currentTarget }) => slide(currentTarget.valueAsNumber)}
            onChange={({ currentTarget }) => show(currentTarget.valueAsNumber)}
          />
          <Button
            class="icon-only"
            label={words.t('past.after', { minutes: STEP })}
            onClick={() => show(at + STEP)}
          >
            <Icon name="next" />
          </Button>
          <input
            type="time"
            class="button"
            aria-label={words.t('past.time')}
            value={atMinutes(at)}
            onChange={({ currentTarget: { value } }) => show(minutesOf(value) ?? at)}
          />
          {/* Where there is nothing to see, the way to now stands beside why. */}
          {!(isNothing && date === todayDate) && (
            <Button class={isNothing ? '' : 'primary'} onClick={() => go({ at: undefined })}>
              {words.t(date === todayDate ? 'past.now' : 'past.day')}
            </Button>
          )}
        </div>
      </div>
      {isToCome && <Nothing said={words.t('past.to.come')} />}
      {found === undefined && !isToCome && <p class="empty">{words.t('loading')}</p>}
      {found && 'failed' in found && <p class="empty">{words.t('past.failed')}</p>}
      {found && 'unseen' in found && (
        <Nothing
          said={
            found.unseen.since === undefined
              ? words.t('past.unseen')
              : words.t('past.unseen.before', { time: words.when(Date.parse(found.unseen.since), date) })
          }
        />
      )}
      {found && 'past' in found && <AsItStood past={found.past} />}
    </section>
  );
};

/** Why there is nothing to see of it, and the way to what there is. */
const Nothing = ({ said }: { said: string }): JSX.Element => {
  const { words, go } = useDesk();
  return (
    <p class="empty">
      {said}{' '}
      <Button onClick={() => go({ view: 'now', date: undefined, at: undefined })}>
        {words.t('past.now')}
      </Button>
    </p>
  );
};

const usePast = (path: string | undefined): Found | undefined => {
  const [found, find] = useState<Found | undefined>();
  useEffect(() => {
    if (path === undefined) return;
    let gone = false;
    const timer = setTimeout(() => {
      lookBack(path).then((given) => !gone && find(given));
    }, REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [path]);
  // What was found of another minute is not shown as this one's.
  return found?.path === path ? found : undefined;
};

const lookBack = async (path: string): Promise<Found> => {
  try {
    const response = await ask(path, { cache: 'no-store' });
    const body = await response.json();
    if (response.ok) return { path, past: body };
    const isUnseen = response.status === 404;
    return isUnseen
      ? { path, unseen: body.since === undefined ? {} : { since: body.since } }
      : { path, failed: true };
  } catch {
    return { path, failed: true };
  }
};

const AsItStood = ({ past }: { past: PastBoardView }): JSX.Element => {
  const { words } = useDesk();
  return (
    <>
      {past.clinicFileSince && (
        <p class="banner">
          <Icon name="warning" />
          {words.t('past.clinic.file')}
        </p>
      )}
      <PastDay past={past} />
      <PastRooms past={past} />
      <PastVisits past={past} />
    </>
  );
};

/** The Day as it was planned then, with the time that is looked back to as its now. */
const PastDay = ({ past }: { past: PastBoardView }): JSX.Element => {
  const { words } = useDesk();
  const frame = useRef<HTMLElement>(null);
  const timeline = useMemo(() => timelineOf(pastAsBoard(past)), [past]);
  // By their own codes: a visit may have left the board since.
  const told = useMemo(
    () => ({ ...words, visit: (uid: string) => past.visitCodes?.[uid] ?? '' }),
    [past, words],
  );
  return (
    <DrawnDay
      key={past.at}
      frame={frame}
      timeline={timeline}
      now={Date.parse(past.at)}
      words={told}
      label={words.t('day.timeline')}
    />
  );
};

type PastVisit = PastBoardView['bookings'][number];

/** By its own code: it may have left the board since. */
const nameOf = ({ uid, visitType }: PastVisit, { visitCodes = {} }: PastBoardView, words: Words): string =>
  [visitType && words.named('visit', visitType), visitCodes[uid]].filter(Boolean).join(' · ');

const PastRooms = ({ past }: { past: PastBoardView }): JSX.Element => {
  const { words } = useDesk();
  const headings = ['booking.room', 'booking.status', 'past.until', 'table.booking', 'past.then'] as const;
  const visitIn = (room: PastBoardView['rooms'][number]): PastVisit | undefined =>
    past.bookings.find(({ uid }) => uid === room.booking);
  const nextIn = (id: string, after: PastVisit | undefined): PastVisit | undefined =>
    past.bookings.find(
      (each) => each.roomId === id && each.uid !== after?.uid && each.start > (after?.start ?? past.at),
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
    <section class="table-frame" aria-label={words.t('past.rooms')} tabIndex={0}>
      <table>
        <caption>{words.t('past.rooms')}</caption>
        <thead>
          <HeadingRow names={headings.map((each) => words.t(each))} />
        </thead>
        <tbody>
          {past.rooms.map((room) => {
            const named = visitIn(room);
            const visit = room.state === 'in-use' ? named : undefined;
            const next = room.state === 'assigned' ? named : nextIn(room.id, visit);
            const tone =
              room.state === undefined ? undefined : toneOf({ ...room, etag: '' }, Date.parse(past.at));
            const until = room.state === 'assigned' ? room.from : room.until;
            return (
              <tr key={room.id} class={tone && `tone-${tone}`}>
                <th scope="row" class="strong">
                  {room.name}
                </th>
                <td>
                  {tone && <ToneMark tone={tone} words={words} />}
                  {room.reason && ` ${reasonName(room.reason, words)}`}
                </td>
                <td class="figure">{until === undefined ? '' : words.time(until)}</td>
                <td>{visit && nameOf(visit, past, words)}</td>
                <td>{next && `${words.time(next.start)} ${nameOf(next, past, words)}`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
};

const PastVisits = ({ past }: { past: PastBoardView }): JSX.Element => {
  const { words } = useDesk();
  const headings = ['table.start', 'table.end', 'booking.room', 'table.booking', 'booking.status'] as const;
  const title = words.t('table.caption', { date: words.date(past.date, true) });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
    <section class="table-frame" aria-label={title} tabIndex={0}>
      <table>
        <caption>{title}</caption>
        <thead>
          <HeadingRow names={headings.map((each) => words.t(each))} />
        </thead>
        <tbody>
          {past.bookings.map((visit) => (
            <tr key={visit.uid}>
              <td class="figure">{words.time(visit.start)}</td>
              <td class="figure">{words.time(visit.end)}</td>
              <td class="strong">{visit.roomId === null ? '–' : words.room(visit.roomId)}</td>
              <th scope="row">{nameOf(visit, past, words)}</th>
              <td>
                {visit.roomId === null
                  ? words.t('booking.state:waiting')
                  : visit.encounter === 'planned'
                    ? words.t(`booking.state:${visit.state}`)
                    : words.t(`encounter:${visit.encounter}`)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {past.bookings.length === 0 && <p class="empty">{words.t('room.visits.none')}</p>}
    </section>
  );
};
