import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { parseClinicFile } from '../../shared/catalogue/clinic-file.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { addDays, instantAt, localDateOf } from '../../shared/domain/local-time.ts';
import { CAL_APP_URL, PACE, SWEEP_EVERY_MINUTES } from '../../shared/wiring.ts';
import { startLocalSystem } from '../local/local-system.ts';
import { benchOptions } from './bench-options.ts';

/**
 * How many rooms a minute Cal.com is told where many keys have much to tell and Cal.com takes its time to answer: the deployed
 * handlers between the emulators, as many publishers at once as deployed. Beside it what the pace of the keys would allow.
 */
const values = benchOptions(
  `npm run bench:publish -- [--keys 20] [--answer 700] [--minutes 3] [--json]
How many rooms a minute Cal.com is told; --answer is how long it takes to answer, in milliseconds.`,
  {
    keys: { type: 'string', default: '20' },
    answer: { type: 'string', default: '700' },
    minutes: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
);
const keys = Number(values.keys);
const minutes = Number(values.minutes);
const delayMs = Number(values.answer);
/** From the first PATCH on: by then each key has got into its stride. */
const WARM_MINUTES = 1.5;
const EACH = Math.ceil((minutes + WARM_MINUTES + 2) * (60 / PACE.patchSeconds));
/** Visits of half an hour in one room, open for twelve hours. */
const A_DAY = 24;
const ZONE = 'Europe/Berlin';

/** So many sites, each with a doctor, a room and a key of its own. */
const clinicOf = (count: number): Catalogue => {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const parsed = parseClinicFile(
    stringify({
      equipment: [],
      kinds: ['consulting'],
      sites: numbers.map((id) => ({
        id: `site-${id}`,
        name: `Clinic ${id}`,
        timeZone: ZONE,
        publishing: 'on',
        credential: `key-${id}`,
        hours: { 'mon-sun': '07:00-19:00' },
        buildings: [{ name: 'House', floors: [{ name: 1, rooms: [{ id: `${id}A`, kind: 'consulting' }] }] }],
        policy: { horizonDays: 60, freezeMinutes: 30, holdMinutes: 60, maxAnnouncedChanges: 1 },
      })),
      practitioners: numbers.map((id) => ({ id, site: `site-${id}` })),
      visitTypes: [{ id: 'consultation', eventTypeIds: [1] }],
    }),
  );
  if (!parsed.ok) throw new Error('the clinic of the benchmark is wrong');
  return parsed.catalogue;
};

const system = await startLocalSystem(
  {
    port: 0,
    sandboxPort: 0,
    calApiUrl: undefined,
    calAppUrl: CAL_APP_URL,
    calApiKey: 'cal_bench',
    webhookSecret: 'whsec_bench',
    clinicFile: 'made up', // the sandbox takes this clinic instead of the demo clinic
    sweepSeconds: SWEEP_EVERY_MINUTES * 60,
    settleSeconds: PACE.settleSeconds,
    patchSeconds: PACE.patchSeconds,
    dataDir: undefined,
    logLevel: 'WARN',
  },
  clinicOf(keys),
);

/**
 * PATCHes a minute, from the first one in the time to the first one after it: a key sends so few a minute that to
 * count those within would say more of where the minute begins than of how fast it is.
 */
const rateOf = (instants: readonly number[], from: number, to: number): number => {
  const first = instants.find((at) => at >= from) ?? to;
  const beyond = instants.find((at) => at >= to) ?? Date.now();
  return (instants.filter((at) => first <= at && at < beyond).length * MINUTE) / (beyond - first);
};

try {
  const { sandbox } = system.sandbox ?? {};
  if (sandbox === undefined) throw new Error('there is no sandbox');
  for (const on of ['patch', 'get', 'list'] as const) sandbox.faults.add({ on, kind: 'slow', delayMs });
  const tomorrow = addDays(localDateOf(Date.now(), ZONE), 1);
  for (let nth = 0; nth < EACH; nth += 1) {
    const date = addDays(tomorrow, Math.floor(nth / A_DAY));
    const start = instantAt(date, '07:00', ZONE) + (nth % A_DAY) * 30 * MINUTE;
    await Promise.all(
      Array.from({ length: keys }, (_, key) => sandbox.book({ eventType: 1, start, hostId: key + 1 })),
    );
  }
  const accepted = () => sandbox.patches().filter(({ status }) => status === 200);
  while (accepted().length === 0) await pause(100);
  await pause(WARM_MINUTES * MINUTE);
  const from = Date.now();
  const to = from + minutes * MINUTE;
  await pause(minutes * MINUTE);
  await pause(2 * PACE.patchSeconds * 1000); // for the next one of each key
  const byKey = Map.groupBy(accepted(), ({ key }) => key);
  const rates = [...byKey.values()].map((own) =>
    rateOf(
      own.map(({ at }) => at),
      from,
      to,
    ),
  );
  const perMinute = rates.reduce((sum, rate) => sum + rate, 0);
  const allowed = (keys * 60) / PACE.patchSeconds;
  const result = {
    keys,
    answerMs: delayMs,
    minutes,
    perMinute,
    allowed,
    share: perMinute / allowed,
    slowestKey: rates.length < keys ? 0 : Math.min(...rates),
    refused: sandbox.patches().filter(({ admitted }) => !admitted).length,
    untold: EACH * keys - new Set(accepted().map(({ uid }) => uid)).size,
  };
  if (values.json) console.log(JSON.stringify(result));
  else
    console.log(`${keys} keys, each answer after ${delayMs} ms, ${minutes} minutes.

PATCHes a minute     ${result.perMinute.toFixed(1)} of ${allowed} (${(100 * result.share).toFixed(1)} %)
of the slowest key   ${result.slowestKey.toFixed(2)} of ${allowed / keys}
refused by Cal.com   ${result.refused}
still to tell        ${result.untold}`);
} finally {
  await system.close();
}
process.exit(0);
