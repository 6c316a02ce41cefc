import { randomUUID } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { boardApi } from '../../functions/board/board-api.ts';
import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { instantAt } from '../../shared/domain/local-time.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { startDynoxide } from '../local/dynoxide.ts';
import { madeUpDigests, madeUpWords } from '../simulation/digests.ts';
import { benchOptions } from './bench-options.ts';
import { countUnits } from './count-units.ts';
import { longDay } from './long-day.ts';

/**
 * What a look at the board costs: read units as the DynamoDB beside it counts them, and bytes of the answer as they leave the
 * function. `alone`: everything is read, as by a function that knows nothing. `quiet`: nothing has happened since the
 * look before. `after`: one booking has. A week is read as its view does it, of which six dates are empty here. Beside it the write units of that booking's one transaction.
 */
const values = benchOptions(
  `npm run bench:looks -- [--rooms 6,60,200] [--visits 6] [--json]
What a look at the board costs in read units and bytes; --visits are those of one room.`,
  {
    rooms: { type: 'string', default: '6,60,200' },
    visits: { type: 'string', default: '6' },
    json: { type: 'boolean', default: false },
  },
);
const DATE = '2026-11-17';
const ZONE = 'Europe/Berlin';
/** As the function compresses. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

const measured = async (rooms: number, visits: number) => {
  const dynamo = await startDynoxide();
  try {
    const tableName = `looks-${randomUUID()}`;
    await createTable(dynamo.client, tableName);
    const ledger = dynamoLedger({ documentClient: dynamo.client, tableName });
    const { catalogue } = await longDay({ rooms, visits, date: DATE }, ledger);
    const [site] = catalogue.sites;
    if (site === undefined) throw new Error('the clinic has no site');
    let at = instantAt(DATE, '07:00', ZONE);
    const now = (): number => at;
    const deps = {
      ledger,
      clinic: new Clinic(ledger, now, madeUpWords),
      now,
      chance: Math.random,
      pause: async () => undefined,
      settleMs: 0,
      digests: async () => madeUpDigests,
      trailKeptDays: 90,
      newId: randomUUID,
      askProof: async () => undefined,
      wakePublisher: async () => undefined,
      wakeReplan: async () => undefined,
    };
    const api = boardApi(deps, { kind: 'open-loopback' }, { log: console, count: () => undefined });
    const look = async (etag = '') => {
      const { statusCode, headers, body = '' } = await api(lookAt(etag));
      return { status: statusCode, etag: String(headers?.etag), body: String(body) };
    };
    const units = countUnits(dynamo.client);
    await deps.clinic.site(site);
    units.taken();
    await readBoard(deps, site, DATE, now());
    const alone = units.taken().read;
    const first = await look();
    at += 10_000;
    const untouched = await look(first.etag);
    units.taken();
    at += 9_000;
    const quiet = await look(first.etag);
    const quietUnits = units.taken().read;
    if (untouched.status !== 304 || quiet.status !== 304) throw new Error('nothing has happened');
    const assign = assignBooking(deps);
    const start = instantAt(DATE, '06:00', ZONE) + (visits + 1) * 17.5 * MINUTE;
    const outcome = await assign({
      deliveryId: randomUUID(),
      trigger: 'BOOKING_CREATED',
      receivedAt: at,
      fact: {
        uid: 'one-more',
        status: 'confirmed',
        createdAt: at,
        start,
        end: start + 15 * MINUTE,
        practitionerId: 4711,
        venue: 'on-site',
        inputs: { eventTypeId: 3002 },
      },
    });
    if (outcome.kind !== 'assigned') throw new Error(`one more is ${outcome.kind}`);
    const booking = units.taken();
    const after = await look(first.etag);
    const afterUnits = units.taken().read;
    const week = async (): Promise<number> => {
      const { statusCode } = await api(asked('/api/week', '', { from: DATE }));
      if (statusCode !== 200) throw new Error(`the week is answered with ${statusCode}`);
      return units.taken().read;
    };
    at += 4_000;
    const [weekAnew, weekQuiet] = [await week(), await week()];
    return {
      rooms,
      visits: rooms * visits,
      alone,
      quiet: quietUnits,
      after: afterUnits,
      weekAnew,
      weekQuiet,
      bytes: Buffer.byteLength(after.body),
      compressed: brotliCompressSync(after.body, BROTLI).byteLength,
      booking,
    };
  } finally {
    dynamo.stop();
  }
};

const asked = (path: string, etag: string, query: Record<string, string>) =>
  ({
    version: '2.0',
    rawPath: path,
    headers: { host: 'localhost', 'if-none-match': etag },
    queryStringParameters: query,
    requestContext: { http: { method: 'GET', path, sourceIp: '127.0.0.1' } },
  }) as unknown as APIGatewayProxyEventV2;
const lookAt = (etag: string) => asked('/api/board', etag, { date: DATE });

const results = [];
for (const rooms of values.rooms.split(',').map(Number))
  results.push(await measured(rooms, Number(values.visits)));
if (values.json) console.log(JSON.stringify(results));
else {
  console.log(
    '| Rooms | Visits | Read units: alone | quiet | after a booking | a week: anew | again | Bytes: whole | compressed | quiet | Booking: read, write units |',
  );
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const each of results)
    console.log(
      `| ${each.rooms} | ${each.visits} | ${each.alone} | ${each.quiet} | ${each.after} | ${each.weekAnew} | ${each.weekQuiet} | ${each.bytes} | ${each.compressed} | 0 | ${each.booking.read}, ${each.booking.write} |`,
    );
}
