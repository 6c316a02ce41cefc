import { accountRoute } from './account-routes.ts';
import {
  type ApiKey,
  bodyOf,
  failure,
  json,
  type SandboxRequest,
  type SandboxResponse,
  success,
} from './api-message.ts';
import { bookingOutput } from './booking-output.ts';
import {
  assertBookingExists,
  assertMayTouch,
  bookingActs,
  createBooking,
  getBooking,
} from './booking-routes.ts';
import { calendarRoute } from './calendar-routes.ts';
import { changeLocation, revertLocation } from './change-booking.ts';
import type { Fault, FaultPlace, VersionedRoute } from './faults.ts';
import { listByCursor, listByOffset } from './list-bookings.ts';
import { locationFromBody } from './location-body.ts';
import { type Admission, type RateLimiter, rateLimitHeaders } from './rate-limiter.ts';
import { scheduleRoute } from './schedule-routes.ts';
import { slotRoute } from './slot-routes.ts';
import { webhookRoute } from './webhook-routes.ts';
import { notFound, Refusal, rowOf, sleep, type World } from './world.ts';

/** One PATCH that arrived at the sandbox, whatever became of it. */
export type PatchRecord = {
  readonly at: number;
  readonly uid: string;
  readonly key: string | null;
  readonly body: string;
  readonly fault: string | null;
  /** False: the throttle refused it. */
  admitted: boolean;
  /** When the row was written and the mails went out; null: never. */
  appliedAt: number | null;
  /** What the booking showed before and after it was applied: the same text twice is a mail about nothing. */
  shownBefore: string | null;
  shownAfter: string | null;
  /** null: no answer yet. */
  status: number | null;
};

type Limiters = { readonly location: RateLimiter; readonly ordinary: RateLimiter };

/** An OAuth client, what it was granted, and whose rights its tokens have. */
export type OAuthClient = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly key: Omit<ApiKey, 'key'>;
};

const ACCESS_SECONDS = 1_800;

const personalTypePath = /^\/v2\/event-types(?:\/\d+)?$/;
const patchPath = /^\/v2\/bookings\/([^/]+)\/location$/;
const onePath = /^\/v2\/bookings\/([^/]+)$/;
const actPath = /^\/v2\/bookings\/([^/]+)\/(cancel|reschedule|confirm|decline)$/;

const routeOf = (method: string, path: string): VersionedRoute => {
  if (patchPath.test(path)) return 'patch';
  if (actPath.test(path)) return 'act';
  if (onePath.test(path)) return 'one';
  return method === 'GET' ? 'list' : 'create';
};

/** Under which versions a route is there; `undefined`: whatever the version. */
const versionsOf = (
  method: string,
  path: string,
  edition: 'hosted' | 'public',
): readonly string[] | undefined => {
  if (personalTypePath.test(path)) return ['2024-06-14'];
  if (path.startsWith('/v2/schedules')) return ['2024-06-11'];
  if (path.startsWith('/v2/slots')) return ['2024-09-04'];
  if (!path.startsWith('/v2/bookings')) return undefined;
  const route = routeOf(method, path);
  if (edition === 'public' || route === 'patch') return ['2024-08-13'];
  return ['2024-08-13', route === 'list' ? '2026-05-01' : '2026-02-25'];
};

const bearer = (request: SandboxRequest): string | undefined => {
  const token = /^Bearer\s+(\S.*)$/i.exec(request.headers.authorization ?? '')?.[1];
  return token?.trim();
};

/** Cal.com's API v2, as far as a room assigner and a patient's client use it. */
export class CalApi {
  readonly patches: PatchRecord[] = [];
  readonly keys = new Map<string, ApiKey>();
  readonly oauthClients = new Map<string, OAuthClient>();
  readonly #world: World;
  readonly #limiters: Limiters;

  constructor(world: World, limiters: Limiters) {
    this.#world = world;
    this.#limiters = limiters;
  }

