import type { Plan } from '../domain/plan/plan.ts';
import { occupancy, type PlanProblem } from '../domain/plan/problem.ts';

const ROW = 18;
const LEFT = 90;
const PER_MINUTE = 1.6;

/** A planned Day as an SVG timeline: a row per room, closures hatched, what changed in colour, the old place dashed. */
export function timeline(problem: PlanProblem, plan: Plan, timeZone: string): string {
  const live = problem.bookings.filter((b) => b.end > problem.now);
  const begin = Math.min(...live.map((b) => b.start), problem.now);
  const end = Math.max(...live.map((b) => b.end), problem.now + 3_600_000);
  const x = (t: number) =>
    Math.round(LEFT + ((Math.min(Math.max(t, begin), end) - begin) / 60_000) * PER_MINUTE);
  const rows = [...problem.rooms.map((room) => room.id), 'waiting'];
  const y = (row: string) => 24 + rows.indexOf(row) * ROW;
  const changed = new Map(plan.changes.map((change) => [change.uid, change]));
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const parts: string[] = [];
  for (const row of rows)
    parts.push(
      `<text x="4" y="${y(row) + 12}">${xml(row)}</text><line x1="${LEFT}" x2="${x(end)}" y1="${y(row) + ROW}" y2="${y(row) + ROW}" class="grid"/>`,
    );
  for (let t = Math.ceil(begin / 3_600_000) * 3_600_000; t <= end; t += 3_600_000) {
    parts.push(
      `<text x="${x(t)}" y="14">${clock.format(t)}</text><line x1="${x(t)}" x2="${x(t)}" y1="20" y2="${24 + rows.length * ROW}" class="grid"/>`,
    );
  }
  for (const room of problem.rooms) {
    for (const c of room.closed)
      parts.push(bar('closed', x(c.start), x(c.end), y(room.id), `${room.id} closed ${c.because ?? ''}`));
  }
  for (const booking of live) {
    const room = plan.assignments.get(booking.uid) ?? null;
    const change = changed.get(booking.uid);
    const option = booking.options.find((o) => o.room === room);
    const time = booking.holds?.room === room ? booking.holds : option ? occupancy(booking, option) : booking;
    const label = `${booking.uid} ${clock.format(booking.start)}–${clock.format(booking.end)}`;
    if (change?.from && rows.includes(change.from))
      parts.push(bar('left', x(booking.start), x(booking.end), y(change.from), `${label}, was here`));
    if (option || room) parts.push(bar('turn', x(time.start), x(time.end), y(room ?? 'waiting'), label));
    const kind = room === null ? 'waits' : change ? (change.told ? 'told' : 'moved') : 'same';
    parts.push(
      bar(
        kind,
        x(booking.start),
        x(booking.end),
        y(room ?? 'waiting'),
        change ? `${label}: ${change.from ?? 'none'} → ${change.to ?? 'waits'}` : label,
      ),
    );
  }
  const [width, height] = [x(end) + 12, 32 + rows.length * ROW];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Rooms of the day; changes marked">
<style>text{font:11px sans-serif;fill:#333}.grid{stroke:#ddd}.same{fill:#9db7d5}.turn{fill:#dde6f0}.moved{fill:#e0a92e}.told{fill:#c8452d}.waits{fill:#7a1f5c}.left{fill:none;stroke:#888;stroke-dasharray:3 2}.closed{fill:#bbb}</style>
${parts.join('\n')}
</svg>
`;
}

function bar(kind: string, from: number, to: number, y: number, title: string): string {
  return `<rect class="${kind}" x="${from}" y="${y + 2}" width="${Math.max(1, to - from)}" height="${ROW - 4}"><title>${xml(title)}</title></rect>`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
