import type { Ledger, MayLag } from '../domain/ledger.ts';

/** Where the parents of managed event types' children are remembered. */
export const MANAGED_CHILDREN = ['event-types', 'managed-children'] as const;

/** The parent of each child that Cal.com has named so far. */
export const readManagedParents = async (
  ledger: Ledger,
  terms?: MayLag,
): Promise<ReadonlyMap<number, number>> => {
  const value = (await ledger.readMemo(...MANAGED_CHILDREN, terms))?.value;
  const children = typeof value === 'object' && value !== null && 'children' in value ? value.children : {};
  return new Map(
    Object.entries(children as Readonly<Record<string, number>>).map(([child, parent]) => [
      Number(child),
      parent,
    ]),
  );
};
