import type { AttentionItem } from '../../../../../shared/board/attention-item.ts';

/** What a person must see to: all but what shadow mode would send, which is a list to read. */
export type UrgentItem = AttentionItem & { readonly kind: Exclude<AttentionItem['kind'], 'shadow'> };

export const urgentIn = (items: readonly AttentionItem[]): UrgentItem[] =>
  items.filter((item): item is UrgentItem => item.kind !== 'shadow');

/** So many kinds are named where there is little room. */
const NAMED = 3;

/** How many there are of each kind, the most urgent kind first; and how many of all others, where there are more kinds. */
export const countedByKind = (
  items: readonly UrgentItem[],
): {
  readonly kinds: readonly (readonly [kind: UrgentItem['kind'], count: number])[];
  readonly more: number;
} => {
  const kinds = [...Map.groupBy(items, ({ kind }) => kind)].map(
    ([kind, { length }]) => [kind, length] as const,
  );
  const more = kinds.slice(NAMED).reduce((sum, [, count]) => sum + count, 0);
  return { kinds: kinds.slice(0, NAMED), more };
};
