import type { FinalDecision } from '../domain/booking-decision.ts';
import type { IgnoreReason } from '../domain/ignore-reason.ts';
import type { Contended } from '../unit-of-work/commit-with-retry.ts';

/** What became of a BookingEvent. `unchanged`: a repetition, or older than what is known. */
export type Outcome =
  | { readonly kind: 'assigned' | 'kept' | 'moved'; readonly roomId: string; readonly reason: string }
  | {
      readonly kind: 'waiting';
      readonly rejections: Readonly<Record<string, number>>;
      readonly unknownEquipment: number;
    }
  | { readonly kind: 'ignored'; readonly reason: IgnoreReason }
  | { readonly kind: 'released' | 'unchanged' }
  /** The message must come back soon. */
  | Contended;

export const outcomeOf = (decision: FinalDecision): Outcome => {
  switch (decision.kind) {
    case 'release':
      return { kind: 'released' };
    case 'unchanged':
      return { kind: 'unchanged' };
    case 'ignore':
      return { kind: 'ignored', reason: decision.reason };
    case 'wait': {
      const rejections: Record<string, number> = {};
      for (const { rejection } of Object.values(decision.rejections))
        rejections[rejection] = (rejections[rejection] ?? 0) + 1;
      return { kind: 'waiting', rejections, unknownEquipment: decision.unknownEquipment.length };
    }
    default: {
      const kind = ({ assign: 'assigned', keep: 'kept', move: 'moved' } as const)[decision.kind];
      return { kind, roomId: decision.roomId, reason: decision.reason };
    }
  }
};
