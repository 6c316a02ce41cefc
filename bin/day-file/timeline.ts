import { certificateSentences } from '../../shared/domain/plan/explain/sentences.ts';
import type { Change } from '../../shared/domain/plan/model/changes.ts';
import type { Plan } from '../../shared/domain/plan/plan.ts';
import {
  type Interval,
  occupancy,
  type PlanBooking,
  type PlanProblem,
} from '../../shared/domain/plan/problem/problem.ts';

const HOUR = 3_600_000;
const ROW = 28;
const BAR = 18;
const LEFT = 84;
const RIGHT = 24;
const PER_HOUR = 132;
/** About what one character of a label takes. */
const CHARACTER = 6.5;

const STYLE = `svg{background:#fff}text{font:11px system-ui,sans-serif;fill:#243447}.head{font-size:14px;font-weight:600}
.room{font-weight:600}.hour{fill:#66758a;text-anchor:middle}.grid{stroke:#e6ebf1}.floor{stroke:#b8c4d2}.now{stroke:#d6336c;stroke-width:1.5}
.turn{fill:#e8eef5}.same{fill:#bdd0e6}.moved{fill:#f2b134}.told{fill:#c93a1e}.waits{fill:#7a1f5c}.light{fill:#fff}
.closed{fill:url(#hatch);stroke:#a3adba}.left{fill:#fff;stroke:#7c8796;stroke-dasharray:4 2}.note{fill:#66758a;font-size:10px}
.beside{font-size:9px;paint-order:stroke;stroke:#fff;stroke-width:2.5px}`;

const LEGEND: readonly (readonly [string, string])[] = [
  ['same', 'stays'],
  ['told', 'new room, to be told'],
  ['moved', 'new room, silently'],
  ['waits', 'without a room'],
  ['left', 'was here before'],
  ['turn', 'setup, turnaround'],
  ['closed', 'closed'],
];

const legendTo = (at: number): number =>
  LEGEND.slice(0, at).reduce((sum, [, label]) => sum + 34 + label.length * CHARACTER, 0);
const LEGEND_WIDTH = legendTo(LEGEND.length);

