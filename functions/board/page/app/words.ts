import type { BoardView } from '../../../../shared/board/view/board-view.ts';
import { dateIn } from './dates.ts';
import type en from './language/en.json';

/** One message of the page; English has them all, and the build refuses a language that lacks one. */
export type Message = keyof typeof en;
export type Messages = Readonly<Record<Message, string>>;

/** The tag of a language that there is a file of. */
export type Language = string;

/** A screen loads the language that it shows; the build finds each by its file. */
export const messagesIn = async (language: Language): Promise<Messages> =>
  (await import(`./language/${language}.json`, { with: { type: 'json' } })).default;

/** Hours of the day by twelve, or by twenty-four. */
export type Clock = '12' | '24';

export type Values = Readonly<Record<string, string | number>>;

/** Everything the page says, in one language and the Site's time zone. */
export type Words = {
  readonly language: Language;
  /** `values` fill the places in braces; a `count` picks `….one` or `….other` where there are two. */
  readonly t: (message: Message, values?: Values) => string;
  /** What the clinic has a name for, else a message that may not exist, else as it is written, `-` as a space. */
  readonly named: (prefix: string, name: string) => string;
  /** A room as people call it, by its id. */
  readonly room: (id: string) => string;
  /** A booking's visit code, by its uid. */
  readonly visit: (uid: string) => string;
  readonly has: (message: string) => message is Message;
  readonly counted: (message: string, count: number, values?: Values) => string;
  /** `instant`: in milliseconds, or as the API writes it. */
  readonly time: (instant: number | string) => string;
  /** The time as an address and a time field have it, `HH:MM`. */
  readonly clock: (instant: number | string) => string;
  readonly span: (from: string, to: string) => string;
  /** A date as the API writes it (`2026-11-17`), which is the same date in whatever zone. */
  readonly date: (date: string, withYear?: boolean) => string;
  /** Its weekday and number, as a column's heading. */
  readonly shortDate: (date: string) => string;
  /** A share between 0 and 1. */
  readonly percent: (share: number) => string;
  /** Yesterday, today or tomorrow, as a heading; nothing for any other. */
  readonly nearDay: (daysFromToday: number) => string | undefined;
  /** The time, and the date too where it is another than the one that is shown. */
  readonly when: (instant: number, shown: string) => string;
  readonly list: (items: readonly string[]) => string;
};

/** For a visit that has left the board since. */
const NO_CODE = '…';

/** The first of the wished-for languages that there is, else English. */
export const languageOf = (wished: readonly string[], there: readonly Language[]): Language => {
  for (const each of wished) {
    const tag = each.slice(0, 2).toLowerCase();
    if (there.includes(tag)) return tag;
  }
  return 'en';
};

/** What a clinic calls its rooms, kinds and equipment: `room:1a`, `kind:exam`, `equipment:ecg`; and what a visit is called, `code:<uid>`. */
type ClinicNames = Readonly<Record<string, string>>;

export const clinicNames = ({
  rooms,
  names,
  visitCodes,
}: Pick<BoardView, 'rooms' | 'names' | 'visitCodes'>): ClinicNames =>
  Object.fromEntries([
    ...rooms.map(({ id, name }) => [`room:${id}`, name]),
    ...Object.entries(names?.kinds ?? {}).map(([kind, name]) => [`kind:${kind}`, name]),
    ...Object.entries(names?.equipment ?? {}).map(([tag, name]) => [`equipment:${tag}`, name]),
    ...Object.entries(visitCodes ?? {}).map(([uid, code]) => [`code:${uid}`, code]),
  ]);

/** The words of a language and of a clinic. Times are the Site's, whatever zone the screen stands in. */
export const wordsIn = (
  language: Language,
  messages: Messages,
  timeZone: string,
  called: ClinicNames = {},
  hours: Clock = '24',
): Words => {
  const locale = messages['language.locale'];
  const texts: Readonly<Record<string, string>> = messages;
  const plural = new Intl.PluralRules(locale);
  const hourCycle = hours === '12' ? 'h12' : 'h23';
  const format = (options: Intl.DateTimeFormatOptions): ((instant: number | string) => string) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, hourCycle, ...options });
    return (instant) => formatter.format(new Date(instant));
  };
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const fill = (text: string, values: Values = {}): string =>
    text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
  const clock = { hour: hours === '12' ? 'numeric' : '2-digit', minute: '2-digit' } as const;
  const time = format(clock);
  const dateTime = format({ weekday: 'short', day: 'numeric', month: 'short', ...clock });
  const long = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  // Of a date at midnight UTC: noon there is the next day in Auckland.
  const date = format({ ...long, timeZone: 'UTC' });
  const fullDate = format({ ...long, year: 'numeric', timeZone: 'UTC' });
  const shortDate = format({ weekday: 'short', day: 'numeric', month: 'numeric', timeZone: 'UTC' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const day = dateIn(timeZone);
  const clockTime = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...clock });
  return {
    language,
    t: (message, values) => fill(messages[message], values),
    named: (prefix, name) => {
      const key = `${prefix}:${name}`;
      if (Object.hasOwn(called, key)) return called[key] ?? name;
      return Object.hasOwn(texts, key) ? (texts[key] ?? name) : sayable(name);
    },
    room: (id) => (Object.hasOwn(called, `room:${id}`) ? (called[`room:${id}`] ?? id) : id),
    visit: (uid) => (Object.hasOwn(called, `code:${uid}`) ? (called[`code:${uid}`] ?? NO_CODE) : NO_CODE),
    has: (message): message is Message => Object.hasOwn(texts, message),
    counted: (message, count, values) =>
      fill(texts[`${message}:${plural.select(count)}`] ?? texts[`${message}:other`] ?? message, {
        count,
        ...values,
      }),
    time,
    clock: (instant) => clockTime.format(new Date(instant)),
    span: (from, to) => `${time(from)}–${time(to)}`,
    date: (shown, withYear = false) => (withYear ? fullDate : date)(`${shown}T00:00Z`),
    shortDate: (shown) => shortDate(`${shown}T00:00Z`),
    percent: (share) => percent.format(share),
    nearDay: (days) =>
      Math.abs(days) > 1
        ? undefined
        : capital(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day')),
    when: (instant, shown) => (day.format(instant) === shown ? time(instant) : dateTime(instant)),
    list: (items) => list.format(items),
  };
};

/** `abdominal-scan` as one would say it. */
const sayable = (name: string): string => {
  const spaced = name.replaceAll('-', ' ');
  return capital(spaced);
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Who or what did it; a person by the subject of their sign-in, as it is written. */
export const whoText = (by: string, words: Words): string => {
  const message = `by:${by}`;
  return words.has(message) ? words.t(message) : words.t('trail.who', { who: by });
};
