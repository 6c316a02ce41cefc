/**
 * Keeps the page itself on the screen’s own disk, so that it opens without network: the document, and each of its files. What
 * the plan was the page keeps by itself (`app/kept/`). Forty lines of our own and not Workbox: a page of files that
 * are named by their content needs none of its strategies, and nothing else may ever be kept by a worker here.
 */

/** Each file of the page, written in by the build. */
declare const PAGE_FILES: readonly string[];

type Lasting = Event & { readonly waitUntil: (end: Promise<unknown>) => void };
type Asking = Event & {
  readonly request: Request;
  readonly respondWith: (answer: Promise<Response>) => void;
};
/** What is used of a worker’s scope: the page’s own types know windows only. */
type Scope = {
  readonly location: Location;
  readonly skipWaiting: () => Promise<void>;
  readonly clients: { readonly claim: () => Promise<void> };
  addEventListener(name: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(name: 'fetch', listener: (event: Asking) => void): void;
};

const scope = self as unknown as Scope;

/** One for each version of the page: it is named by its content, and so is this script. */
const PAGE = `page ${scope.location.pathname}`;
/** A document that has not come after so many milliseconds is taken from the disk. */
const PATIENCE_MS = 4_000;

/** All of one version, or nothing: while two are being served, the document of the other names another worker. */
const keep = async (): Promise<void> => {
  const document = await fetch('/', { cache: 'no-cache' });
  if (!document.ok || !(await document.clone().text()).includes(scope.location.pathname))
    throw new Error('another version of the page is served');
  const cache = await caches.open(PAGE);
  await cache.addAll([...PAGE_FILES]);
  await cache.put('/', document);
  await scope.skipWaiting();
};

const dropOthers = async (): Promise<void> => {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith('page ') && name !== PAGE).map((name) => caches.delete(name)),
  );
  await scope.clients.claim();
};

const documentFor = async ({ url }: Request): Promise<Response> => {
  try {
    const answer = await fetch(url, { cache: 'no-cache', signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status < 500) return answer;
    return (await caches.match('/')) ?? answer;
  } catch (cause) {
    const kept = await caches.match('/');
    if (kept === undefined) throw cause;
    return kept;
  }
};

scope.addEventListener('install', (event) => event.waitUntil(keep()));
scope.addEventListener('activate', (event) => event.waitUntil(dropOthers()));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== scope.location.origin || request.method !== 'GET') return;
  if (pathname.startsWith('/assets/'))
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
  else if (pathname === '/' && request.mode === 'navigate') event.respondWith(documentFor(request));
});
