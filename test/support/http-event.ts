import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A request as an HTTP API hands it to a function (payload version 2.0). */
export const httpEvent = (
  method: string,
  url: string,
  {
    headers,
    body,
    isBase64Encoded = false,
    sourceIp = '127.0.0.1',
  }: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string | undefined;
    readonly isBase64Encoded?: boolean;
    readonly sourceIp?: string;
  },
): APIGatewayProxyEventV2 => {
  const { pathname, search, searchParams } = new URL(url, 'http://localhost:3000');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    ...(search === '' ? {} : { queryStringParameters: Object.fromEntries(searchParams) }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'local',
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp, userAgent: 'test' },
      requestId: 'r',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
  };
};
