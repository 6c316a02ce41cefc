import { madeUpWords } from '../../bin/simulation/digests.ts';
import { RECHECKS, recheckMarker } from '../../shared/assigning/rechecks.ts';
import { mirrorInTurn } from '../../shared/availability/mirror-offers.ts';
import { addMirror, type Mirror } from '../../shared/availability/mirrors.ts';
import type { CalApi, CalBooking } from '../../shared/calcom/cal-api.ts';
import type { CalFeeds } from '../../shared/calcom/cal-feeds.ts';
import type { CalLister } from '../../shared/calcom/cal-lister.ts';
import type { CalSchedules } from '../../shared/calcom/cal-schedules.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { catalogueWrites } from '../../shared/ledger/catalogue-parts.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { METRIC } from '../../shared/metrics.ts';
import { reconcile } from '../../shared/reconciling/reconcile.ts';
import { reportNights } from '../../shared/reporting/report-nights.ts';
import { forgetClosures } from '../../shared/sweeping/forget-closures.ts';
import { runSweep } from '../../shared/sweeping/run-sweep.ts';
import { type RunStep, stepRunner } from '../../shared/sweeping/steps.ts';
import { type SweepGroup, WHOLE } from '../../shared/sweeping/sweep-group.ts';
import { catalogue, daysLater, EARLY, from, MONDAY, room, ZONE } from '../support/builders.ts';

/** No one has a calendar of ours. */
const NO_FEEDS = {} as CalFeeds;

export const TUESDAY = daysLater(1);

/** Two Sites, each with a credential of its own and two disturbed Days; four bookings that no webhook told of, two that want a look. */
const twoSites = (): Catalogue => {
  const one = catalogue({ rooms: [room('1A')] });
  return {
    ...one,
    sites: one.sites.flatMap((site) => [site, { ...site, id: 'south', credential: 'southern' }]),
    practitioners: [
      { id: 1, site: 'north' },
      { id: 2, site: 'south' },
    ],
  };
};

const shown = (uid: string, practitionerId: number): CalBooking => ({
  uid,
  status: 'accepted',
  ...from('09:00', 30, TUESDAY),
  venue: 'on-site',
  practitionerId,
  inputs: { eventTypeId: 1 },
  createdAt: EARLY - 60 * MINUTE,
  updatedAt: EARLY - 60 * MINUTE,
});

/** Whether all the days to come were looked at. */
const isThrough = (pass: unknown): boolean => typeof pass === 'object' && pass !== null && !('next' in pass);

/** An event type with a schedule of ours that no one has looked at for long. */
const mirrorOf = (eventTypeId: number, credential: string): Mirror => {
  const hours = { timeZone: ZONE, availability: [], overrides: [] };
  return {
    eventTypeId,
    credential,
    ownerId: eventTypeId,
    former: null,
    ours: eventTypeId,
    source: hours,
    terms: { length: 30 },
    readAt: 0,
    wanted: [],
    written: hours,
    attempts: [],
    formerly: [],
    rightAt: 0,
    foreign: [],
  };
};

const BOOKINGS: Readonly<Record<string, readonly CalBooking[]>> = {
  default: [shown('ada', 1), shown('ben', 1)],
  southern: [shown('cleo', 2), shown('dora', 2)],
};

/** A call of a port: what is called and about who. */
export type PortCall = { readonly port: string; readonly about: string };

/** Thrown by a port in a test. */
class Sabotage extends Error {
  override readonly name = 'Sabotage';
}

/**
 * A sweep of two Sites whose ports can be made to throw. `effects`: what its steps came to, one line each; `log`: what it said of
 * those that threw. `runStep` may be wrapped, to show what would be if steps did not stand alone.
 */
