import { departureOf } from './as-described.ts';

const { fetch } = globalThis;

/** For an answer at the same address that is not the board's. */
export const undescribedFetch = fetch;
/** Holds every answer that a test fetches from a running board to the API's description. */
globalThis.fetch = async (input, init) => {
  const response = await fetch(input, init);
  const { hostname, pathname } = new URL(response.url === '' ? String(input) : response.url);
  if (hostname === '127.0.0.1' && pathname.startsWith('/api/')) {
    const departure = departureOf(
      init?.method ?? (input instanceof Request ? input.method : 'GET'),
      pathname,
      {
        status: response.status,
        contentType: response.headers.get('content-type'),
        text: await response.clone().text(),
      },
    );
    if (departure !== undefined) throw new Error(departure);
  }
  return response;
};
