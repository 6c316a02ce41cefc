import { randomUUID } from 'node:crypto';
import type { BoardDependencies } from '../../shared/board/run-idempotent.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import type { Dependencies } from '../../shared/unit-of-work/dependencies.ts';
import type { Connection } from './connect.ts';

/** The assigner's dependencies for a command: it wakes no one, since the sweep finds within a minute what is due. */
export const dependenciesOf = ({ ledger, cal, settleMs }: Connection): Dependencies => ({
  ledger,
  clinic: new Clinic(ledger, Date.now, cal.words),
  now: Date.now,
  chance: Math.random,
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  settleMs,
  wakePublisher: async () => undefined,
  wakeReplan: async () => undefined,
});

/** The staff's hand, for a command. */
export const boardDependenciesOf = (to: Connection): BoardDependencies => ({
  ...dependenciesOf(to),
  digests: to.digests,
  trailKeptDays: to.trailKeptDays,
  newId: randomUUID,
  askProof: async () => undefined,
});
