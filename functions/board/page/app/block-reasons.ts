import type { BlockReason } from '../../../../shared/domain/block-reasons.ts';

export type { BlockReason };

/** What staff may give as a reason, most frequent first. */
export const BLOCK_REASONS = [
  'cleaning',
  'fault',
  'maintenance',
  'reserved',
  'other',
] as const satisfies readonly BlockReason[];
