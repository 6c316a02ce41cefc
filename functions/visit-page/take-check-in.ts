import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { isLinkToken, PAGE_PATH } from '../../shared/domain/visit-link.ts';
import { type CheckIn, checkIn } from '../../shared/visit-page/check-in.ts';
import { renderBusy, renderNothing } from './render-page.ts';
import { tokenOf } from './show-page.ts';
import { languageOf } from './words.ts';

type CheckInDependencies = BoardDependencies & {
  readonly log: { readonly error: (sentence: string, fields: Record<string, unknown>) => void };
};

/** Whether the request is a patient's *I'm here*. */
export const isCheckIn = ({ rawPath, requestContext }: APIGatewayProxyEventV2): boolean =>
  requestContext.http.method === 'POST' && rawPath.startsWith(PAGE_PATH);

/** `POST /r/…`: whatever came of it, the page says. */
export const takeCheckIn =
  (deps: CheckInDependencies) =>
  async (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const language = languageOf(request.headers['accept-language']);
    const token = tokenOf(request);
    if (!isLinkToken(token)) return renderNothing(language);
    let outcome: CheckIn;
    try {
      outcome = await checkIn(deps, token);
    } catch (error) {
      deps.log.error('a check-in could not be taken', {
        reason: error instanceof Error ? error.name : 'unknown',
      });
      return renderBusy(language);
    }
    return outcome === 'no-visit'
      ? renderNothing(language)
      : { statusCode: 303, headers: { location: `${PAGE_PATH}${token}`, 'cache-control': 'no-store' } };
  };
