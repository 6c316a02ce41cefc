import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

export type PageFile = { readonly type: string; readonly body: string };

/** The page as it was built: one document, and the files that it asks for by names that change with their content. */
export type BuiltPage = {
  readonly version: string;
  readonly document: string;
  readonly files: Readonly<Record<string, PageFile>>;
};

/** Stands beside the code that serves it: in the source when run from there, in the bundle when deployed. */
export const PAGE_FILE = 'built-page.json';

/** Everything from this origin, nothing inline, no forms that go anywhere, in nobody's frame. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
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

export class PageNotBuilt extends Error {
  override readonly name = 'PageNotBuilt';
}

let built: BuiltPage | undefined;

/** The built page. @throws PageNotBuilt where nobody has built it. */
export const builtPage = (): BuiltPage => {
  if (built !== undefined) return built;
  try {
    built = JSON.parse(readFileSync(new URL(`./${PAGE_FILE}`, import.meta.url), 'utf8')) as BuiltPage;
    return built;
  } catch (cause) {
    throw new PageNotBuilt('the board’s page has not been built', { cause });
  }
};

const zipped = new Map<string, string>();
const zip = (path: string, body: string): string => {
  const known = zipped.get(path) ?? gzipSync(body, { level: 9 }).toString('base64');
  zipped.set(path, known);
  return known;
};

/** `GET /` and `GET /assets/…`; `undefined` for any other path. @throws PageNotBuilt */
export const servePage = (request: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 | undefined => {
  const { rawPath, headers } = request;
  if (!['GET', 'HEAD'].includes(request.requestContext.http.method)) return undefined;
  const page = builtPage();
  const file =
    rawPath === '/' ? { type: 'text/html; charset=utf-8', body: page.document } : ownFile(page, rawPath);
  if (file === undefined) return undefined;
  const zips = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  return {
    statusCode: 200,
    headers: {
      ...SECURITY,
      'content-type': file.type,
      'cache-control': rawPath === '/' ? 'no-cache' : 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      [VERSION_HEADER]: page.version,
      ...(zips ? { 'content-encoding': 'gzip' } : {}),
    },
    body: zips ? zip(rawPath, file.body) : file.body,
    isBase64Encoded: zips,
  };
};

const ownFile = ({ files }: BuiltPage, path: string): PageFile | undefined =>
  Object.hasOwn(files, path) ? files[path] : undefined;
