import { type Instant, type Interval, MINUTE } from '../instant.ts';

/** The windows that are left, and the starts that could have had a room and are lost all the same. */
export type Cut = { readonly windows: readonly Interval[]; readonly lost: readonly Instant[] };

/**
 * Takes out of windows the starts without a room. A start can be had wherever a window is long enough from it on, so those on the two
 * sides of one without a room cannot both stay unless more than a visit lies between them: as many are kept as can be.
 */
export const cutWindows = (
  windows: readonly Interval[],
  starts: readonly Instant[],
  busy: ReadonlySet<Instant>,
  lengthMinutes: number,
): Cut => {
  const cuts = windows.map((window) => {
    const within = starts.filter((at) => window.start <= at && at + lengthMinutes * MINUTE <= window.end);
    return within.some((at) => busy.has(at))
      ? cutOne(window, within, busy, lengthMinutes * MINUTE)
      : { windows: [window], lost: [] };
  });
  return { windows: cuts.flatMap((cut) => cut.windows), lost: cuts.flatMap((cut) => cut.lost) };
};

/** The most starts that can be kept up to one of them, which is the last; `joined`: in the window of the one `before`. */
type Kept = { readonly count: number; readonly before?: number; readonly joined: boolean };

const cutOne = (
  window: Interval,
  starts: readonly Instant[],
  busy: ReadonlySet<Instant>,
  length: number,
): Cut => {
  const good = starts.flatMap((at, index) =>
    busy.has(at) ? [] : [{ at, afterGood: index > 0 && !busy.has(starts[index - 1] ?? at) }],
  );
  const kept: Kept[] = [];
  /** Of those more than a visit earlier, the one up to which the most can be kept. */
  let apart: number | undefined;
  let next = 0;
  for (const [index, { at, afterGood }] of good.entries()) {
    for (; (good[next]?.at ?? at) + length < at; next += 1)
      if (apart === undefined || countOf(kept[next]) > countOf(kept[apart])) apart = next;
    // No window of its own lets more be kept than the one that the start before it is in.
    const before = afterGood ? index - 1 : apart;
    kept.push({
      count: 1 + countOf(before === undefined ? undefined : kept[before]),
      joined: afterGood,
      ...(before === undefined ? {} : { before }),
    });
  }
  const most = Math.max(0, ...kept.map(countOf));
  let windows: readonly Interval[] = [];
  const stay = new Set<Instant>();
  let at: number | undefined = kept.findIndex(({ count }) => count === most);
  for (let end: Instant | undefined; at !== undefined && at >= 0; at = kept[at]?.before) {
    const start = good[at]?.at ?? 0;
    stay.add(start);
    end ??= start + length;
    if (kept[at]?.joined) continue;
    windows = [{ start, end }, ...windows];
    end = undefined;
  }
  return {
    windows: windows.map(({ start, end }) => ({
      // Where no one could begin anyhow, nothing need be cut.
      start: start === starts[0] ? window.start : start,
      end: end === (starts.at(-1) ?? 0) + length ? window.end : end,
    })),
    lost: good.map((each) => each.at).filter((start) => !stay.has(start)),
  };
};

const countOf = (kept: Kept | undefined): number => kept?.count ?? 0;
