import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Instant } from '../domain/instant.ts';

/** Which of the sweeps of one minute this is, from 0 on, and how many there are: each looks at Sites and keys of its own. */
export type SweepGroup = { readonly nth: number; readonly of: number };

/** Which sweep it is, and until when it may take. */
export type SweepTerms = { readonly group: SweepGroup; readonly until: Instant };

/** Everything, by one sweep alone. */
export const WHOLE: SweepGroup = { nth: 0, of: 1 };

/** What is not of one Site or key is done by one of them. */
export const isFirst = ({ nth }: SweepGroup): boolean => nth === 0;

/** Whether a Site, a key or a booking is this group's to look at: each is one group's, and stays it whatever else there is. */
export const isOf = ({ nth, of }: SweepGroup, id: string): boolean =>
  of === 1 || createHash('sha256').update(id).digest().readUInt32BE() % of === nth;

const asked = z
  .object({
    group: z._default(
      z.object({ nth: z.int().check(z.nonnegative()), of: z.int().check(z.positive()) }),
      WHOLE,
    ),
  })
  .check(
    z.refine(({ group }) => group.nth < group.of, {
      path: ['group', 'nth'],
      error: 'there is no such group',
    }),
  );

/** The group that is to be swept; one that says nothing of groups is to sweep everything. @throws NoSuchGroup, naming the field */
export const groupOf = (input: unknown): SweepGroup => {
  const read = asked.safeParse(input ?? {});
  if (read.success) return read.data.group;
  throw new NoSuchGroup(
    read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
};

/** A sweep was started for a group that there cannot be. */
export class NoSuchGroup extends Error {
  override readonly name = 'NoSuchGroup';
}
