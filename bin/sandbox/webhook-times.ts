import { memoize } from '../../shared/domain/memoize.ts';

/** Cal.com writes one instant in three ways, depending on which code built the payload. */
export const plainTime = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
export const millisecondTime = (at: number): string => new Date(at).toISOString();
export const offsetTime = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, '+00:00');

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Minutes east of UTC in a zone at an instant. */
export const utcOffset = memoize((timeZone: string, at: number): number => {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formatters.set(timeZone, formatter);
  }
  const name = formatter.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === '-' ? -size : size;
});
