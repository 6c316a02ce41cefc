import type { WeekView } from '../../../../../shared/board/view/known-weeks.ts';

export type Load = WeekView['rooms'][number]['days'][number];

/** Of the open minutes: what is held for visits, with setup and turnaround, and what is blocked. */
export const shares = ({ open, booked, turnaround, blocked }: Load): { held: number; blocked: number } => ({
  held: open === 0 ? 0 : (booked + turnaround) / open,
  blocked: open === 0 ? 0 : blocked / open,
});