  async handle(given: SandboxRequest): Promise<SandboxResponse> {
    const headers = Object.fromEntries(
      Object.entries(given.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const request = { ...given, headers };
    const requestId = this.#world.rows.nextUuid();
    const uid = request.method === 'PATCH' ? patchPath.exec(request.path)?.[1] : undefined;
    const response = uid === undefined ? await this.#ordinary(request) : await this.#patch(request, uid);
    return { ...response, headers: { 'X-Request-Id': requestId, ...response.headers } };
  }

  /** The location PATCH: version, throttle, credential, body, booking, right — in that order. */
  async #patch(request: SandboxRequest, uid: string): Promise<SandboxResponse> {
    const fault = this.#world.faults.draw('patch', { uid });
    const token = bearer(request);
    const record: PatchRecord = {
      at: this.#world.now(),
      uid,
      key: token ?? null,
      body: request.body,
      fault: fault?.kind ?? null,
      admitted: true,
      appliedAt: null,
      shownBefore: null,
      shownAfter: null,
      status: null,
    };
    this.patches.push(record);
    const perform = async (): Promise<SandboxResponse> => {
      if (token === undefined) throw new Refusal(403, 'ForbiddenException', 'Forbidden');
      const key = this.#key(request);
      if (key.scopes !== undefined && !key.scopes.includes('BOOKING_WRITE')) {
        throw new Refusal(403, 'ForbiddenException', 'insufficient_scope: BOOKING_WRITE');
      }
      const location = locationFromBody(bodyOf(request));
      const row = rowOf(this.#world, uid);
      if (row.hostId === null) throw notFound(`No user found for booking with uid=${uid}`);
      assertMayTouch(key, row);
      if (this.#world.behaviour.unchangeableEventTypes.includes(row.eventTypeId)) throw forbidden();
      if (location !== undefined) {
        record.shownBefore = row.location;
        record.shownAfter = changeLocation(this.#world, uid, location).location;
        record.appliedAt = this.#world.now();
      }
      return success(bookingOutput(this.#world.clinic, rowOf(this.#world, uid), key));
    };
    const response = await this.#throttled(request, token, fault, 'booking_location_update', record, perform);
    record.status = response.status;
    if (fault?.kind === 'reverted' && response.status === 200) {
      this.#world.later(fault.delayMs, () => void revertLocation(this.#world, uid));
    }
    return response;
  }

  async #throttled(
    request: SandboxRequest,
    token: string | undefined,
    fault: Fault | undefined,
    bucket: 'booking_location_update' | 'default',
    record: PatchRecord | undefined,
    perform: () => Promise<SandboxResponse>,
  ): Promise<SandboxResponse> {
    const answered = (act: () => Promise<SandboxResponse>): Promise<SandboxResponse> =>
      this.#answered(request, act);
    const inFront = fault && IN_FRONT[fault.kind];
    if (inFront !== undefined) return inFront;
    const wrongVersion = fault?.kind === 'no-such-route' ? noSuchRoute(request) : this.#wrongVersion(request);
    if (wrongVersion !== undefined) return answered(() => Promise.reject(wrongVersion));
    // An unknown key has no bucket: the guard itself turns it away.
    if (token !== undefined && !this.keys.has(token)) return answered(() => Promise.reject(invalidKey()));
    const limiter = bucket === 'default' ? this.#limiters.ordinary : this.#limiters.location;
    const tracker = token ?? 'ip';
    if (fault?.kind === 'too-many-requests') limiter.block(tracker);
    const admission = limiter.hit(tracker);
    if (record !== undefined) record.admitted = admission.admitted;
    const response = admission.admitted
      ? await this.#struck(request, fault, () => answered(perform))
      : await answered(() => Promise.reject(tooManyRequests()));
    return {
      ...response,
      headers: { ...response.headers, ...this.#limitHeaders(bucket, admission, response) },
    };
  }

  #limitHeaders(bucket: string, admission: Admission, response: SandboxResponse): Record<string, string> {
    // A page from in front of Cal.com carries none of its headers.
    return response.headers['Content-Type']?.startsWith('text/html')
      ? {}
      : rateLimitHeaders(bucket, admission);
  }

  async #struck(
    request: SandboxRequest,
    fault: Fault | undefined,
    perform: () => Promise<SandboxResponse>,
  ): Promise<SandboxResponse> {
    const broken = (): Promise<SandboxResponse> =>
      this.#answered(request, () =>
        Promise.reject(new Refusal(500, 'InternalServerErrorException', 'Internal server error')),
      );
    switch (fault?.kind) {
      case 'server-error':
        return broken();
      case 'server-error-applied':
        await perform();
        return broken();
      case 'timeout-applied':
        await perform();
        return this.#hang();
      case 'timeout-applied-late':
        this.#world.later(fault.delayMs, () => void perform());
        return this.#hang();
      case 'timeout-not-applied':
        return this.#hang();
      case 'html':
        return webPage;
      case 'html-applied':
        await perform();
        return webPage;
      case 'slow': {
        const response = await perform();
        await sleep(this.#world, fault.delayMs);
        return response;
      }
      case 'unauthorized':
        return this.#answered(request, () => Promise.reject(invalidKey()));
      case 'forbidden':
        return this.#answered(request, () => Promise.reject(forbidden()));
      case 'not-found':
        return this.#answered(request, () =>
          Promise.reject(notFound('Booking was not found in the database')),
        );
      default:
        return perform();
    }
  }

  /** No answer until a gateway loses patience; by then the caller has long hung up. */
  async #hang(): Promise<SandboxResponse> {
    await sleep(this.#world, this.#world.behaviour.gatewayMs);
    return { status: 504, headers: { 'Content-Type': 'text/html' }, body: '<h1>504 Gateway Time-out</h1>' };
  }

  async #ordinary(request: SandboxRequest): Promise<SandboxResponse> {
    const { method, path } = request;
    if (method === 'POST' && path === '/v2/auth/oauth2/token') return this.#token(request);
    const oneUid = onePath.exec(path)?.[1];
    const act = method === 'POST' ? actPath.exec(path) : null;
    const listed = method === 'GET' && path === '/v2/bookings';
    const place: FaultPlace = listed ? 'list' : method === 'GET' ? 'get' : 'write';
    const fault = this.#world.faults.draw(place, { uid: oneUid ?? act?.[1] });
    return this.#throttled(request, bearer(request), fault, 'default', undefined, async () => {
      const world = this.#world;
      if (listed) {
        const key = this.#key(request);
        const { rows, response } =
          request.headers['cal-api-version'] === '2026-05-01'
            ? listByCursor(world, key, request.query)
            : listByOffset(world, key, request.query, fault?.kind === 'shifted-page');
        await sleep(world, rows * world.behaviour.listMsPerRow);
        return response;
      }
      if (method === 'POST' && path === '/v2/bookings') return createBooking(world, request);
      if (method === 'GET' && oneUid !== undefined) {
        const token = bearer(request);
        return getBooking(world, token === undefined ? undefined : this.#key(request), oneUid);
      }
      const [, uid = '', name = ''] = act ?? [];
      const run = bookingActs[name];
      if (run !== undefined) {
        assertBookingExists(world, uid);
        const token = bearer(request);
        return run(world, request, token === undefined ? undefined : this.keys.get(token), uid);
      }
      const offered = await slotRoute(world, request);
      if (offered !== undefined) return offered;
      const key = this.#key(request);
      const response =
        webhookRoute(world, key, request) ??
        scheduleRoute(world, key, request) ??
        calendarRoute(world, key, request) ??
        accountRoute(world, key, request);
      if (response === undefined) throw notFound(`Cannot ${method} ${path}`);
      return response;
    });
  }

  /** Bookings and personal event types exist only under a known version; without it the route itself is not there. */
  #wrongVersion({ method, path, headers }: SandboxRequest): Refusal | undefined {
    const version = headers['cal-api-version'] ?? '';
    const { edition, retiredVersions } = this.#world.behaviour;
    const served = versionsOf(method, path, edition);
    if (served === undefined) return undefined;
    const route = routeOf(method, path);
    const retired = [version, `${route} ${version}`].some((each) => retiredVersions.includes(each));
    if (served.includes(version) && !retired) return undefined;
    if (served.includes(version)) this.#world.faults.retired(route);
    return noSuchRoute({ method, path });
  }

