import type { PublishingMode } from '../../../../shared/domain/catalogue.ts';
import type { Act } from './acts.ts';
import type { Problem } from './problem.ts';
import { bookingName } from './views/parts.tsx';
import { reasonOf } from './views/reasons.ts';
import type { Words } from './words.ts';

const subjectOf = (act: Act, words: Words): Record<string, string | number> => {
  if ('room' in act) return { room: words.room(act.room.id) };
  if (!('booking' in act)) return {};
  return {
    room: words.room((act.do === 'move-to' ? act.roomId : act.booking.roomId) ?? '–'),
    booking: bookingName(act.booking, words),
    site: act.do === 'move-to-site' ? act.to.name : '',
    minutes: act.do === 'running-late' ? act.minutes : 0,
  };
};

/** How a site publishes, in words. */
export const modeText = (mode: PublishingMode, words: Words): string =>
  words.t('publishing.mode', { mode: words.t(`publishing:${mode}`) });

/** What was done: as one would say it, else by the name of what was pressed. */
export const doneText = (act: Act, words: Words): string => {
  const subject = subjectOf(act, words);
  if (act.do === 'publish') return modeText(act.mode, words);
  if (act.do === 'undo') return words.t('undone', { what: act.text });
  const message = `did:${act.do}`;
  if (words.has(message)) return words.t(message, subject);
  const pressed = words.named('act', act.do);
  if ('booking' in act) return words.t('act.for', { act: pressed, booking: bookingName(act.booking, words) });
  return 'room' in act ? words.t('act.in', { act: pressed, room: words.room(act.room.id) }) : pressed;
};

/** Whatever is wrong with a token, one signs in again; whatever is down, one tries again. */
const SAID_BY_STATUS: Readonly<Record<number, string>> = { 401: 'no-token', 503: 'unreachable' };

/** What went wrong, in words; where another user was faster, what they did. */
export const problemText = (problem: Problem, act: Act | undefined, words: Words): string => {
  const { room = '', booking } = act === undefined ? {} : subjectOf(act, words);
  const reason = `not-now:${problem.reason}`;
  if (words.has(reason)) return words.t(reason);
  const message = `problem:${SAID_BY_STATUS[problem.status] ?? problem.type}`;
  const text = words.t(words.has(message) ? message : 'problem:other', {
    title: problem.title,
    what: booking ?? (room === '' ? '' : words.t('room', { room })),
    rooms: words.list(problem.rooms ?? []) || '–',
    reason: problem.refusal ? reasonOf(problem.refusal, words, words.visit) : '',
  });
  const news = problem.changes.map(
    ({ at, what, room: to = '–', fromRoom = '–' }) =>
      `${words.time(at)} ${words.named('what', what).replace('{room}', words.room(to)).replace('{from}', words.room(fromRoom))}`,
  );
  return [text.trim(), ...news].join(' · ');
};
