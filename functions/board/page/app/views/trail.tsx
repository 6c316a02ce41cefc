import type { JSX } from 'preact';
import { queryOf } from '../place.ts';
import type { TrailLine } from '../trail-line.ts';
import { useAnswer } from '../use-answer.ts';
import { type Words, whoText } from '../words.ts';
import { Button, useDesk } from './parts.tsx';

/** What happened to a room, a booking or the whole day, newest first: when, who or what did it, why. */
export const TrailView = (): JSX.Element => {
  const { board, place, words, go, name } = useDesk();
  const { room, visit } = place;
  /** As on the board, where it is one of its visits. */
  const called = (code: string): string => {
    const [uid] = Object.entries(board.visitCodes ?? {}).find(([, each]) => each === code) ?? [];
    return uid === undefined ? code : name(uid);
  };
  // Whenever the board has changed, something may have happened.
  const lines = useAnswer<{ changes: readonly TrailLine[] }>(
    `/api/trail${queryOf({ site: board.site, date: board.date, room, visit })}`,
    board,
  )?.changes;
  const title =
    room !== undefined
      ? words.t('trail.of.room', { room: words.room(room) })
      : visit !== undefined
        ? words.t('trail.of.booking', { booking: visit })
        : words.t('view:trail');
  return (
    <section aria-labelledby="trail-title">
      <div class="trail-head">
        <h2 id="trail-title">{title}</h2>
        {(room ?? visit) !== undefined && (
          <Button onClick={() => go({ room: undefined, visit: undefined })}> {words.t('trail.all')}</Button>
        )}
      </div>
      {lines === undefined && <p class="empty">{words.t('loading')}</p>}
      {lines?.length === 0 && <p class="empty">{words.t('trail.none')}</p>}
      <ol class="trail">
        {lines?.map((line, index) => (
          <li key={`${line.at} ${lines.length - index}`}>
            <time dateTime={line.at}>{words.time(line.at)}</time>
            <div>
              <p class="strong">
                {whatOf(line, words)}
                {line.visit && (
                  <button
                    type="button"
                    class="link"
                    onClick={() => go({ visit: line.visit, room: undefined })}
                  >
                    {called(line.visit)}
                  </button>
                )}
              </p>
              <p class="quiet">{[whoAndWhy(line, words), line.note].filter(Boolean).join(' · ')}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
};

const whatOf = (line: TrailLine, words: Words): string =>
  words
    .named('what', line.what === 'told' && line.room === undefined ? 'told-no-room' : line.what)
    .replace('{room}', words.room(line.room ?? '–'))
    .replace('{from}', words.room(line.fromRoom ?? '–'));

/** Where a visit had to leave a room, that room says why. */
const whoAndWhy = (line: TrailLine, words: Words): string => {
  const who = whoText(line.by, words);
  return line.reason === 'room-unusable' && line.fromRoom !== undefined
    ? words.t('trail.because', { who, from: words.room(line.fromRoom) })
    : words.t('trail.line', { who, why: whyOf(line, words) });
};

/** The reasons of blocks, the modes of publishing and the planner's grounds have words of their own. */
const whyOf = ({ what, reason }: TrailLine, words: Words): string => {
  if (what === 'publishing') return words.named('publishing', reason);
  return words.named(words.has(`reason:${reason}`) ? 'reason' : 'why', reason);
};
