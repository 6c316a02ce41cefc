import * as z from 'zod/mini';
import type { CredentialName, SiteId } from '../domain/catalogue.ts';
import { isLocalDate, type LocalDate } from '../domain/local-time.ts';
import { MalformedMessage } from './booking-message.ts';

const text = z.string().check(z.minLength(1));
const wake = z.object({ credential: text });
const replan = z.object({ siteId: text, date: z.string().check(z.refine(isLocalDate)) });
const whatIf = z.object({ whatIf: text });

/** A wake-up of one credential's publisher. */
export const wakeMessage = (credential: CredentialName): string => JSON.stringify({ credential });

/** A Day that wants planning at once. */
export const replanMessage = (siteId: SiteId, date: LocalDate): string => JSON.stringify({ siteId, date });

/** A what-if that wants proving; what it asks stands in the Ledger. */
export const whatIfMessage = (id: string): string => JSON.stringify({ whatIf: id });

/** @throws MalformedMessage */
export const fromWakeMessage = (body: string): { credential: CredentialName } => parsed(wake, body);

/** What the replan queue carries: a Day to plan, or a what-if to prove. */
type ReplanMessage = { siteId: SiteId; date: LocalDate } | { whatIf: string };

/** @throws MalformedMessage */
export const fromReplanMessage = (body: string): ReplanMessage => parsed(z.union([replan, whatIf]), body);

const parsed = <T>(schema: z.ZodMiniType<T>, body: string): T => {
  try {
    return schema.parse(JSON.parse(body));
  } catch (cause) {
    throw new MalformedMessage('not a wake-up of ours', { cause });
  }
};
