import { createHmac } from 'node:crypto';
import { calHttp } from '../../shared/calcom/cal-http.ts';
import { SIGNATURE_HEADER } from '../../shared/calcom/signature.ts';
import type { Connection } from '../admin/connect.ts';
import { faultInWords } from '../admin/faults.ts';
import { registerWebhook } from '../admin/register-webhook.ts';
import { ok, type Symptom, wrong } from './symptom.ts';

const ABOUT = 'webhook';
const REGISTER =
  'CAL_WEBHOOK_SECRET as in lib/DEPLOY.md, step 6, then npm run cal:register; with --yes it does it.';
const ANSWERS_WITHIN_MS = 10_000;

/** What stands at Cal.com, with each key. It is read, never written. */
export const examineWebhooks = async (
  { cal, webhookUrl: url }: Connection,
  credentials: readonly string[],
  secret: string | undefined,
): Promise<Symptom[]> => {
  const symptoms: Symptom[] = [];
  for (const credential of credentials)
    try {
      const {
        level,
        wrong: faults,
        warnings,
      } = await registerWebhook({
        http: calHttp(cal),
        credential,
        url,
        secret,
        wantedLevel: undefined,
        write: false,
        progress: () => undefined,
      });
      const at = `for ${url}, at ${level}, with the key ${credential}`;
      symptoms.push(
        faults.length === 0 ? ok(ABOUT, at) : wrong(ABOUT, `${at}: ${faults.join(', ')}`, REGISTER),
        ...warnings.map((each) => wrong(ABOUT, each, 'In Cal.com: Settings, Developer, Webhooks.')),
      );
    } catch (error) {
      symptoms.push(
        wrong(
          ABOUT,
          faultInWords(error),
          'The key must be there, and be allowed to see webhooks; or look at Cal.com by hand.',
        ),
      );
    }
  return symptoms;
};

/** Whether a delivery would be taken: one without a booking is sent as Cal.com's own ping is, rightly signed. */
export const examineAddress = async ({ webhookUrl }: Connection, secret: string): Promise<Symptom> => {
  const about = 'webhook’s address';
  const body = JSON.stringify({ triggerEvent: 'PING', createdAt: new Date().toISOString(), payload: {} });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  try {
    const { status } = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    if (status === 200) return ok(about, 'answers, and believes the stored secret');
    return status === 401
      ? wrong(
          about,
          'it does not believe the stored secret',
          'A changed secret is known everywhere after five minutes; then look at the log of Receive.',
        )
      : wrong(
          about,
          `it answers ${status}`,
          'Is it the WebhookUrl of this deployment? If so, look at the log of Receive (lib/RUNBOOK.md).',
        );
  } catch (error) {
    return wrong(
      about,
      `no answer (${error instanceof Error ? error.name : 'unknown'})`,
      'It must be reachable from where Cal.com is; look at its name, a firewall, the deployment.',
    );
  }
};
