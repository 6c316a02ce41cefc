import * as z from 'zod';
import type { WebhookSecrets } from '../calcom/signature.ts';
import type { Instant } from '../domain/instant.ts';
import type { ReadSecret } from './read-secret.ts';
import { type StoredSecret, storedSecret } from './stored-secret.ts';

/** `{ "current": "…", "previous": "…" }`: both are accepted, so that a rotation rejects nothing. */
export const webhookSecretsSchema = z
  .object({ current: z.string().min(1), previous: z.string().nullish() })
  .transform(
    ({ current, previous }): WebhookSecrets => ({
      current,
      ...(previous != null && previous !== '' && { previous }),
    }),
  );

/** What Cal.com signs its webhooks with. */
export const webhookSecrets = (
  id: string | undefined,
  read: ReadSecret,
  now: () => Instant,
): StoredSecret<WebhookSecrets> => storedSecret({ id, schema: webhookSecretsSchema, read, now });
