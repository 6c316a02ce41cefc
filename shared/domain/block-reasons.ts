/** What staff, or the clinic file, may give as the reason of a Block. */
export const BLOCK_REASONS = ['cleaning', 'fault', 'maintenance', 'reserved', 'other'] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

/** What staff may write about the room beside that, in characters. */
export const LONGEST_NOTE = 200;
