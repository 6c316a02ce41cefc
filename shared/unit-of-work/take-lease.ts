import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';

/** One run's right to be the only one. */
type Lease = {
  /** How many runs there were before it. */
  readonly turn: number;
  readonly release: () => Promise<void>;
};

/** As it is stored; a lease of releases before this one may have no turn. */
type Held = { readonly until: Instant; readonly turn?: number };

/** One run of this name at a time, or none until then: `undefined` where another run is under way. */
export const takeLease = async (
  ledger: Ledger,
  { scope, id }: { readonly scope: string; readonly id: string },
  now: Instant,
  until: Instant,
): Promise<Lease | undefined> => {
  const memo = await ledger.readMemo(scope, id);
  const held = memo?.value as Held | undefined;
  if (held !== undefined && held.until > now) return undefined;
  const seen = memo?.version ?? 0;
  const turn = held?.turn ?? 0;
  // The next turn stands there from the start: a run that is cut off has had its own.
  const write = (at: Instant, version: number) =>
    ledger.commit([
      { kind: 'memo', seen: version, record: { scope, id, value: { until: at, turn: turn + 1 } } },
    ]);
  const taken = await write(until, seen);
  if (taken.kind === 'stale') return undefined;
  return {
    turn,
    release: async () => {
      await write(0, seen + 1);
    },
  };
};
