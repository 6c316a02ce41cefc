import type { JSX } from 'preact';
import type { BlockView } from '../../../../../shared/board/view/board-view.ts';
import type { Stretch, TimelineVisit } from '../model/timeline.ts';
import type { Words } from '../words.ts';
import { reasonName, stateName, visitName } from './parts.tsx';

/** What stands in the timeline. None is a component of its own, nor listens to anything: hundreds are drawn at once. */

/** Visits begin together: what is formatted for one is there for the next. */
const written = new WeakMap<Words, Map<string, string>>();
const timeIn = (words: Words, iso: string): string => {
  const times = written.get(words) ?? new Map<string, string>();
  written.set(words, times);
  const text = times.get(iso) ?? words.time(iso);
  times.set(iso, text);
  return text;
};

const percent = (share: number): string => `${share * 100}%`;

export const at = ({ from, to }: Stretch): string =>
  `inset-inline-start:${percent(from)};width:${percent(to - from)}`;

/** What is pressed in the timeline, or in a picture of it only looked at: then it is read out as it is. */
export const partOf = (isHeard: boolean): ['button', JSX.IntrinsicElements['button']] =>
  isHeard ? ['button', { type: 'button', tabIndex: -1 }] : (['span', { role: 'img' }] as never);

/** One element for a visit, with the hatch of its setup and turnaround around its words; its whole name is read out and shown on hover. */
export const visitBar = (
  { booking, stretch, before, after, timed, late }: TimelineVisit,
  words: Words,
  isHeard: boolean,
): JSX.Element => {
  const { uid, visitType, start, end, state, practitioner, pinned } = booking;
  const text = [visitName(booking, words), practitioner].filter(Boolean).join(' · ');
  // What is seen of it comes first: it is called by that, too.
  const begins = timeIn(words, start);
  const whole = [
    `${begins} ${text}`,
    `${begins}–${timeIn(words, end)}`,
    visitType !== undefined && words.visit(uid),
    state !== 'assigned' && stateName(booking, words),
    pinned && words.t('card.pinned'),
  ];
  const name = whole.filter(Boolean).join(' · ');
  const [Bar, more] = partOf(isHeard);
  return (
    <Bar
      key={uid}
      {...more}
      class={`visit visit-${state}${timed ? ' timed' : ''}${late ? ' is-late' : ''}${pinned ? ' is-pinned' : ''}`}
      style={`${at(stretch)};padding-inline:${percent(before)} ${percent(after)}`}
      aria-label={name}
      title={name}
      data-focus={`visit ${uid}`}
    >
      {timed ? (
        <>
          <b>{begins} </b>
          <span>{text}</span>
        </>
      ) : (
        text
      )}
    </Bar>
  );
};

export const blockBar = (block: BlockView, stretch: Stretch, words: Words, isHeard: boolean): JSX.Element => {
  const { start, end, reason } = block;
  const text = [reasonName(reason, words), block.note].filter(Boolean).join(' · ');
  const time = end === undefined ? words.t('card.from', { time: words.time(start) }) : words.span(start, end);
  const name = `${text} · ${words.t('state:blocked')} ${time}`;
  const [Bar, more] = partOf(isHeard);
  return (
    <Bar
      key={block.id}
      {...more}
      class="block"
      style={at(stretch)}
      aria-label={name}
      title={name}
      data-focus={`block ${block.id}`}
    >
      {text}
    </Bar>
  );
};
