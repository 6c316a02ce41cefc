import type { OnceOutcome } from '../../shared/board/once.ts';
import { Problem } from './problem.ts';

type Landed<T> = Extract<OnceOutcome<T>, { kind: 'landed' }>;

/** What an action answers, beside its result. */
export const actionOf = ({ actionId, repeated, undoable }: Landed<unknown>) => ({
  id: actionId,
  repeated,
  undoable,
});

/** Refusals that any action may meet. */
export const commonRefusal = (kind: 'id-reused' | 'contended'): Problem =>
  kind === 'id-reused'
    ? new Problem(422, 'id-reused', 'This Idempotency-Key belongs to another request.', {
        errors: [{ field: 'idempotency-key', message: 'belongs to another request' }],
      })
    : new Problem(
        409,
        'contended',
        'Others keep changing the same things: try again.',
        {},
        { 'retry-after': '1' },
      );
