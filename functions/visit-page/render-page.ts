import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Instant } from '../../shared/domain/instant.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { roomName } from '../../shared/domain/room-name.ts';
import type { VisitPage } from '../../shared/visit-page/visit-page.ts';
import { type Language, wordsIn } from './words.ts';

/** So often an open page is loaded again: soon where people are on their way. */
const SOON_SECONDS = 8;
const LATER_SECONDS = 120;
const ON_THE_WAY = 180 * MINUTE;
/** A page that was just shown may be shown again without asking; no longer than until it is loaded again. */
const FRESH_SECONDS = 3;

const STYLE =
  ':root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;max-width:32rem;margin:0 auto;padding:1.5rem 1rem}' +
  'h1{font-size:1rem;font-weight:600;margin:0}.room{font-size:3rem;font-weight:700;line-height:1.15;margin:.5rem 0;overflow-wrap:anywhere}' +
  'p{margin:.5rem 0}small{opacity:.75}img{max-width:100%;height:auto;border-radius:.5rem}' +
  'button{font:inherit;font-weight:600;width:100%;padding:.9rem;margin:1rem 0;border:2px solid;border-radius:.5rem;background:none;color:inherit}';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const securityOf = (picture: string | undefined): Readonly<Record<string, string>> => ({
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    ...(picture === undefined ? [] : [`img-src ${new URL(picture).origin}`]),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
});

/** The page of a visit, whole: no script, nothing from elsewhere but the clinic's own picture. */
export const renderPage = (
  page: VisitPage,
  language: Language,
  now: Instant,
): APIGatewayProxyStructuredResultV2 => {
  const words = wordsIn(language);
  const { room, site, start } = page;
  const time = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: site.timeZone,
  }).format(start);
  const isSoon = start - now < ON_THE_WAY;
  const body = [
    `<h1>${escaped(site.name)}</h1>`,
    `<p><small><time datetime="${new Date(start).toISOString()}">${escaped(time)}</time></small></p>`,
    room === undefined
      ? `<p role="status">${escaped(page.instead ?? words.noRoom)}</p>`
      : [
          `<p class="room" role="status">${words.room} ${escaped(roomName(room))}</p>`,
          `<p>${words.floor} ${escaped(room.floor)}, ${escaped(room.building)}</p>`,
          ...(room.directions === undefined ? [] : [`<p>${escaped(room.directions)}</p>`]),
          ...(room.plan === undefined
            ? []
            : [`<p><img src="${escaped(room.plan)}" alt="${words.plan}" referrerpolicy="no-referrer"></p>`]),
        ].join(''),
    page.checkIn === 'possible' ? `<form method="post"><button>${words.here}</button></form>` : '',
    page.checkIn === 'done' ? `<p>${words.known}</p>` : '',
    `<p><small>${words.changes}</small></p>`,
  ].join('');
  return answer(200, language, words.title, body, {
    refresh: isSoon ? SOON_SECONDS : LATER_SECONDS,
    cache: `private, max-age=${FRESH_SECONDS}`,
    picture: room?.plan,
  });
};

/** The same for every link that leads nowhere, whatever the reason: it tells anyone who tries them nothing. */
export const renderNothing = (language: Language): APIGatewayProxyStructuredResultV2 => {
  const words = wordsIn(language);
  return answer(404, language, words.nothing, `<h1>${words.nothing}</h1><p>${words.why}</p>`, {
    cache: `private, max-age=${FRESH_SECONDS}`,
  });
};

/** While the Ledger cannot be read. */
export const renderBusy = (language: Language): APIGatewayProxyStructuredResultV2 => {
  const words = wordsIn(language);
  return answer(503, language, words.busy, `<h1>${words.busy}</h1>`, { cache: 'no-store', refresh: 60 });
};

const answer = (
  statusCode: number,
  language: Language,
  title: string,
  body: string,
  {
    cache,
    refresh,
    picture,
  }: { readonly cache: string; readonly refresh?: number; readonly picture?: string | undefined },
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': cache,
    vary: 'accept-language',
    ...securityOf(picture),
  },
  body:
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    '<meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer">' +
    (refresh === undefined ? '' : `<meta http-equiv="refresh" content="${refresh}">`) +
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`,
});

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (each) => ENTITIES[each] ?? each);
