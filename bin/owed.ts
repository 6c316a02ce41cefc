import type { BookingRecord, OwedTo } from '../shared/domain/booking-record.ts';
import { toIso } from '../shared/domain/instant.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import { COMMON_USAGE, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';

const usage = `What Cal.com has yet to hear, or staff have yet to decide, and why.

  npm run owed

Options
${COMMON_USAGE}`;

/** Entries shown for each key. */
const SHOWN = 500;

await runCommand(usage, {}, async ({ values, out }) => {
  const { ledger } = connect(values);
  const { sites } = await new Clinic(ledger, Date.now).catalogue();
  const keys: OwedTo[] = [
    ...new Set(sites.map(({ credential }) => `CRED#${credential}` as const)),
    ...sites.flatMap(({ id }) => [`SHADOW#${id}`, `PARKED#${id}`, `DRIFT#${id}`] as const),
  ];
  const lines: { to: OwedTo; uid: string; start: string; notBefore: string; why: string }[] = [];
  for (const to of keys) {
    const entries = await ledger.readOwed(to, { limit: SHOWN });
    const records = new Map(
      (await ledger.readBookings(entries.map(({ uid }) => uid))).map((record) => [record.uid, record]),
    );
    for (const { uid, start, notBefore } of entries) {
      const record = records.get(uid);
      if (record?.telling.owed?.to === to)
        lines.push({ to, uid, start: toIso(start), notBefore: toIso(notBefore), why: whyOf(record) });
    }
  }
  const credentials = [];
  for (const credential of new Set(sites.map((site) => site.credential))) {
    const pace = await ledger.readCredential(credential);
    if (pace) credentials.push(pace);
  }
  out.result(
    { owed: lines, credentials },
    [
      ...lines.map(
        ({ to, uid, start, notBefore, why }) => `${to}  ${uid}  visit ${start}  due ${notBefore}  ${why}`,
      ),
      ...credentials.map(
        ({ credential, nextAllowedAt, blockedUntil, failures, refused }) =>
          `Credential ${credential}: next PATCH ${toIso(nextAllowedAt)}${blockedUntil > Date.now() ? `, blocked until ${toIso(blockedUntil)}` : ''}, ${failures} failure(s) in a row${refused ? `, refused with ${refused.status} since ${toIso(refused.at)}` : ''}`,
      ),
      lines.length === 0 ? 'Nothing is owed.' : `${lines.length} booking(s).`,
    ].join('\n'),
  );
  return undefined;
});

function whyOf({ telling, placement }: BookingRecord): string {
  const { owed, attempt, sends, verified } = telling;
  if (owed?.reason !== undefined) return owed.reason;
  if (owed?.to.startsWith('SHADOW#')) return 'in shadow, or older than publishing: nobody has adopted it';
  if (attempt === undefined) return placement.kind === 'waiting' ? 'lost its room' : 'not told yet';
  if (attempt.outcome === undefined)
    return `attempt at ${toIso(attempt.at)} has no known outcome: read back first`;
  if (attempt.outcome === 'accepted') return 'sent, not yet seen at Cal.com';
  return `${attempt.outcome} (${sends} sent)${verified ? ', another room was told before' : ''}`;
}
