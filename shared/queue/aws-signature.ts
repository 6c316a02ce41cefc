import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** What AWS knows a caller by. */
export type AwsKey = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** Headers in lower case, in the alphabet's order, all of them signed. */
export type HeadersToSign = Readonly<Record<string, string>>;

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The `authorization` of a POST to `/` without a query, by AWS's Signature Version 4. `time` is that of `x-amz-date`. */
export type SignPost = (key: AwsKey, time: string, headers: HeadersToSign, body: string) => string;

/** For one service in one region. The key of a day is derived once, for as long as the credentials stay. */
export const postSigner = (region: string, service: string): SignPost => {
  let derived: { readonly from: string; readonly key: KeyObject } | undefined;
  const keyOf = (secretAccessKey: string, date: string): KeyObject => {
    const from = `${date} ${secretAccessKey}`;
    if (derived?.from !== from) {
      const steps = [date, region, service, 'aws4_request'];
      const key = steps.reduce(
        (key, step) => createSecretKey(createHmac('sha256', key).update(step).digest()),
        createSecretKey(`AWS4${secretAccessKey}`, 'utf8'),
      );
      derived = { from, key };
    }
    return derived.key;
  };
  return ({ accessKeyId, secretAccessKey }, time, headers, body) => {
    const date = time.slice(0, 8);
    const scope = `${date}/${region}/${service}/aws4_request`;
    const names = Object.keys(headers).join(';');
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const request = `POST\n/\n\n${lines.join('')}\n${names}\n${hash('sha256', body)}`;
    const signature = createHmac('sha256', keyOf(secretAccessKey, date))
      .update(`${ALGORITHM}\n${time}\n${scope}\n${hash('sha256', request)}`)
      .digest('hex');
    return `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  };
};
