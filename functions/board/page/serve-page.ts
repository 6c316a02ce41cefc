import { readFileSync } from 'node:fs';
import type { Answer, Handle } from '../dispatch.ts';
import { Problem } from '../problem.ts';

/** `base64`: its body is that, of what is no text. */
export type PageFile = { readonly type: string; readonly body: string; readonly base64?: true };

/** The page as it was built: one document, and the files that it asks for by names that change with their content. */
export type BuiltPage = {
  readonly version: string;
  readonly document: string;
  readonly files: Readonly<Record<string, PageFile>>;
  /** Digest of what it was built from. */
  readonly source?: string;
};

/** Stands beside the code that serves it: in the source when run from there, in the bundle when deployed. */
export const PAGE_FILE = 'built-page.json';

/** Everything from this origin, nothing inline, no forms that go anywhere, in no one's frame. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), geolocation=(), microphone=(), payment=(), usb=(), screen-wake-lock=(self)',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Tells the page, with every answer, whether it is still the newest. */
export const VERSION_HEADER = 'x-page-version';

class PageNotBuilt extends Error {
  override readonly name = 'PageNotBuilt';
}

let built: BuiltPage | undefined;

/** The built page. @throws PageNotBuilt where no one has built it. */
const builtPage = (): BuiltPage => {
  if (built !== undefined) return built;
  try {
    built = JSON.parse(readFileSync(new URL(`./${PAGE_FILE}`, import.meta.url), 'utf8')) as BuiltPage;
    return built;
  } catch (cause) {
    throw new PageNotBuilt('the board’s page has not been built', { cause });
  }
};

/** Which page this is; absent where none has been built. */
export const pageVersion = (): string | undefined => {
  try {
    return builtPage().version;
  } catch {
    return undefined;
  }
};

/** `GET /`: the document, asked for again each time, so that the next look is at the newest page. */
export const getPage: Handle = async () =>
  fileAnswer({ type: 'text/html; charset=utf-8', body: builtPage().document }, 'no-cache');

/** `GET /assets/{file}`: named by its content, so kept for good. @throws Problem where the page has no such file. */
export const getAsset: Handle = async ({ params }) => {
  const { files } = builtPage();
  const path = `/assets/${params.file}`;
  const file = Object.hasOwn(files, path) ? files[path] : undefined;
  if (file === undefined) throw new Problem(404, 'no-such-path', 'There is nothing at this path.');
  const answer = fileAnswer(file, 'public, max-age=31536000, immutable');
  // The page’s worker is one of its files, and keeps the whole page.
  return path.startsWith(WORKER)
    ? { ...answer, headers: { ...answer.headers, 'service-worker-allowed': '/' } }
    : answer;
};

const WORKER = '/assets/worker.';

const fileAnswer = ({ type, body, base64 }: PageFile, cacheControl: string): Answer => ({
  status: 200,
  headers: { ...SECURITY, 'content-type': type, 'cache-control': cacheControl },
  body: base64 ? Buffer.from(body, 'base64') : body,
});
