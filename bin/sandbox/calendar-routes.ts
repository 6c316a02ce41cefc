import { type ApiKey, bodyOf, type SandboxRequest, type SandboxResponse, success } from './api-message.ts';
import type { Feeds } from './availability.ts';
import { badRequest, notFound, type World } from './world.ts';

/** Calendar feeds of a user: saved, in place of those before; then selected, and taken away. `undefined` when the path is none of these. */
export const calendarRoute = (
  world: World,
  key: ApiKey,
  request: SandboxRequest,
): SandboxResponse | undefined => {
  const { feeds } = world.availability;
  const own = feeds.get(key.userId) ?? { urls: [], selected: false };
  if (request.method === 'GET' && request.path === '/v2/calendars')
    return success({ connectedCalendars: own.urls.length === 0 ? [] : [connected(key.userId, own)] });
  if (request.method !== 'POST') return undefined;
  if (request.path === '/v2/calendars/ics-feed/disconnect') {
    if (own.urls.length === 0 || bodyOf(request).id !== key.userId)
      throw notFound('Calendar credentials not found');
    feeds.delete(key.userId);
    return success({ id: key.userId, type: FEED, userId: key.userId });
  }
  if (request.path === '/v2/calendars/ics-feed/save') {
    const { urls } = bodyOf(request);
    if (!Array.isArray(urls) || !urls.every((url) => typeof url === 'string' && endsInIcs(url)))
      throw badRequest('urls must be URLs whose path ends in .ics');
    feeds.set(key.userId, { ...own, urls });
    return success({ id: key.userId, type: FEED, userId: key.userId, appId: 'ics-feed' }, 201);
  }
  if (request.path === '/v2/selected-calendars') {
    const { integration, externalId } = bodyOf(request);
    if (integration !== FEED || !own.urls.some((url) => url === externalId))
      throw badRequest('integration and externalId must be of a calendar of the user');
    // Whichever is selected, for whichever event type: all of the user's feeds count, and for all types.
    feeds.set(key.userId, { ...own, selected: true });
    return success({ userId: key.userId, integration, externalId, credentialId: key.userId }, 201);
  }
  return undefined;
};

const FEED = 'ics-feed_calendar';

/** All feeds of a user stand under one number, here the user's. */
const connected = (id: number, { urls, selected }: Feeds) => ({
  integration: { type: FEED, name: 'ICS Feed' },
  credentialId: id,
  calendars: urls.map((url) => ({ externalId: url, isSelected: selected, credentialId: id, readOnly: true })),
});

/** A secret may follow as a query. */
const endsInIcs = (url: string): boolean => URL.canParse(url) && new URL(url).pathname.endsWith('.ics');
