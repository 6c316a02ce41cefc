import * as z from 'zod';
import { ownField } from './booking-fields.ts';
import { type Answer, type CalHttp, failureOf, isSuccess } from './cal-http.ts';

/** Cal.com said no, or nothing that could be understood; without what it said, which may quote people. */
export class CalSaysNo extends Error {
  override readonly name = 'CalSaysNo';
  readonly status: number;
  constructor(what: string, answer: Answer) {
    const failure = failureOf(answer, Date.now());
    const reply =
      failure === undefined
        ? 'an answer that cannot be read'
        : failure.kind === 'refused'
          ? `${failure.status} ${failure.code}`
          : failure.kind === 'throttled'
            ? 'too many requests'
            : failure.cause;
    super(`Cal.com would not ${what}: ${reply}`);
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
  /** Of a managed event type's child: the one that people see in the team. */
  parentEventTypeId: z.int().nullish(),
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

/** All event types that a key may see, whatever organization its user belongs to. @throws CalSaysNo */
export const eventTypesSeen =
  (http: CalHttp) =>
  async (credential: string): Promise<EventTypeAtCal[]> => {
    const { organizationId } = await readMe(http, credential);
    return readEventTypes(http, credential, organizationId ?? undefined);
  };
