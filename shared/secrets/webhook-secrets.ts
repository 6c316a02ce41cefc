import * as z from 'zod/mini';
import type { WebhookSecrets } from '../calcom/signature.ts';
import type { Instant } from '../domain/instant.ts';
import type { ReadSecret } from './read-secret.ts';
import { type StoredSecret, storedSecret } from './stored-secret.ts';

/** `{ "current": "…", "previous": "…" }`: both are accepted, so that a rotation rejects nothing. */
const stored = z.object({
  current: z.string().check(z.minLength(1)),
  previous: z.nullish(z.string()),
});

/** The same, less what means nothing. */
export const webhookSecretsSchema = z.pipe(
  stored,
  z.transform(
    ({ current, previous }: z.infer<typeof stored>): WebhookSecrets => ({
      current,
      ...(previous != null && previous !== '' && { previous }),
    }),
  ),
);

/** What Cal.com signs its webhooks with. */
export const webhookSecrets = (
  id: string | undefined,
  read: ReadSecret,
  now: () => Instant,
): StoredSecret<WebhookSecrets> => storedSecret({ id, schema: webhookSecretsSchema, read, now });
