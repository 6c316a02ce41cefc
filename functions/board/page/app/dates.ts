/** Whether there is such a date, written as the API writes dates. */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T12:00Z`)) && addDays(text, 0) === text;

/** The date so many days later (`YYYY-MM-DD`). */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T12:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The Monday of a date's week. */
export const mondayOf = (date: string): string =>
  addDays(date, -((new Date(`${date}T12:00Z`).getUTCDay() + 6) % 7));

/** `HH:MM` in minutes since midnight; nothing for what is no time of day. */
export const minutesOf = (time: string): number | undefined => {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
};

/** Minutes since midnight as `HH:MM`. */
export const atMinutes = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** Writes an instant's date in a time zone as the API writes dates. */
export const dateIn = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-CA', { timeZone });

/** What the wall shows at an instant, as `2026-11-30 14:00`. */
const wallIn = (timeZone: string): ((at: number) => string) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (at) => format.format(at);
};

/** The time on the wall, `14:00`. */
export const wallTime = (at: number, timeZone: string): string => wallIn(timeZone)(at).slice(11, 16);

/** When the wall shows that time on that date; `24:00` is the end of it. */
export const instantOn = (date: string, time: string, timeZone: string): number => {
  const wall = wallIn(timeZone);
  const wanted = Date.parse(`${date}T${time}Z`);
  let at = wanted;
  // Once more, where a clock is changed in between.
  for (let looks = 0; looks < 2; looks += 1) at += wanted - Date.parse(`${wall(at).replace(' ', 'T')}Z`);
  return at;
};
