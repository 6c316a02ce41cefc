import type { BookingRow } from './booking-row.ts';
import { BareRefusal, badRequest, type Refusal } from './world.ts';

/** An HTTP request without the HTTP, so that a simulation can speak to the sandbox in one process. */
export type SandboxRequest = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Any case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type SandboxResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type ApiKey = {
  readonly key: string;
  /** The Cal.com user it belongs to. */
  readonly userId: number;
  /** Event types it may touch; a team or organisation admin may touch all, and so may whose own they all are. */
  readonly eventTypeIds: readonly number[] | 'all';
  /** An admin of a whole self-hosted Cal.com: may touch every booking by its uid, and is listed only their own. */
  readonly systemAdmin?: true;
  /** OAuth tokens only: without BOOKING_WRITE a PATCH is refused. */
  readonly scopes?: readonly string[] | undefined;
};

export const mayTouch = (key: ApiKey, row: BookingRow): boolean =>
  key.systemAdmin === true || key.eventTypeIds === 'all' || key.eventTypeIds.includes(row.eventTypeId);

export const isListedTo = (key: ApiKey, row: BookingRow): boolean =>
  key.systemAdmin === true ? row.hostId === key.userId : mayTouch(key, row);

export const json = (
  status: number,
  content: unknown,
  headers: Record<string, string> = {},
): SandboxResponse => {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(content),
  };
};

export const success = (data: unknown, status = 200): SandboxResponse =>
  json(status, { status: 'success', data });

export const failure = (request: SandboxRequest, refusal: Refusal, now: number): SandboxResponse => {
  if (refusal instanceof BareRefusal)
    return json(refusal.status, { statusCode: refusal.status, message: refusal.message });
  return json(refusal.status, {
    status: 'error',
    timestamp: new Date(now).toISOString(),
    path: request.path,
    error: { code: refusal.code, message: refusal.message, details: refusal.message },
  });
};

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const bodyOf = (request: SandboxRequest): Fields => {
  if (request.body === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(request.body);
  } catch {
    throw badRequest('Unexpected token in JSON');
  }
  if (!isFields(parsed)) throw badRequest('The body must be an object');
  return parsed;
};

export const text = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw badRequest(`${name} must be a string`);
  return value;
};

export const whole = (fields: Fields, name: string): number | undefined => {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw badRequest(`${name} must be a whole number`);
  return value;
};
