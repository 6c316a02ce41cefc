import type { CredentialName } from '../../shared/domain/catalogue.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import type { Write } from '../../shared/domain/ledger.ts';
import { OVERLAP_MS } from '../../shared/reconciling/pass-updated.ts';
import { PROGRESS_SCOPE, type Progress } from '../../shared/reconciling/progress.ts';

/**
 * Passes over what changed whose pages were read so long apart that a row which another change has moved between them may
 * have been left out, and be too old for the next pass: only a horizon that is begun later shows it again.
 */
export class SlippedRows {
  /** Of passes under way: the latest change on their first page. */
  readonly #first = new Map<CredentialName, Instant>();
  readonly #ended = new Map<CredentialName, Instant>();

  follow(write: Write, now: Instant): void {
    if (write.kind !== 'memo' || write.record.scope !== PROGRESS_SCOPE) return;
    const { id } = write.record;
    const { underWay, watermark = 0 } = write.record.value as Progress;
    const first = this.#first.get(id);
    if (underWay !== undefined) {
      if (first === undefined) this.#first.set(id, underWay.latest);
      return;
    }
    this.#first.delete(id);
    if (first !== undefined && watermark - OVERLAP_MS > first) this.#ended.set(id, now);
  }

  /** Whether the horizon that would show them is still to come, or under way. */
  areToCome(
    credential: CredentialName,
    { horizonBegan, horizonFrom }: Pick<Progress, 'horizonBegan' | 'horizonFrom'>,
  ): boolean {
    const ended = this.#ended.get(credential);
    return ended !== undefined && (horizonBegan < ended || horizonFrom !== undefined);
  }
}
