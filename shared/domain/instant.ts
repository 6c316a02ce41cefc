/** A moment, in milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

/** A half-open stretch of time, `[start, end)`: a visit may start the minute the previous one ends. */
export type Interval = { readonly start: Instant; readonly end: Instant };

/** One minute, in milliseconds. */
export const MINUTE = 60_000;

/** Whether two half-open intervals share any time. */
export const overlap = (a: Interval, b: Interval): boolean => a.start < b.end && b.start < a.end;

/** Whether `outer` covers all of `inner`. */
export const contains = (outer: Interval, inner: Interval): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/** The instant as ISO-8601 in UTC, for people and logs. */
export const toIso = (at: Instant): string => new Date(at).toISOString();
