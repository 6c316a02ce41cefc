import * as z from 'zod';
import { CalSaysNo, dataOf, type EventTypeAtCal } from '../../shared/calcom/cal-account.ts';
import { type CalHttp, failureOf } from '../../shared/calcom/cal-http.ts';

/** Where a webhook may stand. */
export type Level = { readonly name: string; readonly path: string };

export const ORGANIZATION = (id: number): Level => ({
  name: `organization ${id}`,
  path: `/organizations/${id}/webhooks`,
});
export const USER: Level = { name: 'user', path: '/webhooks' };
export const EVENT_TYPE = ({ id, teamId }: Pick<EventTypeAtCal, 'id' | 'teamId'>): Level => ({
  name: `event type ${id}`,
  path: teamId == null ? `/event-types/${id}/webhooks` : `/teams/${teamId}/event-types/${id}/webhooks`,
});

const webhook = z.object({
  id: z.coerce.string(),
  subscriberUrl: z.string(),
  triggers: z.array(z.string()),
  active: z.boolean(),
  /** Not every edition shows it. */
  secret: z.string().nullish().optional(),
  payloadTemplate: z.string().nullish(),
  version: z.string().nullish(),
});
export type WebhookAtCal = z.infer<typeof webhook>;

/** The webhooks of one level; `undefined` where the key may not see them. */
export const readWebhooks = async (
  http: CalHttp,
  credential: string,
  { path }: Level,
): Promise<WebhookAtCal[] | undefined> => {
  const answer = await http.get(path, credential);
  const failure = failureOf(answer, Date.now());
  if (failure?.kind === 'refused') return undefined;
  return dataOf('list webhooks', answer, z.array(webhook));
};

/** An IPv4 address or range. */
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/;

/**
 * The addresses that Cal.com sends from, of whichever service. Its answer names services, and for each what it sends from and
 * what it receives on; of its shape no more is believed.
 */
export const readEgress = async (http: CalHttp, credential: string): Promise<string[]> => {
  const found = new Set<string>();
  const collect = (value: unknown, sends: boolean): void => {
    if (typeof value === 'string') {
      if (sends && ADDRESS.test(value)) found.add(value);
    } else if (typeof value === 'object' && value !== null)
      for (const [name, each] of Object.entries(value))
        collect(each, sends ? !/ingress/i.test(name) : /egress/i.test(name));
  };
  const answer = await http.get('/allowlists', credential);
  collect(dataOf('list its addresses (a self-hosted one has none)', answer, z.unknown()), false);
  if (found.size === 0) throw new CalSaysNo('name an address it sends from', answer);
  return [...found].sort();
};
