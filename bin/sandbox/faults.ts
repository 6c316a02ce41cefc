import type { Chance } from '../../shared/domain/chance.ts';

/** Where a fault can strike: the location PATCH, GET of one, GET of many, other writes, an outgoing webhook. */
export type FaultPlace = 'patch' | 'get' | 'list' | 'write' | 'webhook';

export const apiFaults = [
  /** 429, and a whole block for this credential. */
  'too-many-requests',
  /** 500 before anything was done. */
  'server-error',
  /** 500 after everything was done. */
  'server-error-applied',
  'timeout-applied',
  /** No answer; what was asked happens `delayMs` later. */
  'timeout-applied-late',
  'timeout-not-applied',
  /** 200 with a web page instead of JSON; nothing was done. */
  'html',
  'html-applied',
  /** A proxy in front of Cal.com answers in its stead: 404 with a web page, 403 with one, a redirect to a login. */
  'not-found-page',
  'forbidden-page',
  'redirect',
  /** Cal.com's own 404: the route does not exist under this version ("Cannot GET …"). */
  'no-such-route',
  /** Cal.com's own 404: there is no such booking (a replica that lags behind). Not of a list. */
  'not-found',
  /** Cal.com's own 403. */
  'forbidden',
  /** The right answer, `delayMs` late. */
  'slow',
  'unauthorized',
  /** PATCH only: 200, and `delayMs` later the location is the event type's again. */
  'reverted',
  /** List only: a row of an earlier page went away in the meantime, so that one row is never shown. */
  'shifted-page',
] as const;

export const webhookFaults = [
  'lost',
  /** A second delivery with its own `createdAt`, as from a second subscription. */
  'doubled',
  /** The same bytes again, `delayMs` later. */
  'repeated',
  /** Arrives `delayMs` late; whatever is sent meanwhile overtakes it. */
  'reordered',
  /** Taken off the request's path: built from the state `delayMs` later. */
  'queued',
  /** Without a signature, as MEETING_ENDED once came. */
  'unsigned',
  /** `length` null, another shape of `destinationCalendar`, a field no one knows. */
  'odd-fields',
  /** Names neither the host nor the event type. */
  'says-less',
] as const;

export type ApiFault = (typeof apiFaults)[number];
type WebhookFault = (typeof webhookFaults)[number];

export type FaultRule = {
  readonly on: FaultPlace;
  readonly kind: ApiFault | WebhookFault;
  /** Strikes this many times, then no more. Absent: until removed. */
  readonly times?: number | undefined;
  /** In [0, 1]; absent: always. */
  readonly probability?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly uid?: string | undefined;
  /** Webhooks only. */
  readonly trigger?: string | undefined;
};

export type Fault = { readonly kind: ApiFault | WebhookFault; readonly delayMs: number };

const defaultDelayMs = 20_000;

/** What a route of bookings is called where one of them loses a version before the others. */
export type VersionedRoute = 'list' | 'one' | 'create' | 'act' | 'patch';
/** Under this name it is counted that a route was asked for by a version that it has lost. */
export const VERSION_RETIRED = 'version-retired';

/** The faults switched on now, and a count of those that really struck. */
export class Faults {
  readonly injected: Record<string, number> = {};
  #rules: { rule: FaultRule; left: number }[] = [];
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  add(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#rules = [];
  }

  rules(): FaultRule[] {
    return this.#rules.filter(({ left }) => left > 0).map(({ rule }) => rule);
  }

  /** A request asked for a version of a route that is served no longer. */
  retired(route: VersionedRoute): void {
    this.#count(`${route}:${VERSION_RETIRED}`);
  }

  #count(name: string): void {
    this.injected[name] = (this.injected[name] ?? 0) + 1;
  }

  /** The first rule that fits and is drawn decides; every call draws once per fitting rule before it. */
  draw(on: FaultPlace, about: { uid?: string | undefined; trigger?: string | undefined }): Fault | undefined {
    for (const entry of this.#rules) {
      const { rule } = entry;
      const fits =
        entry.left > 0 &&
        rule.on === on &&
        (rule.uid === undefined || rule.uid === about.uid) &&
        (rule.trigger === undefined || rule.trigger === about.trigger);
      if (!fits || (rule.probability !== undefined && this.#chance() >= rule.probability)) continue;
      entry.left -= 1;
      this.#count(`${on}:${rule.kind}`);
      return { kind: rule.kind, delayMs: rule.delayMs ?? defaultDelayMs };
    }
    return undefined;
  }
}