  /** The hosted service's token endpoint: answers in RFC 6749's shape, refuses in its own. */
  #token(request: SandboxRequest): SandboxResponse {
    const fields = bodyOf(request);
    const client = this.oauthClients.get(String(fields.client_id));
    if (this.#world.behaviour.edition !== 'hosted' || client === undefined)
      return json(401, { error: 'invalid_client' });
    const { clientSecret, refreshToken, key } = client;
    if (fields.client_secret !== clientSecret) return json(401, { error: 'invalid_client' });
    if (fields.grant_type !== 'refresh_token' || fields.refresh_token !== refreshToken)
      return json(400, { error: 'invalid_grant' });
    const token = `access_${this.#world.rows.nextUuid()}`;
    this.keys.set(token, { ...key, key: token });
    this.#world.later(ACCESS_SECONDS * 1000, () => void this.keys.delete(token));
    return json(200, { access_token: token, token_type: 'bearer', expires_in: ACCESS_SECONDS });
  }

  #key(request: SandboxRequest): ApiKey {
    const token = bearer(request);
    if (token === undefined)
      throw new Refusal(401, 'UnauthorizedException', 'No authentication method provided');
    const key = this.keys.get(token);
    if (key === undefined) throw invalidKey();
    return key;
  }

  async #answered(request: SandboxRequest, act: () => Promise<SandboxResponse>): Promise<SandboxResponse> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return failure(request, error, this.#world.now());
    }
  }
}

const noSuchRoute = ({ method, path }: Pick<SandboxRequest, 'method' | 'path'>): Refusal =>
  notFound(`Cannot ${method} ${path}`);
const forbidden = (): Refusal =>
  new Refusal(403, 'ForbiddenException', 'user is not authorized to manage this event type');
const invalidKey = (): Refusal => new Refusal(401, 'UnauthorizedException', 'Your api key is not valid');
const tooManyRequests = (): Refusal =>
  new Refusal(429, 'ThrottlerException', 'ThrottlerException: Too Many Requests');

const HTML = { 'Content-Type': 'text/html; charset=utf-8' };

/** What someone in front of Cal.com answers, to which no request ever gets through. */
const IN_FRONT: Partial<Record<Fault['kind'], SandboxResponse>> = {
  'not-found-page': { status: 404, headers: HTML, body: '<h1>404 Not Found</h1><hr>proxy' },
  'forbidden-page': { status: 403, headers: HTML, body: '<title>Just a moment</title>' },
  redirect: { status: 302, headers: { ...HTML, Location: 'https://login.example/' }, body: '' },
};

const webPage: SandboxResponse = {
  status: 200,
  headers: HTML,
  body: '<!doctype html><title>Just a moment</title><h1>Checking your browser</h1>',
};
