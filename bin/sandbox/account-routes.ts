import {
  type ApiKey,
  bodyOf,
  type Fields,
  type SandboxRequest,
  type SandboxResponse,
  success,
  whole,
} from './api-message.ts';
import { ownerOf, type TypeSettings } from './availability.ts';
import type { EventType } from './clinic.ts';
import { badRequest, notFound, Refusal, type World } from './world.ts';

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
    ...timesOf(world, type),
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

const TYPE_PATH = /^\/v2\/event-types\/(\d+)$/;

const defaultScheduleOf = (world: World, userId: number): number | null =>
  [...world.availability.schedules.values()].find((each) => each.isDefault && each.ownerId === userId)?.id ??
  null;

/** When it can be booked, as far as the type itself says so. */
const timesOf = (world: World, { id }: EventType): Omit<TypeSettings, 'disableStandardEmails'> => {
  const { disableStandardEmails: _, ...times } = world.availability.settingsOf(id);
  return times;
};

/**
 * An event type takes what it knows and drops the rest without a word. Whatever is changed, it then sends its standard
 * mails again.
 */
const patchType = (world: World, key: ApiKey, id: number, body: Fields): SandboxResponse => {
  const type = world.clinic.eventTypes.find((each) => each.id === id && each.teamId === null);
  if (type === undefined) throw notFound(`Event type with id ${id} not found`);
  if (ownerOf(type) !== key.userId)
    throw new Refusal(
      403,
      'ForbiddenException',
      `User with ID=${key.userId} does not own event type with ID=${id}`,
    );
  const { availability } = world;
  const scheduleId = whole(body, 'scheduleId');
  if (scheduleId !== undefined && availability.schedules.get(scheduleId)?.ownerId !== key.userId)
    throw notFound(`User with ID=${key.userId} does not own schedule with ID=${scheduleId}`);
  const minutes = MINUTES.flatMap((name) => {
    const value = whole(body, name);
    if (value !== undefined && value < 0) throw badRequest(`${name} must not be less than 0`);
    return value === undefined ? [] : [[name, value]];
  });
  availability.change(id, {
    ...(scheduleId === undefined ? {} : { scheduleId }),
    ...(body.scheduleId === null ? { scheduleId: null } : {}),
    ...Object.fromEntries(minutes),
    disableStandardEmails: false,
  });
  return success(shown(world, type));
};

const MINUTES = [
  'slotInterval',
  'minimumBookingNotice',
  'offsetStart',
  'beforeEventBuffer',
  'afterEventBuffer',
] as const satisfies readonly (keyof TypeSettings)[];

/** Who the key is and which event types it sees; `undefined` when the path is none of these. */
export const accountRoute = (
  world: World,
  key: ApiKey,
  request: SandboxRequest,
): SandboxResponse | undefined => {
  const typeId = request.method === 'PATCH' ? TYPE_PATH.exec(request.path)?.[1] : undefined;
  if (typeId !== undefined) return patchType(world, key, Number(typeId), bodyOf(request));
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
      defaultScheduleId: defaultScheduleOf(world, key.userId),
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
  const id = TYPE_PATH.exec(request.path)?.[1];
  if (id === undefined) return undefined;
  const found = visible.find((type) => type.id === Number(id));
  if (found === undefined) throw notFound(`Event type with id ${id} not found`);
  return success(shown(world, found));
};
