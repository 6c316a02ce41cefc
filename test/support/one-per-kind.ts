import { exceptReadings } from '../../bin/simulation/play-scenario.ts';
import type { PortCall } from '../../bin/simulation/strikes.ts';

/**
 * One call for all that are alike in a scenario: made by the same function of the same port, right after Cal.com was asked or
 * not. `crashes.deep.test.ts` strikes every one of them.
 */
export const onePerKind = (
  worthStriking = exceptReadings,
  isChosen: (kind: string) => boolean = () => true,
): ((call: PortCall) => boolean) => {
  const seen = new Set<string>();
  const before = new Map<string, string>();
  return (call) => {
    const { fn, port, first } = call;
    const asked = !first && before.get(fn)?.startsWith('cal.');
    before.set(fn, port);
    const kind = `${fn} ${port} ${first} ${asked}`;
    if (!worthStriking(call) || seen.has(kind)) return false;
    seen.add(kind);
    return isChosen(kind);
  };
};
