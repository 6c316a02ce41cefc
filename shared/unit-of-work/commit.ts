import type { CredentialName, SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { CommitResult, Ledger, Write } from '../domain/ledger.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Who a commit concerns. A wake that gets lost costs a minute: the sweep finds what is due and owed. */
export type Wakes = {
  readonly wakePublisher: (credential: CredentialName, delayMs: number) => Promise<void>;
  readonly wakeReplan: (siteId: SiteId, date: LocalDate) => Promise<void>;
};

/** Commits a unit of work, then wakes who it concerns. `writes`: what was committed. */
export const commit = async (
  deps: Wakes & { readonly ledger: Ledger; readonly now: () => Instant },
  unit: UnitOfWork,
): Promise<CommitResult & { writes: readonly Write[] }> => {
  const writes = unit.writes();
  if (writes.length === 0) return { kind: 'committed', writes };
  const result = await deps.ledger.commit(writes);
  if (result.kind === 'stale') return { ...result, writes };
  for (const { siteId, date } of [...unit.dueNow(), ...unit.offeredAnew()])
    await deps.wakeReplan(siteId, date);
  for (const write of writes) {
    const state = write.kind === 'booking' ? write.record.publication.state : undefined;
    if (state?.kind === 'queued') await deps.wakePublisher(state.credential, state.notBefore - deps.now());
  }
  return { ...result, writes };
};
