import { sitesByCredential } from '../domain/catalogue.ts';
import { withoutOldClosures } from '../domain/closed.ts';
import { HOUR } from '../domain/hours-silent.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { Clinic } from '../ledger/clinic.ts';
import type { RunStep } from './steps.ts';
import { isOf, type SweepGroup } from './sweep-group.ts';

type ForgetDependencies = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly now: () => Instant;
  readonly trailKeptDays: number;
  readonly runStep: RunStep;
};

/**
 * What has been over for longer than the trail is kept goes from each Room, with what staff have noted on it: also from Rooms that
 * no one closes again, and from those that the clinic file has no more. The Rooms of the group's keys have been read for other steps: as
 * a rule nothing is read or written here.
 */
export const forgetClosures =
  ({ ledger, clinic, now, trailKeptDays, runStep }: ForgetDependencies) =>
  async (group: SweepGroup): Promise<void> => {
    const keys = [...sitesByCredential(await clinic.catalogue())].filter(([key]) => isOf(group, key));
    const sites = new Set(keys.flatMap(([, served]) => served));
    const then = now() - trailKeptDays * 24 * HOUR;
    for (const site of sites)
      await runStep('forgetting', { siteId: site.id }, async () => {
        for (const { version: seen, ...room } of (await clinic.site(site)).rooms.values()) {
          const record = withoutOldClosures(room, then);
          // Stale: someone has just written it, and the next sweep looks again.
          if (record !== undefined) await ledger.commit([{ kind: 'room', seen, record }]);
        }
      });
  };
