import { type ApiKey, bodyOf, type SandboxRequest, type SandboxResponse, success } from './api-message.ts';
import { badRequest, type World } from './world.ts';

/** Calendar feeds of a user: saved, then selected. `undefined` when the path is none of these. */
export const calendarRoute = (
  world: World,
  key: ApiKey,
  request: SandboxRequest,
): SandboxResponse | undefined => {
  const { feeds } = world.availability;
  const own = feeds.get(key.userId) ?? { urls: [], selected: false };
  if (request.method !== 'POST') return undefined;
  if (request.path === '/v2/calendars/ics-feed/save') {
    const { urls } = bodyOf(request);
    if (!Array.isArray(urls) || !urls.every((url) => typeof url === 'string' && endsInIcs(url)))
      throw badRequest('urls must be URLs whose path ends in .ics');
    feeds.set(key.userId, { ...own, urls: [...new Set([...own.urls, ...urls])] });
    return success({ id: key.userId, type: 'ics-feed_calendar', userId: key.userId, appId: 'ics-feed' }, 201);
  }
  if (request.path === '/v2/selected-calendars') {
    const { integration, externalId } = bodyOf(request);
    if (integration !== 'ics-feed_calendar' || !own.urls.some((url) => url === externalId))
      throw badRequest('integration and externalId must be of a calendar of the user');
    // Whichever is selected, for whichever event type: all of the user's feeds count, and for all types.
    feeds.set(key.userId, { ...own, selected: true });
    return success({ userId: key.userId, integration, externalId, credentialId: key.userId }, 201);
  }
  return undefined;
};

/** A secret may follow as a query. */
const endsInIcs = (url: string): boolean => URL.canParse(url) && new URL(url).pathname.endsWith('.ics');
