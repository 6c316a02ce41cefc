import { hash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import aws4 from 'aws4';

// Not by `import`, which asks node:http for everything it has, and so loads the whole of undici.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

/** As many messages as are sent at once over connections that stay open. */
const MOST_SOCKETS = 200;

/** Why a message was not taken, and whether it is worth sending again. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly again: 'no' | 'at-once' | 'later';
  constructor(why: string, again: Refused['again']) {
    super(why);
    this.again = again;
  }
}

/** One that was kept open may be closed over there by the time it is used; a new one is not. */
export type Connection = 'kept-open' | 'new';

/** Sends a text to one queue, in one try. Rejects with `Refused`, which quotes neither the text nor the answer. */
export type SendMessage = (text: string, over: Connection) => Promise<void>;

/**
 * SQS's JSON protocol, signed with the credentials that the environment holds at the moment; a try takes `tryMs`
 * milliseconds at most. `AWS_ENDPOINT_URL_SQS` leads elsewhere than the queue's URL. @throws TypeError for no URL.
 *
 * Not the SDK, which everything else uses: a patient waits for this call, and a send by the SDK's client takes more of
 * the processor than the whole rest of a delivery, so that the last of many simultaneous ones waits twice as long.
 */
export const messageSender = (queueUrl: string, tryMs: number): SendMessage => {
  const { protocol, hostname, port } = new URL(process.env.AWS_ENDPOINT_URL_SQS || queueUrl);
  const { Agent, request } = protocol === 'http:' ? http : https;
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_SOCKETS });
  return (text, over) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ QueueUrl: queueUrl, MessageBody: text });
      const headers = signedHeaders(hostname, port, body);
      const sent = request({
        hostname,
        port,
        method: 'POST',
        path: '/',
        headers,
        agent: over === 'new' ? false : agent,
      });
      const timer = setTimeout(() => sent.destroy(new Refused('TimedOut', 'at-once')), tryMs);
      const failed = (error: Error): void => {
        clearTimeout(timer);
        reject(error instanceof Refused ? error : new Refused(nameOfFault(error), 'at-once'));
      };
      sent.on('error', failed).on('response', (response) => {
        let answer = '';
        response
          .setEncoding('utf8')
          .on('error', failed)
          .on('data', (part: string) => {
            answer += part;
          })
          .on('end', () => {
            clearTimeout(timer);
            const refused = refusalOf(response.statusCode ?? 0, answer, text);
            if (refused === undefined) resolve();
            else reject(refused);
          });
      });
      sent.end(body);
    });
};

const signedHeaders = (hostname: string, port: string, body: string): OutgoingHttpHeaders => {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_REGION || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new Refused('NoCredentials', 'no');
  const { headers = {} } = aws4.sign(
    {
      service: 'sqs',
      region: AWS_REGION,
      hostname,
      port,
      method: 'POST',
      path: '/',
      headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': 'AmazonSQS.SendMessage' },
      body,
    },
    {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    },
  );
  // As the SDK does on Lambda: the message's way can be traced, and a loop be noticed.
  const trace = process.env.AWS_LAMBDA_FUNCTION_NAME && process.env._X_AMZN_TRACE_ID;
  return trace ? { ...headers, 'X-Amzn-Trace-Id': trace } : headers;
};

const OVERLOADED = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;

/** Only a 200 that names the message, and its text's hash, has put it into the queue. */
const refusalOf = (status: number, answer: string, text: string): Refused | undefined => {
  const fields = fieldsOf(answer);
  if (status === 200) {
    if (typeof fields.MessageId !== 'string') return new Refused('NoMessageId', 'at-once');
    return fields.MD5OfMessageBody === hash('md5', text) ? undefined : new Refused('WrongHash', 'at-once');
  }
  const type = nameIn(fields.__type);
  const later = status >= 500 || status === 429 || OVERLOADED.test(type);
  return new Refused(`${status} ${type}`, later ? 'later' : 'no');
};

const fieldsOf = (answer: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(answer);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

/** `com.amazonaws.sqs#QueueDoesNotExist` is `QueueDoesNotExist`; what is no such name is not repeated. */
const nameIn = (type: unknown): string =>
  (typeof type === 'string' && /^(?:[\w.]+#)?([\w.]{1,80})$/.exec(type)?.[1]) || 'unnamed';

const nameOfFault = (error: NodeJS.ErrnoException): string => error.code ?? error.name;
