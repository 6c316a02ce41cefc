import { type ApiKey, type SandboxRequest, type SandboxResponse, success } from './api-message.ts';
import type { EventType } from './clinic.ts';
import { notFound, Refusal, type World } from './world.ts';

const shown = (world: World, type: EventType): Record<string, unknown> => {
  const address = type.location.startsWith('integrations:')
    ? { type: 'integration', integration: 'cal-video' }
    : { type: 'address', address: type.location, public: true };
  return {
    id: type.id,
    ownerId: type.teamId === null || type.parentEventTypeId !== undefined ? (type.hostIds[0] ?? null) : null,
    ...(type.parentEventTypeId !== undefined && { parentEventTypeId: type.parentEventTypeId }),
    teamId: type.teamId,
    slug: type.slug,
    title: type.title,
    lengthInMinutes: type.length,
    description: '',
    locations: [address],
    bookingFields: type.bookingFields.map((field) => ({ type: 'multiselect', required: false, ...field })),
    recurrence:
      type.recurrence === null
        ? null
        : { interval: 1, frequency: 'weekly', occurrences: type.recurrence.count },
    confirmationPolicy: type.requiresConfirmation
      ? { type: 'always', blockUnavailableTimeSlots: true }
      : { disabled: true },
    seats: type.seatsPerTimeSlot === null ? { disabled: true } : { seatsPerTimeSlot: type.seatsPerTimeSlot },
    schedulingType: type.schedulingType,
    price: type.price,
    currency: type.currency,
    ...(type.teamId === null ? {} : { hosts: hostsOf(world, type) }),
  };
};

const hostsOf = (world: World, { hostIds }: EventType): Record<string, unknown>[] =>
  hostIds.map((id) => {
    const host = world.clinic.hosts.find((each) => each.id === id);
    return { userId: id, name: host?.name, username: host?.username };
  });

/** Where the hosted service sends from, in its documented shape; addresses of no one. */
const egressAddresses = {
  services: [
    { service: 'api', ingress: ['192.0.2.0/28'], egress: ['198.51.100.16/28'] },
    { service: 'webhooks', ingress: [], egress: ['198.51.100.32/28', '203.0.113.7/32'] },
  ],
};

/** Who the key is and which event types it sees; `undefined` when the path is none of these. */
export const accountRoute = (
  world: World,
  key: ApiKey,
  request: SandboxRequest,
): SandboxResponse | undefined => {
  if (request.method !== 'GET') return undefined;
  const visible = world.clinic.eventTypes.filter(
    ({ id }) => key.eventTypeIds === 'all' || key.eventTypeIds.includes(id),
  );
  const isHosted = world.behaviour.edition === 'hosted';
  if (request.path === '/v2/me') {
    const user = world.clinic.hosts.find(({ id }) => id === key.userId);
    return success({
      id: key.userId,
      username: user?.username ?? 'room-service',
      email: user?.email ?? 'room-service@clinic.example',
      timeFormat: 24,
      defaultScheduleId: null,
      weekStart: 'Monday',
      timeZone: world.clinic.timeZone,
      organizationId: isHosted ? world.clinic.organizationId : null,
    });
  }
  // The community edition has neither teams nor organizations: there are no such routes.
  if (!isHosted && /^\/v2\/(?:teams|organizations)(?:\/|$)/.test(request.path)) return undefined;
  if (isHosted && request.path === '/v2/allowlists') return success(egressAddresses);
  // Who administers an organization is not by that a member of its teams.
  if (request.path === '/v2/teams') {
    const isMember = ({ id }: { readonly id: number }): boolean =>
      world.clinic.eventTypes.some(({ teamId, hostIds }) => teamId === id && hostIds.includes(key.userId));
    return success(world.clinic.teams.filter(isMember));
  }
  if (/^\/v2\/organizations\/\d+\/teams\/event-types$/.test(request.path)) {
    if (key.eventTypeIds !== 'all') throw new Refusal(403, 'ForbiddenException', 'Org admin only');
    const [skip, take] = [Number(request.query.skip ?? 0), Number(request.query.take ?? 250)];
    const ofTeams = visible.filter(({ teamId }) => teamId !== null).slice(skip, skip + take);
    return success(ofTeams.map((type) => shown(world, type)));
  }
  const team = /^\/v2\/teams\/(\d+)\/event-types$/.exec(request.path)?.[1];
  if (team !== undefined) {
    return success(visible.filter(({ teamId }) => teamId === Number(team)).map((type) => shown(world, type)));
  }
  if (request.path === '/v2/event-types') {
    return success(visible.filter(({ teamId }) => teamId === null).map((type) => shown(world, type)));
  }
  const id = /^\/v2\/event-types\/(\d+)$/.exec(request.path)?.[1];
  if (id === undefined) return undefined;
  const found = visible.find((type) => type.id === Number(id));
  if (found === undefined) throw notFound(`Event type with id ${id} not found`);
  return success(shown(world, found));
};
