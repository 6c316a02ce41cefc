import {
  type ApiKey,
  bodyOf,
  type Fields,
  type SandboxRequest,
  type SandboxResponse,
  success,
  text,
} from './api-message.ts';
import type { Subscription, WebhookLevel } from './webhook-subscription.ts';
import { hostedTriggers, publicTriggers, type Trigger } from './webhook-triggers.ts';
import { badRequest, notFound, Refusal, type World } from './world.ts';

const known = (world: World, id: number | undefined, teamId: number | null): number => {
  const found = world.clinic.eventTypes.find((type) => type.id === id && type.teamId === teamId);
  if (found === undefined) throw notFound(`Event type ${id} not found`);
  return found.id;
};

const prefixes: readonly [RegExp, (world: World, key: ApiKey, ids: readonly number[]) => WebhookLevel][] = [
  [/^\/v2\/webhooks(?:\/([^/]+))?$/, (_world, key) => ({ kind: 'user', userId: key.userId })],
  [
    /^\/v2\/event-types\/(\d+)\/webhooks(?:\/([^/]+))?$/,
    (world, _key, [id]) => ({ kind: 'event-type', eventTypeId: known(world, id, null) }),
  ],
  [
    /^\/v2\/teams\/(\d+)\/event-types\/(\d+)\/webhooks(?:\/([^/]+))?$/,
    (world, _key, [team, id]) => ({ kind: 'event-type', eventTypeId: known(world, id, team ?? null) }),
  ],
  [
    /^\/v2\/organizations\/(\d+)\/webhooks(?:\/([^/]+))?$/,
    (world, key, [id]) => {
      if (id !== world.clinic.organizationId) throw notFound(`Organization ${id} not found`);
      if (key.eventTypeIds !== 'all') throw new Refusal(403, 'ForbiddenException', 'Org admin only');
      return { kind: 'organization', organizationId: id };
    },
  ],
];

/** The webhook routes of all levels; `undefined` when the path is none of them. */
export const webhookRoute = (
  world: World,
  key: ApiKey,
  request: SandboxRequest,
): SandboxResponse | undefined => {
  for (const [pattern, levelOf] of prefixes) {
    const match = pattern.exec(request.path);
    if (match === null) continue;
    const ofTeams = /^\/v2\/(?:teams|organizations)\//.test(request.path);
    if (ofTeams && world.behaviour.edition !== 'hosted') continue;
    const groups = match.slice(1);
    const webhookId = groups.at(-1);
    const level = levelOf(world, key, groups.slice(0, -1).map(Number));
    return webhookId === undefined
      ? collection(world, level, request)
      : single(world, level, webhookId, request);
  }
  return undefined;
};

const sameLevel = (one: WebhookLevel, other: WebhookLevel): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const at = (world: World, level: WebhookLevel): Subscription[] => {
  return [...world.webhooks.subscriptions.values()].filter((webhook) => sameLevel(webhook.level, level));
};

const shown = ({ level, ...webhook }: Subscription): Fields => {
  return {
    ...webhook,
    ...(level.kind === 'user' ? { userId: level.userId } : {}),
    ...(level.kind === 'event-type' ? { eventTypeId: level.eventTypeId } : {}),
    ...(level.kind === 'organization' ? { teamId: level.organizationId } : {}),
  };
};

const collection = (world: World, level: WebhookLevel, request: SandboxRequest): SandboxResponse => {
  if (request.method === 'GET') return success(at(world, level).map(shown));
  if (request.method !== 'POST') throw notFound(`Cannot ${request.method} ${request.path}`);
  const body = bodyOf(request);
  for (const name of ['subscriberUrl', 'triggers', 'active']) {
    if (body[name] === undefined) throw badRequest(`${name} is required`);
  }
  const webhook: Subscription = {
    id: world.rows.nextUuid(),
    level,
    subscriberUrl: '',
    triggers: [],
    active: true,
    secret: null,
    payloadTemplate: null,
    version: '2021-10-20',
    ...changes(world, body),
  };
  assertUnique(world, webhook);
  world.webhooks.subscriptions.set(webhook.id, webhook);
  return success(shown(webhook), 201);
};

const single = (world: World, level: WebhookLevel, id: string, request: SandboxRequest): SandboxResponse => {
  const webhook = world.webhooks.subscriptions.get(id);
  if (webhook === undefined || !sameLevel(webhook.level, level)) throw notFound(`Webhook (${id}) not found`);
  switch (request.method) {
    case 'GET':
      return success(shown(webhook));
    case 'PATCH': {
      const changed = { ...webhook, ...changes(world, bodyOf(request)) };
      assertUnique(world, changed);
      world.webhooks.subscriptions.set(id, changed);
      return success(shown(changed));
    }
    case 'DELETE':
      world.webhooks.subscriptions.delete(id);
      return success(shown(webhook));
    default:
      throw notFound(`Cannot ${request.method} ${request.path}`);
  }
};

/** The same URL twice is refused for one user; at two different levels it is not, and delivers twice. */
const assertUnique = (world: World, webhook: Subscription): void => {
  const twin = at(world, webhook.level).some(
    ({ id, subscriberUrl }) => id !== webhook.id && subscriberUrl === webhook.subscriberUrl,
  );
  if (twin) throw new Refusal(409, 'ConflictException', 'Webhook with this subscriber url already exists');
};

const changes = (world: World, body: Fields): Partial<Subscription> => {
  const { triggers, active, version } = body;
  const subscriberUrl = text(body, 'subscriberUrl');
  if (subscriberUrl !== undefined && !/^https?:\/\//.test(subscriberUrl))
    throw badRequest('subscriberUrl must be a URL');
  if (active !== undefined && typeof active !== 'boolean') throw badRequest('active must be a boolean value');
  if (version !== undefined && version !== '2021-10-20' && version !== '2026-07-27')
    throw badRequest('unknown version');
  return {
    ...(subscriberUrl === undefined ? {} : { subscriberUrl }),
    ...(triggers === undefined ? {} : { triggers: knownTriggers(world, triggers) }),
    ...(active === undefined ? {} : { active }),
    ...(version === undefined ? {} : { version }),
    ...('secret' in body ? { secret: text(body, 'secret') ?? null } : {}),
    ...('payloadTemplate' in body ? { payloadTemplate: text(body, 'payloadTemplate') ?? null } : {}),
  };
};

const knownTriggers = (world: World, value: unknown): Trigger[] => {
  const names: readonly Trigger[] = world.behaviour.edition === 'hosted' ? hostedTriggers : publicTriggers;
  if (!Array.isArray(value)) throw badRequest('triggers must be an array');
  return value.map((name: unknown) => {
    const trigger = names.find((each) => each === name);
    if (trigger === undefined) throw badRequest(`each value in triggers must be one of: ${names.join(', ')}`);
    return trigger;
  });
};
