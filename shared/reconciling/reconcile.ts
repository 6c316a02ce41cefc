import {
  type CatalogueIndex,
  type CredentialName,
  type SiteEntry,
  sitesByCredential,
} from '../domain/catalogue.ts';
import { MINUTE } from '../domain/instant.ts';
import type { SiteRecord } from '../domain/ledger-records.ts';
import { sideBySide } from '../sweeping/side-by-side.ts';
import type { Ran } from '../sweeping/steps.ts';
import { isFirst, isOf, type SweepGroup, type SweepTerms } from '../sweeping/sweep-group.ts';
import { takeLease } from '../unit-of-work/take-lease.ts';
import type { Found, ReconcileDependencies } from './compare-booking.ts';
import { InOrder } from './in-order.ts';
import { KeptInOrder } from './kept-in-order.ts';
import { passHorizon } from './pass-horizon.ts';
import { passUpdated } from './pass-updated.ts';
import { PROGRESS_SCOPE, readProgress } from './progress.ts';
import { readmitUnmapped } from './readmit-unmapped.ts';
import { refusalsOf } from './refusals.ts';
import type { PassOutcome, Run } from './run.ts';
import { runRechecks } from './run-rechecks.ts';
import { usableKeys } from './usable-keys.ts';

/** What one run found and set right, by kind. `silent`: fresh bookings of which no webhook had told. */
export type ReconcileReport = {
  readonly found: Readonly<Partial<Record<Found, number>>>;
  /** Bookings that a new clinic file knows what to do with: sent through the bookings queue again. */
  readonly readmitted: number;
  readonly rechecks: number;
  readonly pages: number;
  readonly orphans: number;
  readonly silent: number;
  /** Rows of lists that could not be read. */
  readonly unreadable: number;
  /** Credentials whose lists could not be read, with the reason. */
  readonly failed: Readonly<Record<CredentialName, string>>;
  /** Credentials whose key Cal.com refused just now, with the status. */
  readonly refused: Readonly<Record<CredentialName, number>>;
  /** Another run was under way. */
  readonly skipped?: true;
};

/** The report of a run that has come to nothing. */
export const NOTHING_FOUND: ReconcileReport = {
  found: {},
  readmitted: 0,
  rechecks: 0,
  pages: 0,
  orphans: 0,
  silent: 0,
  unreadable: 0,
  failed: {},
  refused: {},
};

/** How often changes are asked for, and the whole horizon is read. */
export const UPDATED_EVERY_MS = 2 * MINUTE;
export const HORIZON_EVERY_MS = 30 * MINUTE;
/** Sweeps begin a minute apart, and a pass is over some moments later: the one that comes so much early is the one that was meant. */
const EARLY_MS = MINUTE / 2;
/** So often each booking that Cal.com lists is read in the Ledger, though nothing shows that it has changed. */
export const WHOLE_EVERY_MS = 24 * 60 * MINUTE;
/** What changed longer ago is asked for by no key that is read for the first time: it may have been another's for years. */
const LONGEST_UNREAD_MS = 24 * 60 * MINUTE;
/** Keys that are asked side by side: Cal.com counts the requests of each for itself, and to wait for one answer is to wait for ten. */
export const KEYS_AT_ONCE = 10;

/** Each run of a group begins with the credential after the one that the last began with. */
const leaseOf = ({ nth, of }: SweepGroup) => ({
  scope: `${PROGRESS_SCOPE}-lease`,
  id: of === 1 ? 'all' : `${nth} of ${of}`,
});

/**
 * Holds a group's part of the Ledger against Cal.com and sets right what differs: bookings that are to be read again, then (pass A) what
 * changed since the last time, then (pass B) the horizon, chunk by chunk. Everything is remembered in the Ledger after each
 * step, so that a run of any length makes progress; doubled runs are kept apart by a lease and would be harmless.
 */
