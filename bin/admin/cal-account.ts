import * as z from 'zod';
import { ownField } from '../../shared/calcom/booking-fields.ts';
import { type Answer, type CalHttp, failureOf, isSuccess } from '../../shared/calcom/cal-http.ts';

/** Cal.com said no, or nothing that could be understood; without what it said, which may quote people. */
export class CalSaysNo extends Error {
  override readonly name = 'CalSaysNo';
  readonly status: number;
  constructor(what: string, answer: Answer) {
    const failure = failureOf(answer, Date.now());
    const how =
      failure === undefined
        ? 'an answer that cannot be read'
        : failure.kind === 'refused'
          ? `${failure.status} ${failure.code}`
          : failure.kind === 'throttled'
            ? 'too many requests'
            : failure.cause;
    super(`Cal.com would not ${what}: ${how}`);
    this.status = failure?.kind === 'refused' ? failure.status : 0;
  }
}

/** `data` of a successful answer in the shape expected. @throws CalSaysNo */
export const dataOf = <T>(what: string, answer: Answer, schema: z.ZodType<T>): T => {
  if (failureOf(answer, Date.now()) !== undefined || !('json' in answer) || !isSuccess(answer.json))
    throw new CalSaysNo(what, answer);
  const parsed = schema.safeParse(ownField(answer.json, 'data'));
  if (!parsed.success) throw new CalSaysNo(what, answer);
  return parsed.data;
};

const me = z.object({ id: z.int(), organizationId: z.int().nullish() });

const eventType = z.object({
  id: z.int(),
  slug: z.string(),
  teamId: z.int().nullish(),
  /** Whose personal event type it is; a team's has hosts. */
  ownerId: z.int().nullish(),
  hosts: z.array(z.object({ userId: z.int() })).nullish(),
});
export type EventTypeAtCal = z.infer<typeof eventType>;

/** The Cal.com user ids of those who may be booked. */
export const hostsOf = ({ hosts, ownerId }: EventTypeAtCal): number[] =>
  hosts?.map(({ userId }) => userId) ?? (ownerId == null ? [] : [ownerId]);

/** A person's own event types are there under this version alone. */
const EVENT_TYPES_VERSION = '2024-06-14';
/** As many as Cal.com gives at once. */
const TAKE = 250;

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

export const readMe = async (http: CalHttp, credential: string) =>
  dataOf('say whose key this is', await http.get('/me', credential), me);

/** All event types the key may see: its own, and its teams'; an organization's admin need be in none of its teams. */
export const readEventTypes = async (
  http: CalHttp,
  credential: string,
  organizationId: number | undefined,
): Promise<EventTypeAtCal[]> => {
  const own = dataOf(
    'list event types',
    await http.get('/event-types', credential, EVENT_TYPES_VERSION),
    z.array(eventType),
  );
  const ofTeams =
    (organizationId !== undefined && (await ofOrganization(http, credential, organizationId))) ||
    (await ofOwnTeams(http, credential));
  return [...own, ...ofTeams];
};

/** The event types of all teams of the organization; `undefined` where the key may not list them. */
const ofOrganization = async (
  http: CalHttp,
  credential: string,
  organizationId: number,
): Promise<EventTypeAtCal[] | undefined> => {
  const found: EventTypeAtCal[] = [];
  for (;;) {
    const query = `take=${TAKE}&skip=${found.length}`;
    const answer = await http.get(`/organizations/${organizationId}/teams/event-types?${query}`, credential);
    if (failureOf(answer, Date.now())?.kind === 'refused') return undefined;
    const page = dataOf('list the event types of an organization', answer, z.array(eventType));
    found.push(...page);
    if (page.length < TAKE) return found;
  }
};

/** The community edition knows no teams: there is no such route. */
const ofOwnTeams = async (http: CalHttp, credential: string): Promise<EventTypeAtCal[]> => {
  const answer = await http.get('/teams', credential);
  if ('status' in answer && answer.status === 404) return [];
  const teams = dataOf('list teams', answer, z.array(z.object({ id: z.int() })));
  const types = await Promise.all(
    teams.map(async ({ id }) =>
      dataOf(
        'list a team’s event types',
        await http.get(`/teams/${id}/event-types`, credential),
        z.array(eventType),
      ).map((each) => ({ ...each, teamId: id })),
    ),
  );
  return types.flat();
};

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
