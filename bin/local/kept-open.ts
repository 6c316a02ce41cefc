/**
 * A connection that is kept open is its client's to end: on a busy machine a request would cross with the end that comes from
 * here, and be lost.
 */
export const KEPT_OPEN = { keepAliveTimeout: 0 } as const;
