import de from './language/de.json' with { type: 'json' };
import en from './language/en.json' with { type: 'json' };

/** One message of the page; English has them all, and the build refuses a language that lacks one. */
export type Message = keyof typeof en;

/** The languages there are, and what each calls itself. `locale` formats times and numbers: the 24-hour clock. */
export const LANGUAGES = {
  en: { name: 'English', locale: 'en-GB', messages: en },
  de: { name: 'Deutsch', locale: 'de-DE', messages: de },
} as const satisfies Record<string, { name: string; locale: string; messages: Record<Message, string> }>;
export type Language = keyof typeof LANGUAGES;

export type Values = Readonly<Record<string, string | number>>;

/** Everything the page says, in one language and the Site's time zone. */
export type Words = {
  readonly language: Language;
  /** `values` fill the places in braces; a `count` picks `….one` or `….other` where there are two. */
  readonly t: (message: Message, values?: Values) => string;
  /** A message that may not exist: a clinic's own visit type or tag is said as it is written. */
  readonly named: (prefix: string, name: string) => string;
  readonly counted: (message: string, count: number, values?: Values) => string;
  readonly time: (instant: number) => string;
  readonly date: (instant: number) => string;
  readonly dateTime: (instant: number) => string;
  readonly list: (items: readonly string[]) => string;
};

const isLanguage = (tag: string): tag is Language => Object.hasOwn(LANGUAGES, tag);

/** The first of the wished-for languages that there is, else English. */
export const languageOf = (wished: readonly string[]): Language => {
  for (const each of wished) {
    const tag = each.slice(0, 2).toLowerCase();
    if (isLanguage(tag)) return tag;
  }
  return 'en';
};

/** The words of a language. Times are the Site's, whatever zone the screen stands in. */
export const wordsIn = (language: Language, timeZone: string): Words => {
  const { locale, messages } = LANGUAGES[language];
  const texts: Readonly<Record<string, string>> = messages;
  const plural = new Intl.PluralRules(locale);
  const format = (options: Intl.DateTimeFormatOptions): ((instant: number) => string) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
    return (instant) => formatter.format(instant);
  };
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const fill = (text: string, values: Values = {}): string =>
    text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  return {
    language,
    t: (message, values) => fill(messages[message], values),
    named: (prefix, name) => {
      const key = `${prefix}.${name}`;
      return Object.hasOwn(texts, key) ? (texts[key] ?? name) : name;
    },
    counted: (message, count, values) =>
      fill(texts[`${message}.${plural.select(count)}`] ?? texts[`${message}.other`] ?? message, {
        count,
        ...values,
      }),
    time: format(clock),
    date: format({ weekday: 'long', day: 'numeric', month: 'long' }),
    dateTime: format({ weekday: 'short', day: 'numeric', month: 'short', ...clock }),
    list: (items) => list.format(items),
  };
};
