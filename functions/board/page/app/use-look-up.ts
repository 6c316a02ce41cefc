import { useEffect, useState } from 'preact/hooks';
import { useDesk } from './views/parts.tsx';

/** A name that no one has asked for again is forgotten after so many milliseconds: screens stand where people pass. */
const SHOWN_MS = 60_000;

export type LookedUp<T> = { readonly answer: T } | { readonly problem: string } | 'asking' | undefined;

/**
 * Asks Cal.com about people by way of the API: on request, and shown here alone for a minute. What comes late, or after
 * something else was asked for, is shown to no one.
 */
export const useLookUp = <T>(
  path: string,
): { looked: LookedUp<T>; look: (body: object) => void; forget: () => void } => {
  const { get, board } = useDesk();
  const [{ looked, turn }, set] = useState<{ looked: LookedUp<T>; turn: number }>({
    looked: undefined,
    turn: 0,
  });
  const put = (of: number, now: LookedUp<T>): void =>
    set((before) => (before.turn === of ? { looked: now, turn: of } : before));
  useEffect(() => {
    if (looked === undefined || looked === 'asking') return;
    const forgetting = setTimeout(() => put(turn, undefined), SHOWN_MS);
    return () => clearTimeout(forgetting);
  }, [looked, turn]);
  return {
    looked,
    look: (body) => {
      const next = turn + 1;
      set({ looked: 'asking', turn: next });
      get<T>(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ site: board.site, ...body }),
      }).then(
        (answer) => put(next, { answer }),
        (error: Error) => put(next, { problem: error.message }),
      );
    },
    forget: () => set({ looked: undefined, turn: turn + 1 }),
  };
};
