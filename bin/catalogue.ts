import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { diffInWords } from '../shared/catalogue/catalogue-diff-words.ts';
import { limitInWords, limitsOf } from '../shared/catalogue/catalogue-limits.ts';
import { clinicFromCsv, decodedList, NoRoomList } from '../shared/catalogue/clinic-from-csv.ts';
import { clinicWarnings } from '../shared/catalogue/clinic-warnings.ts';
import { importCatalogue } from '../shared/catalogue/import-catalogue.ts';
import type { Ledger } from '../shared/domain/ledger.ts';
import { isTimeZone } from '../shared/domain/local-time.ts';
import { documentClient } from '../shared/ledger/document-client.ts';
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts';
import { BadUsage } from './admin/command.ts';
import { connect } from './admin/connect.ts';
import { faultInWords, useDefaultRegion } from './admin/faults.ts';
import { tooFewPublishers } from './admin/too-few-publishers.ts';
import { BadClinicFile, DEMO_CLINIC, readClinicFile } from './read-clinic-file.ts';

const usage = `Check a clinic file, see what it would change, put it in force.

  npm run catalogue -- check <clinic.yaml>
  npm run catalogue -- from-csv <rooms.csv>          makes a first clinic file of a list of rooms, and says what it lacks
  npm run catalogue -- import <clinic.yaml>          shows the difference, changes nothing
  npm run catalogue -- import <clinic.yaml> --yes    puts it in force

Options
  --table <name>          a deployed system: the Ledger's table (an output of the stack)
  --outputs <file>        or what \`cdk deploy --outputs-file <file>\` wrote; without either the running local system
  --yes                   write it
  --remove-rooms-in-use   allow the removal of rooms that have bookings to come; they are moved or wait
  --json                  the difference as data
  --out <clinic.yaml>     where \`from-csv\` writes; without it the file is printed
  --zone <time zone>      of the clinic, for \`from-csv\`; without it this machine's
Credentials and region are the AWS SDK's usual ones. The demo clinic is at
${DEMO_CLINIC}`;

const check = (path: string): void => {
  const catalogue = readClinicFile(path);
  const { sites, visitTypes, practitioners, version } = catalogue;
  const rooms = sites.reduce((sum, site) => sum + site.rooms.length, 0);
  console.log(
    `${path} is in order (${version}): ${sites.length} site(s), ${rooms} rooms, ${visitTypes.length} visit types, ${practitioners.length} practitioners.`,
  );
  for (const warning of clinicWarnings(catalogue)) console.log(`Warning: ${warning}`);
  for (const limit of limitsOf(catalogue)) console.log(`Limit: ${limitInWords(limit)}`);
};

/** Never over a file that is there: it may hold a person's work. */
const fromCsv = (path: string, timeZone: string, out: string | undefined): void => {
  if (!isTimeZone(timeZone)) throw new BadUsage(`--zone: "${timeZone}" is no IANA time zone`);
  const { text, toDo } = clinicFromCsv(decodedList(readFileSync(path)), timeZone);
  if (out === undefined) console.log(text);
  else writeFileSync(out, text, { flag: 'wx' });
  console.error(['Still to be done:', ...toDo.map((each) => `  ${each}`)].join('\n'));
  if (out !== undefined) console.error(`${out} is written. Then: npm run catalogue -- check ${out}`);
};

const targetAt = ({ table, ...values }: { table?: string; outputs?: string }): Target => {
  return table === undefined
    ? connect(values)
    : { ledger: dynamoLedger({ documentClient: documentClient(), tableName: table }) };
};

const run = async (
  path: string,
  { ledger, credentials }: Target,
  yes: boolean,
  remove: boolean,
  json: boolean,
): Promise<void> => {
  const catalogue = readClinicFile(path);
  const progress = (line: string) => console.error(line);
  const result = await importCatalogue({ ledger, now: Date.now(), progress }, catalogue, {
    dryRun: !yes,
    removeRoomsInUse: remove,
  });
  if (result.kind === 'stale')
    return fail('Someone else imported a catalogue just now. Run this again to see the difference.', 1);
  if (json) {
    const { diff, ...rest } = result;
    console.log(JSON.stringify({ ...rest, changes: diff.changes, version: catalogue.version }, null, 2));
  } else {
    console.log(diffInWords(result.diff).join('\n') || 'No difference.');
    for (const room of result.inUse)
      console.log(
        `Room ${room.roomId} (${room.siteId}) has ${room.bookings} booking(s) to come, the last on ${room.until}.`,
      );
    const tooFew = tooFewPublishers(catalogue, credentials);
    if (tooFew !== undefined) console.log(`Warning: ${tooFew}.`);
  }
  if (result.kind === 'refused')
    return fail(
      'Nothing was changed. Rooms with bookings to come are removed only with --remove-rooms-in-use.',
      1,
    );
  if (json) return;
  if (result.kind === 'shown') console.log('\nNothing was changed. Add --yes to put it in force.');
  if (result.kind === 'imported')
    console.log(`\nIn force: ${catalogue.version}. ${result.days} day(s) will be planned again.`);
};

const fail = (message: string, code: number): void => {
  console.error(message);
  process.exitCode = code;
};

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      table: { type: 'string' },
      outputs: { type: 'string' },
      yes: { type: 'boolean', default: false },
      'remove-rooms-in-use': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      out: { type: 'string' },
      zone: { type: 'string', default: Intl.DateTimeFormat().resolvedOptions().timeZone },
      help: { type: 'boolean', default: false },
    },
  });
  useDefaultRegion();
  const [verb, path] = positionals;
  if (values.help) console.log(usage);
  else if (verb === 'check' && path !== undefined) check(path);
  else if (verb === 'from-csv' && path !== undefined) fromCsv(path, values.zone, values.out);
  else if (verb === 'import' && path !== undefined)
    await run(path, targetAt(values), values.yes, values['remove-rooms-in-use'], values.json);
  else fail(usage, 2);
} catch (error) {
  if (error instanceof BadClinicFile || error instanceof NoRoomList || error instanceof BadUsage)
    fail(error.message, 2);
  else if (error instanceof TypeError && 'code' in error) fail(`${error.message}\n\n${usage}`, 2);
  else fail(faultInWords(error), 1);
}

type Target = { readonly ledger: Ledger; readonly credentials?: number };
