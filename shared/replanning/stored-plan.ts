import * as z from 'zod';
import type { Instant } from '../domain/instant.ts';
import type { PlanRecord } from '../domain/ledger-records.ts';
import { certificateSentences } from '../domain/plan/explain/sentences.ts';
import type { Certificate } from '../domain/plan/plan.ts';
import { PLAN_FAULTS } from '../domain/plan/proof/ask-solver.ts';
import type { Made } from './commit-plan.ts';

const figuresShape = z.object({
  waiting: z.int(),
  waitingBound: z.int(),
  messages: z.number(),
  messagesBound: z.number(),
  // Plans of an earlier version did not look at it.
  roomChanges: z.int().default(0),
  roomChangesBound: z.int().default(0),
  gapPrice: z.int().default(0),
  gapPriceBound: z.int().default(0),
  fitGap: z.number(),
  proved: z.boolean(),
  cut: z.boolean(),
  // One that a later version may call by another name is a fault all the same.
  fault: z.enum(PLAN_FAULTS).optional().catch('search'),
});

const uids = z.array(z.string());

const stored = z.object({
  ...figuresShape.shape,
  /** Pinned in a room that cannot be used: staff decide. */
  flagged: uids,
  /** Changed, with no mail that could reach them in time: staff tell them. */
  tellInPerson: uids,
});

/** What the last re-plan of a Day proved about itself, and left to staff. */
export type StoredPlan = {
  readonly at: Instant;
  readonly certificate: Certificate;
  /** The certificate in English. */
  readonly words: readonly string[];
  readonly flagged: readonly string[];
  readonly tellInPerson: readonly string[];
};

/** A plan as the Ledger keeps it beside its Day. `untold`: left to staff by earlier plans, and untold still. */
export const planRecord = (
  { fingerprint, plannedAt }: Pick<PlanRecord, 'fingerprint' | 'plannedAt'>,
  { certificate: figures, flagged, tellInPerson }: Pick<Made, 'certificate' | 'flagged' | 'tellInPerson'>,
  untold: readonly string[],
): PlanRecord => ({
  fingerprint,
  plannedAt,
  certificate: { ...figures, flagged, tellInPerson: [...new Set([...tellInPerson, ...untold])] },
});

/** The last plan of a Day; `undefined` where there is none, or none that can be read any more. */
export const storedPlan = (record: PlanRecord | undefined): StoredPlan | undefined => {
  const read = stored.safeParse(record?.certificate);
  if (record === undefined || !read.success) return undefined;
  const { flagged, tellInPerson, fault, ...figures } = read.data;
  const certificate: Certificate = { ...figures, ...(fault === undefined ? {} : { fault }) };
  return {
    at: record.plannedAt,
    certificate,
    words: certificateSentences(certificate),
    flagged,
    tellInPerson,
  };
};
