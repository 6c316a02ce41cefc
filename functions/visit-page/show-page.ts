import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { BookingUid } from '../../shared/domain/booking-event.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { PAGE_PATH } from '../../shared/domain/visit-link.ts';
import { type VisitBehindLink, visitBehindLink } from '../../shared/visit-page/visit-page.ts';
import { renderBusy, renderNothing, renderPage } from './render-page.ts';
import { languageOf } from './words.ts';

type PageDependencies = Parameters<typeof visitBehindLink>[0] & {
  readonly now: () => Instant;
  readonly log: {
    readonly info: (sentence: string, fields: { readonly uid: BookingUid }) => void;
    readonly error: (sentence: string, fields: Record<string, unknown>) => void;
  };
};

/** `GET /r/…`: what a visit's link shows at this moment. */
export const showPage =
  (deps: PageDependencies) =>
  async (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const language = languageOf(request.headers['accept-language']);
    const now = deps.now();
    let visit: VisitBehindLink | undefined;
    try {
      visit = await visitBehindLink(deps, tokenOf(request), now);
    } catch (error) {
      deps.log.error('a visit’s page could not be read', {
        reason: error instanceof Error ? error.name : 'unknown',
      });
      return renderBusy(language);
    }
    if (visit === undefined) return renderNothing(language);
    deps.log.info('a visit’s page was shown', { uid: visit.uid });
    return renderPage(visit.page, language, now);
  };

/** What stands behind `/r/`: as it was written, for no token needs decoding. */
export const tokenOf = ({ rawPath }: Pick<APIGatewayProxyEventV2, 'rawPath'>): string =>
  rawPath.startsWith(PAGE_PATH) ? rawPath.slice(PAGE_PATH.length) : '';
