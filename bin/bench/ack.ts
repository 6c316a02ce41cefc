import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { startSystem } from '../local/running-system.ts';
import { benchOptions } from './bench-options.ts';

/**
 * How long Cal.com, and with it the patient, waits for the webhook's answer: many deliveries at once, while Cal.com's own
 * API answers nothing at all. Beside it the same requests to a server that answers at once, and the processor's time
 * that a delivery takes, since machines are noisy.
 */
const values = benchOptions(
  `npm run bench:ack -- [--concurrent 50] [--rounds 20] [--json]
How long the webhook takes to answer deliveries that come at once, while Cal.com hangs.`,
  {
    concurrent: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
);
const concurrent = Number(values.concurrent);
const rounds = Number(values.rounds);
const SECRET = 'whsec_bench';
const example = readFileSync(
  new URL('../sandbox/deliveries/BOOKING_CANCELLED.json', import.meta.url),
  'utf8',
);
const agent = new Agent({ keepAlive: true, maxSockets: concurrent });

const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
const bare = createServer((asked, answer) => {
  asked
    .resume()
    .on('end', () => answer.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'));
}).listen(0, '127.0.0.1');
const originOf = (server: typeof bare): string => {
  const address = server.address();
  return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
};

const system = await startSystem({
  CAL_API_URL: originOf(hanging),
  CAL_WEBHOOK_SECRET: SECRET,
  CAL_SETTLE_SECONDS: '1',
});

const measure = async (url: string, times: number) => {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const prepared = Array.from({ length: concurrent }, (_, index) =>
      delivery(`bench-${times}-${round}-${index}`),
    );
    taken.push(...(await Promise.all(prepared.map((each) => deliver(url, each)))));
  }
  taken.sort((a, b) => a - b);
  const at = (share: number): number =>
    taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: taken.at(-1) ?? 0 };
};

/** A cancellation of a booking no one knows: queue and worker have their work, and the planner has none. */
const delivery = (uid: string): { readonly body: string; readonly signature: string } => {
  const start = new Date(Date.now() + 86_400_000).toISOString();
  const end = new Date(Date.now() + 86_400_000 + 2_700_000).toISOString();
  const told = JSON.parse(example);
  Object.assign(told, { createdAt: new Date().toISOString() });
  Object.assign(told.payload, { uid, startTime: start, endTime: end });
  const body = JSON.stringify(told);
  return { body, signature: createHmac('sha256', SECRET).update(body).digest('hex') };
};

const deliver = (url: string, { body, signature }: ReturnType<typeof delivery>): Promise<number> => {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'x-cal-signature-256': signature },
      },
      (answer) => {
        answer.resume().on('end', () => {
          if (answer.statusCode === 200) resolve(performance.now() - began);
          else reject(new Error(`answered ${answer.statusCode}`));
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
};

/** The processor's time of a process so far, in milliseconds: of its main thread, and of its others. Zero but on Linux. */
const cpuMs = (pid: number): { readonly front: number; readonly behind: number } => {
  if (process.platform !== 'linux') return { front: 0, behind: 0 };
  const of = (thread: string): number =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  const threads = readdirSync(`/proc/${pid}/task`);
  const behind = threads.filter((thread) => thread !== String(pid)).map(of);
  return { front: of(String(pid)), behind: behind.reduce((sum, ms) => sum + ms, 0) };
};

try {
  const webhook = `${system.url}/api/webhooks/cal`;
  // Warm: one by one first, as a queue and a secret are met for the first time.
  for (let index = 0; index < 20; index += 1) await deliver(webhook, delivery(`bench-warm-${index}`));
  await measure(webhook, 10);
  const before = cpuMs(system.pid);
  const answered = await measure(webhook, rounds);
  const after = cpuMs(system.pid);
  const perDelivery = (from: number, to: number): number => (to - from) / (concurrent * rounds);
  const results = { webhook: answered, bare: await measure(`${originOf(bare)}/`, rounds) };
  const cpu = {
    front: perDelivery(before.front, after.front),
    behind: perDelivery(before.behind, after.behind),
  };
  if (values.json) console.log(JSON.stringify({ concurrent, rounds, ...results, cpu }));
  else {
    console.log(
      `${concurrent} deliveries at once, ${rounds} times, while Cal.com's API hangs. Milliseconds.\n`,
    );
    console.log('                     p50    p95    p99    max');
    for (const [name, { p50, p95, p99, max }] of Object.entries(results))
      console.log(name.padEnd(16) + [p50, p95, p99, max].map((ms) => ms.toFixed(1).padStart(7)).join(''));
    console.log(
      `\np95 of the webhook: ${(results.webhook.p95 / results.bare.p95).toFixed(1)} times that of a server that does nothing.`,
    );
    if (process.platform === 'linux')
      console.log(
        `Processor per delivery: ${cpu.front.toFixed(2)} in the thread that answers, ${cpu.behind.toFixed(2)} in those behind it (queues, workers).`,
      );
  }
} catch (error) {
  console.error(system.printed().slice(-1500));
  throw error;
} finally {
  await system.stop();
  agent.destroy();
  for (const server of [hanging, bare]) {
    server.close();
    server.closeAllConnections();
  }
}
