export {};

declare global {
  /** For an answer at the same address that is not the board's. */
  var undescribedFetch: typeof fetch;
}

// Files that share a thread run this again: what is wrapped once is not wrapped twice.
globalThis.undescribedFetch ??= globalThis.fetch;

/** Holds every answer that a test fetches from a running board to the API's description. */
globalThis.fetch = async (input, init) => {
  const response = await undescribedFetch(input, init);
  const { hostname, pathname } = new URL(response.url === '' ? String(input) : response.url);
  if (hostname === '127.0.0.1' && pathname.startsWith('/api/')) {
    // Only here: most files fetch nothing of the kind, and need no reader of schemas.
    const { departureOf } = await import('./as-described.ts');
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