export const reconcile = (dependencies: Run['deps']) => {
  const remembered = {
    changesInOrder: new InOrder(WHOLE_EVERY_MS),
    horizonInOrder: new KeptInOrder(dependencies.ledger, WHOLE_EVERY_MS),
  };
  return async ({ until, group }: SweepTerms): Promise<ReconcileReport> => {
    const { deps, refused } = refusalsOf(dependencies);
    const found: Partial<Record<Found, number>> = {};
    const sums = { rechecks: 0, pages: 0, orphans: 0, silent: 0, readmitted: 0, unreadable: 0 };
    const failed: Record<CredentialName, string> = {};
    const began = deps.now();
    const lease = await takeLease(deps.ledger, leaseOf(group), began, until);
    if (lease === undefined) return { ...NOTHING_FOUND, skipped: true };
    const add = (kind: Found): void => {
      found[kind] = (found[kind] ?? 0) + 1;
    };
    try {
      if (isFirst(group)) {
        const readmitted = await deps.runStep('readmission', {}, () => readmitUnmapped(deps));
        if (readmitted.kind === 'done') sums.readmitted = readmitted.value;
      }
      const keys = usableKeys(deps);
      // Whatever the looks cost, the passes have half of the time.
      const half = began + (until - began) / 2;
      const rechecks = await deps.runStep('rechecks', { group: group.nth }, () =>
        runRechecks(deps, keys, { until: half, group, count: add }),
      );
      if (rechecks.kind === 'done') sums.rechecks = rechecks.value;
      const credentials = [...sitesByCredential(await deps.clinic.catalogue())].filter(([key]) =>
        isOf(group, key),
      );
      await sideBySide(inTurn(credentials, lease.turn), KEYS_AT_ONCE, async ([credential, served]) => {
        const ran = await deps.runStep('credential', { credential }, async () => {
          const trouble = await keys.trouble(credential);
          if (trouble !== undefined) return { failed: trouble };
          // As they are judged by: one that was switched since is another at the next run.
          const records = await siteRecords(deps, served);
          const knownSince = Math.min(...records.map((site) => site?.knownSince ?? 0));
          return passes({
            deps,
            ...remembered,
            clinic: clinicAsItIs(await deps.clinic.catalogue(), records),
            credential,
            sites: served,
            since: Math.max(deps.now() - LONGEST_UNREAD_MS, Math.min(deps.now(), knownSince)),
            until,
            count: (kind, { createdAt = 0 }) => {
              add(kind);
              if (kind === 'lost-created' && createdAt >= knownSince) sums.silent += 1;
            },
            page: () => {
              sums.pages += 1;
            },
            unread: (rows) => {
              sums.unreadable += rows;
            },
            orphan: () => {
              sums.orphans += 1;
            },
          });
        });
        const outcome = outcomeOf(ran);
        if (typeof outcome === 'object') failed[credential] = outcome.cause ?? outcome.failed;
      });
    } finally {
      await lease.release();
    }
    return { found, ...sums, failed, refused };
  };
};

const passes = async (run: Run): Promise<PassOutcome> => {
  const { deps, credential } = run;
  // It only says what it is time for: each pass reads for itself where it goes on.
  const { progress } = await readProgress(deps.ledger, credential, { mayLag: true });
  const now = deps.now();
  const changes =
    progress.underWay !== undefined || now - progress.updatedAt >= UPDATED_EVERY_MS - EARLY_MS
      ? outcomeOf(await deps.runStep('changes', { credential }, () => passUpdated(run)))
      : 'done';
  const failed = typeof changes === 'object' ? changes.failed : undefined;
  // Anyone who cannot tell just now what changed may still list the horizon.
  if (changes !== 'done' && failed !== 'unknown' && failed !== THREW) return changes;
  const horizon =
    progress.horizonFrom !== undefined || now - progress.horizonBegan >= HORIZON_EVERY_MS - EARLY_MS
      ? outcomeOf(await deps.runStep('horizon', { credential }, () => passHorizon(run)))
      : 'done';
  return horizon === 'done' ? changes : horizon;
};

/** All of them, each run beginning with another: one that takes all the time there is leaves some to the others in turn. */
const inTurn = <T>(all: readonly T[], turn: number): T[] => {
  const first = turn % Math.max(1, all.length);
  return [...all.slice(first), ...all.slice(0, first)];
};

/** A pass that threw, now or lately. */
const THREW = 'threw';

const outcomeOf = (ran: Ran<PassOutcome>): PassOutcome =>
  ran.kind === 'done' ? ran.value : { failed: THREW };

const siteRecords = async ({ clinic }: ReconcileDependencies, sites: readonly SiteEntry[]) =>
  (await Promise.all(sites.map((site) => clinic.site(site)))).map(({ record }) => record);

/** All that bookings are judged by beside themselves: another text wherever any of it is another. */
const clinicAsItIs = (
  { version, managedParents }: CatalogueIndex,
  records: readonly (SiteRecord | undefined)[],
): string => JSON.stringify([version, [...(managedParents ?? [])], records.map((site) => site?.version)]);
