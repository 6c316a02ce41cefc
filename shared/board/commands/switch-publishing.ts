import { credentialsOf, type PublishingMode, type SiteEntry } from '../../domain/catalogue.ts';
import type { Instant } from '../../domain/instant.ts';
import type { SiteRecord } from '../../domain/ledger-records.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import {
  type Action,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';

/** How a Site publishes from now on. */
type Switched = { readonly publishing: PublishingMode };

type SwitchOutcome =
  | IdempotentOutcome<Switched>
  /** Someone else has switched it meanwhile. */
  | { readonly kind: 'switched-already'; readonly publishing: PublishingMode };

/**
 * Switches a Site's publishing; the publisher heeds it at its next wake. `seen` is the mode its caller saw. Not to be
 * undone: back is another switch, with consequences of its own.
 */
export const switchPublishing = async (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  publishing: PublishingMode,
  seen?: string,
): Promise<SwitchOutcome> => {
  const outcome = await runIdempotent(
    deps,
    action,
    async (): Promise<Step<Switched, Extract<SwitchOutcome, { kind: 'switched-already' }>>> => {
      const now = deps.now();
      const found = (await deps.ledger.readSite(site.id)).site;
      const { version, ...before } = found ?? {
        version: 0,
        siteId: site.id,
        knownSince: now,
        publishing: site.publishing,
        publishingSince: now,
      };
      if (seen !== undefined && seen !== before.publishing)
        return {
          kind: 'refuse',
          refusal: { kind: 'switched-already', publishing: before.publishing },
        };
      const unit = new UnitOfWork(undefined, now, action.by);
      unit.write({ kind: 'site', seen: version, record: switched(before, publishing, now) });
      unit.change(site.id, localDateOf(now, site.timeZone), 'publishing', {}, publishing);
      return { kind: 'commit', unit, result: { publishing } };
    },
  );
  if (outcome.kind === 'landed' && publishing !== 'off')
    for (const credential of credentialsOf(await deps.clinic.catalogue(), site.id))
      await deps.wakePublisher(credential, 0);
  return outcome;
};

/**
 * Going on covers what is booked from then on, so that no one gets mail by surprise; going on again after a mere pause
 * covers what was covered before.
 */
const switched = (
  { paused, ...before }: Omit<SiteRecord, 'version'>,
  publishing: PublishingMode,
  now: Instant,
): Omit<SiteRecord, 'version'> => {
  if (publishing === before.publishing) return { ...before, ...(paused ? { paused } : {}) };
  if (publishing === 'off' && before.publishing === 'on') return { ...before, publishing, paused: true };
  if (publishing === 'on' && !paused) return { ...before, publishing, publishingSince: now };
  return { ...before, publishing };
};
