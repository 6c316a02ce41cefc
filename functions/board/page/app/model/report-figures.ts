import type { ShadowCounts } from '../../../../../shared/domain/shadow/shadow-report.ts';

const READ = {
  visits: ({ visits }) => visits,
  roomed: ({ roomed }) => roomed,
  conflicts: ({ conflicts }) => conflicts,
  waited: ({ waited }) => waited,
  leftWaiting: ({ leftWaiting }) => leftWaiting,
  immediately: ({ messages }) => messages.immediately,
  hoursBefore: ({ messages }) => messages.hoursBefore,
  link: ({ messages }) => messages.link,
  starts: ({ starts }) => starts,
  hiddenStarts: ({ hiddenStarts }) => hiddenStarts,
  staffElsewhere: ({ staffElsewhere }) => staffElsewhere,
  staffSame: ({ staffSame }) => staffSame,
} as const satisfies Record<string, (counts: ShadowCounts) => number>;

/** A figure of a report, called as `report:…` has it. */
export type FigureName = keyof typeof READ;

export const figureOf = (counts: ShadowCounts, name: FigureName): number => READ[name](counts);

/** The columns of its table: what belongs together stands together, under words of its own. */
export const GROUPS = [
  { group: 'rooms', figures: ['visits', 'roomed', 'conflicts', 'waited', 'leftWaiting'] },
  { group: 'mails', figures: ['immediately', 'hoursBefore', 'link'] },
  { group: 'offer', figures: ['starts', 'hiddenStarts'] },
  { group: 'staff', figures: ['staffElsewhere', 'staffSame'] },
] as const satisfies readonly { readonly group: string; readonly figures: readonly FigureName[] }[];
