import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an account at AWS and a deployment in it answer, as far as the doctor asks; a test breaks one of them. */
export type FakeAws = {
  account: string | AwsError;
  bootstrap: string | AwsError;
  concurrency: number | AwsError;
  secrets: Record<string, string | AwsError>;
  table: { keptBy?: string; recovery?: string; isProtected?: boolean };
  /** ARNs of subscriptions, or in place of one what stands there until it is confirmed. */
  subscriptions: readonly string[] | AwsError;
  /** What the webhook believes to be its secret, or what answers in its place. */
  webhook: { secret: string } | { status: number };
};

/** As AWS names what went wrong. */
export type AwsError = { readonly error: string };

const isError = (value: unknown): value is AwsError =>
  typeof value === 'object' && value !== null && 'error' in value;

type Answer = { readonly status: number; readonly body: string };

const json = (body: object, status = 200): Answer => ({ status, body: JSON.stringify(body) });
const saysNo = ({ error }: AwsError): Answer => json({ __type: error, message: error }, 400);
const xml = (action: string, result: string): Answer => ({
  status: 200,
  body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
});
const xmlNo = ({ error }: AwsError): Answer => ({
  status: 403,
  body: `<ErrorResponse><Error><Code>${error}</Code><Message>${error}</Message></Error></ErrorResponse>`,
});

/** AWS on loopback, and the deployed webhook; what is asked of the table itself goes on to a DynamoDB. */
export const startFakeAws = async (
  answers: () => FakeAws,
  dynamo: string,
): Promise<{ url: string; close: () => Promise<void> }> => {
  const server = createServer(async (request, response) => {
    const { status, body } = await answerTo(request, await bodyOf(request), answers(), dynamo);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const answerTo = async (
  request: IncomingMessage,
  body: string,
  aws: FakeAws,
  dynamo: string,
): Promise<Answer> => {
  const { url = '', headers } = request;
  if (url.endsWith('/api/webhooks/cal')) return delivered(headers['x-cal-signature-256'], body, aws);
  if (url.includes('/account-settings'))
    return isError(aws.concurrency)
      ? saysNo(aws.concurrency)
      : json({ AccountLimit: { ConcurrentExecutions: aws.concurrency } });
  const target = String(headers['x-amz-target'] ?? new URLSearchParams(body).get('Action'));
  switch (target.split('.').at(-1)) {
    case 'GetCallerIdentity':
      return isError(aws.account)
        ? xmlNo(aws.account)
        : xml('GetCallerIdentity', `<Account>${aws.account}</Account>`);
    case 'ListSubscriptionsByTopic':
      return isError(aws.subscriptions)
        ? xmlNo(aws.subscriptions)
        : xml(
            'ListSubscriptionsByTopic',
            `<Subscriptions>${aws.subscriptions
              .map((arn) => `<member><SubscriptionArn>${arn}</SubscriptionArn></member>`)
              .join('')}</Subscriptions>`,
          );
    case 'GetParameter':
      return isError(aws.bootstrap) ? saysNo(aws.bootstrap) : json({ Parameter: { Value: aws.bootstrap } });
    case 'GetSecretValue': {
      const id: string = JSON.parse(body).SecretId;
      const secret = aws.secrets[id] ?? { error: 'ResourceNotFoundException' };
      return isError(secret) ? saysNo(secret) : json({ Name: id, SecretString: secret });
    }
    case 'DescribeTimeToLive':
      return json({ TimeToLiveDescription: { AttributeName: aws.table.keptBy ?? 'ttl' } });
    case 'DescribeContinuousBackups':
      return json({
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: aws.table.recovery ?? 'ENABLED' },
        },
      });
    case 'DescribeTable': {
      const told = await onTo(dynamo, request, body);
      if (told.status !== 200) return told;
      const { Table } = JSON.parse(told.body);
      return json({ Table: { ...Table, DeletionProtectionEnabled: aws.table.isProtected ?? true } });
    }
    default:
      return onTo(dynamo, request, body);
  }
};

/** With all that AWS asks of a request; nothing there looks whether it is signed for that place. */
const onTo = async (dynamo: string, { headers }: IncomingMessage, body: string): Promise<Answer> => {
  const kept = ['content-type', 'x-amz-target', 'x-amz-date', 'authorization'];
  const answer = await fetch(dynamo, {
    method: 'POST',
    headers: Object.fromEntries(kept.map((name) => [name, String(headers[name])])),
    body,
  });
  return { status: answer.status, body: await answer.text() };
};

/** As our own webhook answers. */
const delivered = (signature: unknown, body: string, { webhook }: FakeAws): Answer => {
  if ('status' in webhook) return json({}, webhook.status);
  const right = createHmac('sha256', webhook.secret).update(body).digest('hex');
  return json({ ok: signature === right }, signature === right ? 200 : 401);
};