export const sweptClinic = async (wrap: (real: RunStep) => RunStep = (real) => real) => {
  const memory = memoryLedger();
  let now = EARLY;
  const effects: string[] = [];
  const log: Record<string, unknown>[] = [];
  const counted: string[] = [];
  let throwsAt: (call: PortCall) => boolean | Promise<boolean> = () => false;
  const port = async (call: PortCall): Promise<void> => {
    if (await throwsAt(call)) throw new Sabotage(`${call.port} ${call.about}`);
  };
  await memory.commit([
    ...catalogueWrites(twoSites(), { seen: 0, importedAt: EARLY }),
    ...(['north', 'south'] as const).map(
      (siteId) =>
        ({
          kind: 'site',
          seen: 0,
          record: {
            siteId,
            knownSince: EARLY - 24 * 60 * MINUTE,
            publishing: siteId === 'south' ? 'shadow' : 'on',
            publishingSince: EARLY - 90 * MINUTE,
          },
        }) as const,
    ),
  ]);
  for (const siteId of ['north', 'south'])
    await memory.commit([
      {
        kind: 'room',
        seen: 0,
        record: {
          siteId,
          roomId: '1A',
          closures: [],
          closed: [{ block: { id: 'closure', start: 0, end: MINUTE, reason: 'fault' }, lifted: MINUTE }],
          catalogueVersion: twoSites().version,
        },
      },
    ]);
  for (const siteId of ['north', 'south'])
    for (const date of [MONDAY, TUESDAY])
      await memory.commit([
        { kind: 'due', marker: { siteId, date, dueAt: EARLY - MINUTE, id: `x@${siteId}` } },
      ]);
  for (const uid of ['emil', 'fay'])
    await memory.commit([{ kind: 'due', marker: recheckMarker(uid, 'test', EARLY - MINUTE) }]);
  const ledger: Ledger = {
    ...memory,
    readDue: async (site, until) => {
      await port({ port: 'readDue', about: site });
      return memory.readDue(site, until);
    },
    readOwed: async (queue) => {
      await port({
        port: 'readOwed',
        about: 'siteId' in queue ? `${queue.kind} ${queue.siteId}` : queue.kind,
      });
      if (queue.kind === 'unmapped') effects.push('looked for what a new clinic file knows');
      if (queue.kind === 'parked') effects.push(`looked through what is parked at ${queue.siteId}`);
      return queue.kind === 'queued' ? [{ uid: 'x', start: now + MINUTE, notBefore: now }] : [];
    },
    readWaiting: async (siteId, date) => {
      await port({ port: 'readWaiting', about: siteId });
      return memory.readWaiting(siteId, date);
    },
    readSite: async (siteId) => {
      await port({ port: 'readSite', about: siteId });
      return memory.readSite(siteId);
    },
    readCredential: async (credential) => {
      await port({ port: 'readCredential', about: credential });
      return memory.readCredential(credential);
    },
    commit: async (writes) => {
      for (const write of writes)
        if (write.kind === 'memo' && write.record.id === 'pass' && isThrough(write.record.value))
          effects.push('looked through what may be offered');
        else if (write.kind === 'memo' && write.record.scope === 'shadow-report')
          effects.push(`counted ${write.record.id}`);
        else if (write.kind === 'room') {
          await port({ port: 'commit', about: `room of ${write.record.siteId}` });
          effects.push(`forgot what was over at ${write.record.siteId}`);
        }
      return memory.commit(writes);
    },
    readMemo: async (scope, id) => {
      await port({ port: 'readMemo', about: `${scope} ${id}` });
      return memory.readMemo(scope, id);
    },
  };
  const clinic = new Clinic(ledger, () => now, madeUpWords);
  const page = (credential: string) =>
    ({
      kind: 'page',
      bookings: BOOKINGS[credential] ?? [],
      unreadable: 0,
      requestedAt: now,
      inOrder: true,
    }) as const;
  const lister: CalLister = {
    between: async ({ from: start }, _page, credential) => {
      await port({ port: 'between', about: credential });
      if (start < EARLY) effects.push(`read the horizon of ${credential}`);
      return { ...page(credential), bookings: [] };
    },
    updatedSince: async (_since, _page, credential) => {
      await port({ port: 'updatedSince', about: credential });
      effects.push(`read what changed at ${credential}`);
      return page(credential);
    },
  };
  const cal: CalApi = {
    getBooking: async (uid) => {
      await port({ port: 'getBooking', about: uid });
      effects.push(`looked at ${uid}`);
      return { kind: 'gone' };
    },
    patchLocation: async () => ({ kind: 'unknown', cause: 'never' }),
  };
  const runStep = wrap(
    stepRunner({
      log: { error: (sentence, fields) => void log.push({ sentence, ...fields }) },
      count: (metric) => void counted.push(metric),
      now: () => now,
    }),
  );
  const deps = {
    ledger,
    clinic,
    now: () => now,
    runStep,
    settleMs: 10_000,
    spacingMs: 15_000,
    everyMs: 60_000,
    digestKey: async () => 'key',
    wakePublisher: async (credential: string) => {
      await port({ port: 'wakePublisher', about: credential });
      effects.push(`woke the publisher of ${credential}`);
    },
  };
  await addMirror(memory, mirrorOf(1, 'default'));
  await addMirror(memory, mirrorOf(2, 'southern'));
  const schedules = {
    eventType: async (id: number) => {
      await port({ port: 'eventType', about: String(id) });
      effects.push(`looked at the schedule of ${id}`);
      return { kind: 'gone' };
    },
  } as unknown as CalSchedules;
  const run = runSweep({
    ...deps,
    replan: async (siteId, date) => {
      await port({ port: 'replan', about: `${siteId} ${date}` });
      const markers = (await memory.readDue(siteId, now)).filter((each) => each.date === date);
      await memory.commit(markers.map((marker) => ({ kind: 'undue', marker }) as const));
      effects.push(`planned ${siteId} ${date}`);
      return { kind: 'undisturbed' };
    },
    wakeReplan: async (siteId, date) => {
      await port({ port: 'wakeReplan', about: `${siteId} ${date}` });
      effects.push(`handed over ${siteId} ${date}`);
    },
    mirror: mirrorInTurn({ ...deps, cal: schedules, feeds: NO_FEEDS }),
    reconcile: reconcile({
      ...deps,
      cal,
      lister,
      eventTypes: async () => [],
      enqueue: async (message) => {
        const uid = 'fact' in message ? message.fact.uid : '';
        await port({ port: 'enqueue', about: uid });
        effects.push(`told of ${uid}`);
      },
    }),
    forget: forgetClosures({ ...deps, trailKeptDays: 90 }),
    nights: reportNights({ ...deps, trailKeptDays: 90 }),
    gauge: (metric) => {
      if (metric === METRIC.bookingsWaiting) effects.push('told how many wait');
      if (metric === METRIC.hoursSilent) effects.push('told how long it has been silent');
      if (metric === METRIC.horizonAgeSeconds) effects.push('told how old the horizon is');
      if (metric === METRIC.offerAgeSeconds) effects.push('told how old the schedules are');
    },
    log: {
      info: (sentence, { dates }) => {
        if (sentence === 'schedules mirrored')
          effects.push(`looked at ${dates} dates of what may be offered`);
      },
      warn: () => undefined,
    },
  });
  return {
    memory,
    log,
    counted,
    /** Sweeps once, with the calls that the predicate names thrown; answers the effects. */
    sweep: async (
      throws: (call: PortCall) => boolean | Promise<boolean> = () => false,
      group: SweepGroup = WHOLE,
    ): Promise<readonly string[]> => {
      effects.length = 0;
      throwsAt = throws;
      await run({ group, until: now + 45_000 });
      return [...new Set(effects)].sort();
    },
    minutesLater: (minutes: number) => {
      now += minutes * MINUTE;
    },
    rechecksLeft: async () => (await memory.readDue(RECHECKS, Number.POSITIVE_INFINITY)).length,
  };
};
