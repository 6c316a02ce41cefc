import * as z from 'zod';
import type { CredentialName } from '../domain/catalogue.ts';
import type { Ledger, MayLag } from '../domain/ledger.ts';

export const PROGRESS_SCOPE = 'reconciling';

const progress = z.object({
  /** Pass A: everything changed at Cal.com before this has been seen. By Cal.com's clock. */
  watermark: z.number().optional(),
  /** A pass A that has further pages. */
  underWay: z.object({ since: z.number(), next: z.string().optional(), latest: z.number() }).optional(),
  updatedAt: z.number().default(0),
  /** Pass B: when it began last, and where it goes on; absent = it is done. */
  horizonBegan: z.number().default(0),
  horizonFrom: z.number().optional(),
  /** What it has come by so far: bookings that Cal.com listed, and bookings that stand in the Ledger. */
  horizonListed: z.number().default(0),
  horizonHeld: z.number().default(0),
  /** A chunk of it that was not read to its end: until when it goes, the next page, and who was listed by then. */
  horizonAt: z
    .object({ to: z.number(), next: z.string().optional(), listed: z.array(z.string()) })
    .optional(),
  /** When a pass B last came to its end. */
  horizonDone: z.number().default(0),
  /** Rows that Cal.com could give at once; absent = as many as it ever gives. */
  rows: z.number().int().positive().optional(),
  /** Rows that could not be read since the horizon was begun: when that was found, what stands before them, and why. */
  unread: z.array(z.object({ at: z.number(), near: z.number(), cause: z.string() })).default([]),
});

/** How far the two passes have come with one credential. */
export type Progress = z.infer<typeof progress>;

export const readProgress = async (
  ledger: Ledger,
  credential: CredentialName,
  terms?: MayLag,
): Promise<{ progress: Progress; version: number }> => {
  const memo = await ledger.readMemo(PROGRESS_SCOPE, credential, terms);
  return { progress: progress.parse(memo?.value ?? {}), version: memo?.version ?? 0 };
};

/** Answers the new version; `undefined` where another run has gone further. */
export const writeProgress = async (
  ledger: Ledger,
  credential: CredentialName,
  value: Progress,
  seen: number,
): Promise<number | undefined> => {
  const record = { scope: PROGRESS_SCOPE, id: credential, value };
  const result = await ledger.commit([{ kind: 'memo', seen, record }]);
  return result.kind === 'committed' ? seen + 1 : undefined;
};
