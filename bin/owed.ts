import { adoptOlder } from '../shared/board/commands/adopt-older.ts';
import { resolveMany } from '../shared/board/commands/resolve-many.ts';
import type { BookingRecord } from '../shared/domain/booking-record.ts';
import { sitesByCredential } from '../shared/domain/catalogue.ts';
import { toIso } from '../shared/domain/instant.ts';
import type { CredentialRecord } from '../shared/domain/ledger-records.ts';
import type { Publication, PublicationQueue } from '../shared/domain/publication.ts';
import { driftOf, queuesOf, reasonOf } from '../shared/domain/publication.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import { readProgress } from '../shared/reconciling/progress.ts';
import { BadUsage, COMMON_USAGE, countOf, needed, type Output, runCommand } from './admin/command.ts';
import { type Connection, connect } from './admin/connect.ts';
import { boardDependenciesOf } from './admin/dependencies.ts';

const usage = `What Cal.com has yet to hear, or staff have yet to decide, and why.

  npm run owed
  npm run owed -- adopt --site north    bookings older than publishing are told from now on, too: each means a mail
  npm run owed -- retry --site north --reason may-not-change-event-type-3001
                                        what is parked for that reason is tried again, once its cause is gone

Options
  --site <id>        whose bookings are meant
  --reason <why>     as the list says it
  --most <n>         no more than this, the soonest visits first; 1000 unless given
${COMMON_USAGE}`;

/** Entries shown for each key. */
const SHOWN = 500;

const adopt = async (to: Connection, siteId: string, most: number, out: Output): Promise<number> => {
  const { deps, site } = await atSite(to, siteId);
  const { publishing } = await deps.clinic.site(site);
  if (publishing !== 'on') throw new BadUsage(`--site ${siteId}: its publishing is ${publishing}, not on`);
  const report = await adoptOlder(deps, site, {
    by: 'command',
    most,
    progress: (adopted) => {
      if (adopted % 50 === 0) out.progress(`${adopted} booking(s) adopted`);
    },
  });
  out.result(
    { site: siteId, ...report },
    `${report.adopted} booking(s) adopted: told at the allowed pace, the soonest visit first. ${report.left} left.`,
  );
  return 0;
};

const retry = async (
  to: Connection,
  siteId: string,
  reason: string,
  most: number,
  out: Output,
): Promise<number> => {
  const { deps, site } = await atSite(to, siteId);
  const { resolved, left } = await resolveMany(
    deps,
    site,
    { kind: 'parked', siteId: site.id },
    'retry-publication',
    { by: 'command', most, progress: () => undefined },
    ({ publication }) => reasonOf(publication) === reason,
  );
  out.result(
    { site: siteId, reason, retried: resolved, left },
    `${resolved} booking(s) are tried again, at the allowed pace. ${left} left.`,
  );
  return 0;
};

const atSite = async (to: Connection, siteId: string) => {
  const deps = boardDependenciesOf(to);
  const { sites } = await deps.clinic.catalogue();
  const site = sites.find(({ id }) => id === siteId);
  if (site === undefined)
    throw new BadUsage(`--site ${siteId}: there are ${sites.map(({ id }) => id).join(', ') || 'none'}`);
  return { deps, site };
};

