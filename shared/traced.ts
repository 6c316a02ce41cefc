import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';

type Describe<T> = {
  /** Of another's service, at the end of a line: X-Ray then draws it as one. */
  readonly remote?: true;
  /** What it answered. Never its address, which may name a booking. */
  readonly statusOf?: (result: T) => number;
};

/**
 * The same work, as a part of its own in the trace of an invocation that X-Ray follows; of all others, and so wherever the setting
 * `tracing` is off, nothing is sent or even loaded. Lambda's own daemon takes the parts as datagrams: X-Ray's own SDK is larger than most of what it would watch.
 */
export const traced =
  <Args extends readonly unknown[], T>(
    name: string,
    work: (...args: Args) => Promise<T>,
    { remote, statusOf }: Describe<T> = {},
  ): ((...args: Args) => Promise<T>) =>
  async (...args) => {
    const followed = followedTrace(process.env);
    if (followed === undefined) return work(...args);
    const { daemon, ...trace } = followed;
    const part = { ...trace, name, start_time: Date.now() / 1000, ...(remote && { namespace: 'remote' }) };
    const end = (outcome: object): void => send(daemon, { ...part, end_time: Date.now() / 1000, ...outcome });
    try {
      const result = await work(...args);
      end(statusOf === undefined ? {} : ofStatus(statusOf(result)));
      return result;
    } catch (error) {
      end({ fault: true });
      throw error;
    }
  };

/** As X-Ray has it: `throttle` and `error` for what the asker did, `fault` for what the asked could not. */
const ofStatus = (status: number): object => ({
  http: { response: { status } },
  ...(status === 429 && { throttle: true }),
  ...(status >= 400 && status < 500 && { error: true }),
  ...(status >= 500 && { fault: true }),
});

/** To which trace a part of this invocation belongs, and who takes it; `undefined` where it is not followed. */
const followedTrace = (env: NodeJS.ProcessEnv) => {
  const header = env._X_AMZN_TRACE_ID ?? '';
  const fields = new Map(header.split(';').map((field) => field.split('=') as [string, string]));
  const [traceId, parentId] = [fields.get('Root'), fields.get('Parent')];
  const [host, port] = (env.AWS_XRAY_DAEMON_ADDRESS ?? '').split(':');
  if (fields.get('Sampled') !== '1' || !traceId || !parentId || !host || !port) return undefined;
  return {
    daemon: { host, port: Number(port) },
    type: 'subsegment',
    trace_id: traceId,
    parent_id: parentId,
    id: randomBytes(8).toString('hex'),
  };
};

let socket: Socket | undefined;

/** A part that is lost harms no one. */
const send = ({ host, port }: { host: string; port: number }, part: object): void => {
  socket ??= process
    .getBuiltinModule('node:dgram')
    .createSocket('udp4')
    .on('error', () => undefined)
    .unref();
  socket.send(`{"format":"json","version":1}\n${JSON.stringify(part)}`, port, host, () => undefined);
};
