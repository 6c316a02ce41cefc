import { MINUTE } from '../domain/instant.ts';

/** A wake that is to come later than after so many milliseconds is not sent: SQS delays no message by more. */
export const LONGEST_WAKE_MS = 15 * MINUTE;
