import * as z from 'zod';
import type { CredentialName, SiteId } from '../domain/catalogue.ts';
import { isLocalDate, type LocalDate } from '../domain/local-time.ts';
import { MalformedMessage } from './booking-message.ts';

const wake = z.strictObject({ credential: z.string().min(1) });
const replan = z.strictObject({ siteId: z.string().min(1), date: z.string().refine(isLocalDate) });

/** A wake-up of one credential's publisher. */
export const wakeMessage = (credential: CredentialName): string => JSON.stringify({ credential });

/** A Day that wants planning at once. */
export const replanMessage = (siteId: SiteId, date: LocalDate): string => JSON.stringify({ siteId, date });

/** @throws MalformedMessage */
export const fromWakeMessage = (body: string): { credential: CredentialName } => parsed(wake, body);

/** @throws MalformedMessage */
export const fromReplanMessage = (body: string): { siteId: SiteId; date: LocalDate } => parsed(replan, body);

const parsed = <T>(schema: z.ZodType<T>, body: string): T => {
  try {
    return schema.parse(JSON.parse(body));
  } catch (cause) {
    throw new MalformedMessage('not a wake-up of ours', { cause });
  }
};