const list = async ({ ledger, cal, digests }: Connection, out: Output): Promise<number> => {
  const catalogue = await new Clinic(ledger, Date.now, cal.words).catalogue();
  const names = [...sitesByCredential(catalogue).keys()];
  const queues: PublicationQueue[] = [
    ...names.map((credential) => ({ kind: 'queued', credential }) as const),
    ...catalogue.sites.flatMap(({ id }) => queuesOf(id)),
  ];
  const { visit } = await digests();
  const lines: { to: string; visitCode: string; start: string; notBefore: string; reason: string }[] = [];
  const cut: string[] = [];
  for (const queue of queues) {
    const to = nameOf(queue);
    const entries = await ledger.readOwed(queue, { limit: SHOWN });
    if (entries.length === SHOWN) cut.push(to);
    const records = new Map(
      (await ledger.readBookings(entries.map(({ uid }) => uid))).map((record) => [record.uid, record]),
    );
    for (const { uid, start, notBefore } of entries) {
      const record = records.get(uid);
      if (record !== undefined && isIn(queue, record.publication))
        lines.push({
          to,
          visitCode: visit(uid),
          start: toIso(start),
          notBefore: toIso(notBefore),
          reason: whyOf(record),
        });
    }
  }
  const unread: { credential: string; near: string; cause: string }[] = [];
  for (const credential of names)
    for (const { near, cause } of (await readProgress(ledger, credential)).progress.unread)
      unread.push({ credential, near: toIso(near), cause });
  const credentials = [];
  for (const credential of names) {
    const pace = await ledger.readCredential(credential);
    if (pace) credentials.push(pace);
  }
  out.result(
    { owed: lines, cut, credentials, unread },
    [
      ...lines.map(
        ({ to, visitCode, start, notBefore, reason }) =>
          `${to}  ${visitCode}  visit ${start}  due ${notBefore}  ${reason}`,
      ),
      ...cut.map((to) => `${to}: only the first ${SHOWN} are shown`),
      ...credentials.map(wordsOf),
      ...unread.map(
        ({ credential, near, cause }) =>
          `Cal.com cannot list a booking to ${credential}: the one after ${near} (${cause})`,
      ),
      lines.length === 0 ? 'Nothing is owed.' : `${lines.length} booking(s).`,
    ].join('\n'),
  );
  return 0;
};

/** A queue as it is listed: `queued default`, `parked north`. */
const nameOf = (queue: PublicationQueue): string => {
  if (queue.kind === 'unmapped') return queue.kind;
  return `${queue.kind} ${queue.kind === 'queued' ? queue.credential : queue.siteId}`;
};

/** Whether it is still where the list, which lags, has it. */
const isIn = (queue: PublicationQueue, publication: Publication): boolean => {
  return queue.kind === 'drift' ? driftOf(publication) !== undefined : publication.state.kind === queue.kind;
};

const wordsOf = ({
  credential,
  nextAllowedAt,
  blockedUntil,
  failures,
  refused,
}: CredentialRecord): string => {
  return [
    `Credential ${credential}: next PATCH ${nextAllowedAt > Date.now() ? toIso(nextAllowedAt) : 'now'}`,
    ...(blockedUntil > Date.now() ? [`blocked until ${toIso(blockedUntil)}`] : []),
    ...(failures > 0 ? [`${failures} failure(s) in a row`] : []),
    ...(refused ? [`refused with ${refused.status} since ${toIso(refused.at)}`] : []),
  ].join(', ');
};

const whyOf = ({ publication, placement }: BookingRecord): string => {
  const { state, attempt, sends, verified } = publication;
  const reason = reasonOf(publication);
  if (reason !== undefined) return reason;
  if (state.kind === 'shadow') return 'in shadow, or older than publishing: no one has adopted it';
  if (attempt === undefined) return placement.kind === 'waiting' ? 'lost its room' : 'not told yet';
  if (attempt.outcome === undefined)
    return `attempt at ${toIso(attempt.at)} has no known outcome: read back first`;
  if (attempt.outcome === 'accepted') return 'sent, not yet seen at Cal.com';
  return `${attempt.outcome} (${sends} sent)${verified ? ', another room was told before' : ''}`;
};

await runCommand(
  {
    usage,
    options: { site: { type: 'string' }, most: { type: 'string' }, reason: { type: 'string' } },
    verbs: ['adopt', 'retry'],
  },
  async ({ values, verb, out }) => {
    const most = countOf(values, 'most', 1000);
    if (verb === 'adopt') return adopt(connect(values), needed(values, 'site'), most, out);
    if (verb === 'retry')
      return retry(connect(values), needed(values, 'site'), needed(values, 'reason'), most, out);
    return list(connect(values), out);
  },
);
