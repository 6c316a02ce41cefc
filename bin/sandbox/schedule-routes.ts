import { type ApiKey, bodyOf, type SandboxRequest, type SandboxResponse, success } from './api-message.ts';
import type { CalSchedule } from './cal-schedule.ts';
import { newSchedule, scheduleFromBody } from './schedule-body.ts';
import { notFound, Refusal, type World } from './world.ts';

/** `/v2/schedules`: each user has their own, of which one is the default. `undefined` when the path is none of these. */
export const scheduleRoute = (
  world: World,
  key: ApiKey,
  request: SandboxRequest,
): SandboxResponse | undefined => {
  const [, name] = /^\/v2\/schedules(?:\/([^/]+))?$/.exec(request.path) ?? [];
  if (!/^\/v2\/schedules(?:\/[^/]+)?$/.test(request.path)) return undefined;
  const { schedules } = world.availability;
  const own = [...schedules.values()].filter(({ ownerId }) => ownerId === key.userId);
  /** A user has one default schedule. */
  const keep = (schedule: CalSchedule): CalSchedule => {
    if (schedule.isDefault) for (const other of own) schedules.set(other.id, { ...other, isDefault: false });
    schedules.set(schedule.id, schedule);
    return schedule;
  };
  if (name === undefined) {
    if (request.method === 'GET') return success(own);
    if (request.method !== 'POST') throw notFound(`Cannot ${request.method} ${request.path}`);
    return success(keep(newSchedule(world.rows.nextId(), key.userId, bodyOf(request))), 201);
  }
  if (name === 'default') return success(own.find(({ isDefault }) => isDefault) ?? null);
  const schedule = schedules.get(Number(name));
  if (schedule === undefined) throw notFound(`Schedule with id=${name} not found`);
  // Not even an admin of the whole instance.
  if (schedule.ownerId !== key.userId)
    throw new Refusal(
      403,
      'ForbiddenException',
      `User with ID=${key.userId} does not own schedule with ID=${name}`,
    );
  switch (request.method) {
    case 'GET':
      return success(schedule);
    case 'PATCH':
      return success(keep({ ...schedule, ...scheduleFromBody(bodyOf(request)) }));
    case 'DELETE':
      schedules.delete(schedule.id);
      return success(null);
    default:
      throw notFound(`Cannot ${request.method} ${request.path}`);
  }
};