/** A planned Day as an SVG timeline: a row per room, what changed in colour, below it who was there before. */
export const timeline = (problem: PlanProblem, plan: Plan, timeZone: string): string => {
  const live = problem.bookings.filter((b) => b.end > problem.now);
  const times = live.map((b) => ({ booking: b, time: timeOf(b, plan.assignments.get(b.uid) ?? null) }));
  const begin =
    HOUR * Math.floor(Math.min(...times.map((t) => t.time.start), problem.now + 24 * HOUR) / HOUR);
  const end = HOUR * Math.ceil(Math.max(...times.map((t) => t.time.end), begin + HOUR) / HOUR);
  const heading = certificateSentences(plan.certificate).join(' ');
  const changed = new Map(plan.changes.map((change) => [change.uid, change]));
  const lanes = waitingLanes(live.filter((b) => plan.assignments.get(b.uid) === null));
  const top = 92;
  const rowOf = new Map(problem.rooms.map((room, at) => [room.id, top + at * ROW]));
  const below = top + problem.rooms.length * ROW;
  const rowOfWaiting = (uid: string) => below + 6 + (lanes.get(uid) ?? 0) * ROW;
  const bottom = below + (lanes.size > 0 ? 6 + (Math.max(...lanes.values()) + 1) * ROW : 0);
  const x = (t: number) => round(LEFT + ((Math.min(Math.max(t, begin), end) - begin) / HOUR) * PER_HOUR);
  const width = Math.max(x(end) + RIGHT, 24 + LEGEND_WIDTH, 24 + heading.length * 8);

  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const when = (b: Interval) => `${clock.format(b.start)}–${clock.format(b.end)}`;
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full' }).format(begin);
  const parts = [
    `<text class="head" x="12" y="22">${xml(heading)}</text>`,
    `<text class="note" x="12" y="38">${xml(day)}, ${xml(timeZone)}</text>`,
    ...LEGEND.map(([kind, label], at) => {
      const left = 12 + legendTo(at);
      return `${rect(kind, left, 50, 14, 12)}<text x="${round(left + 19)}" y="60">${label}</text>`;
    }),
  ];
  for (let t = begin; t <= end; t += HOUR)
    parts.push(
      `<text class="hour" x="${x(t)}" y="${top - 8}">${clock.format(t)}</text>`,
      line('grid', x(t), top, x(t), bottom),
    );
  problem.rooms.forEach((room, at) => {
    const y = top + at * ROW;
    const above = problem.rooms[at - 1];
    const sameFloor = above !== undefined && above.floor === room.floor && above.building === room.building;
    parts.push(
      line(sameFloor ? 'grid' : 'floor', 8, y, x(end), y),
      `<text class="room" x="12" y="${y + 16}">${xml(room.name ?? room.id)}</text>`,
    );
    for (const closed of room.closed) {
      if (closed.end <= begin || closed.start >= end) continue;
      const [from, to] = [x(closed.start), x(closed.end)];
      const label = closed.reason ?? 'closed';
      parts.push(
        labelled(
          'closed',
          from,
          y + 3,
          to - from,
          [label],
          `${room.name ?? room.id} closed ${when(closed)}: ${label}`,
        ),
      );
    }
  });
  parts.push(line('floor', 8, below, x(end), below));
  if (lanes.size > 0) parts.push(`<text class="room" x="12" y="${below + 22}">waiting</text>`);

  // Turnarounds first: of two rooms' edges that meet, the visit's is the one to see.
  for (const { booking, time } of times) {
    const y = rowOf.get(plan.assignments.get(booking.uid) ?? '');
    if (y !== undefined) parts.push(rect('turn', x(time.start), y + 3, x(time.end) - x(time.start), BAR));
  }
  /** Labels of moved visits too short to hold one: above all bars, so that none covers them. */
  const beside: string[] = [];
  for (const booking of live) {
    const room = plan.assignments.get(booking.uid) ?? null;
    const change = changed.get(booking.uid);
    const [from, to] = [x(booking.start), x(booking.end)];
    const y = (room === null ? undefined : rowOf.get(room)) ?? rowOfWaiting(booking.uid);
    const before = change?.from == null ? undefined : rowOf.get(change.from);
    if (before !== undefined)
      parts.push(
        rect('left', from, before + 22, to - from, 4, `${booking.uid} ${when(booking)} was here before`),
      );
    const labels =
      change?.from == null
        ? [booking.uid]
        : [`${booking.uid} ← ${change.from}`, `← ${change.from}`, booking.uid];
    const moved = change ? `: ${change.from ?? 'no room'} → ${change.to ?? 'waits'}` : '';
    const told = `${booking.uid} ${when(booking)}${moved}`;
    parts.push(labelled(kindOf(room, change), from, y + 3, to - from, labels, told));
    if (change !== undefined && charactersIn(to - from) < LEAST)
      beside.push(
        `<text class="beside" x="${round(from + 2)}" y="${y + 16}">${xml(cutTo(12, booking.uid))}</text>`,
      );
  }
  parts.push(...beside);
  if (problem.now > begin && problem.now < end)
    parts.push(line('now', x(problem.now), top - 4, x(problem.now), bottom));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${bottom + 16}" width="${round(width)}" height="${bottom + 16}" role="img" aria-label="${xml(`${day}. ${heading}`)}">
<style>${STYLE}</style>
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#eef1f5"/><line x1="0" y1="0" x2="0" y2="6" stroke="#c3ccd6" stroke-width="2"/></pattern></defs>
${parts.join('\n')}
</svg>
`;
};

const kindOf = (room: string | null, change: Change | undefined): string =>
  room === null ? 'waits' : change === undefined ? 'same' : change.told ? 'told' : 'moved';

/** The time a booking keeps its room; without one, the visit. */
const timeOf = (booking: PlanBooking, room: string | null): Interval => {
  if (room !== null && booking.holds?.room === room) return booking.holds;
  const option = booking.options.find((o) => o.room === room);
  return option === undefined ? booking : occupancy(booking, option);
};

/** A lane for each who waits, so that none covers another. */
const waitingLanes = (waiting: readonly PlanBooking[]): ReadonlyMap<string, number> => {
  const ends: number[] = [];
  const lanes = new Map<string, number>();
  for (const booking of waiting.toSorted((a, b) => a.start - b.start)) {
    const free = ends.findIndex((until) => until <= booking.start);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = booking.end;
    lanes.set(booking.uid, lane);
  }
  return lanes;
};

const charactersIn = (width: number): number => Math.floor((width - 6) / CHARACTER);
/** A bar for fewer characters holds no label. */
const LEAST = 4;

const cutTo = (most: number, label: string): string =>
  label.length <= most ? label : `${label.slice(0, most - 1)}…`;

/** A bar with the first of its labels that fits, else with as much of the last as does. */
const labelled = (
  kind: string,
  x: number,
  y: number,
  width: number,
  labels: readonly string[],
  title: string,
): string => {
  const most = charactersIn(width);
  const cut = most < LEAST ? '' : cutTo(most, labels.at(-1) ?? '');
  const shown = most < LEAST ? '' : (labels.find((label) => label.length <= most) ?? cut);
  const ink = kind === 'told' || kind === 'waits' ? ' class="light"' : '';
  const text = shown === '' ? '' : `<text${ink} x="${round(x + 4)}" y="${y + 13}">${xml(shown)}</text>`;
  return rect(kind, x, y, width, BAR, title) + text;
};

const rect = (kind: string, x: number, y: number, width: number, height: number, title?: string): string => {
  const shape = `<rect class="${kind}" x="${round(x)}" y="${y}" width="${round(Math.max(1, width))}" height="${height}" rx="2"`;
  return title === undefined ? `${shape}/>` : `${shape}><title>${xml(title)}</title></rect>`;
};

const line = (kind: string, x1: number, y1: number, x2: number, y2: number): string => {
  return `<line class="${kind}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
};

const round = (value: number): number => Math.round(value * 10) / 10;

const xml = (text: string): string => {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
};
