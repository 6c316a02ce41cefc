import type { RepeatingBlock, Room, RoomId, SiteEntry } from './catalogue.ts';
import type { Block, DaySession } from './day.ts';
import type { LocalDate } from './local-time.ts';
import { stretchesOn } from './repeating.ts';

const namePrefix = (id: RoomId, { reason }: RepeatingBlock, index: number): string =>
  `${id}.${reason}-${index + 1}.`;

/** Whether a Block's id is that of one which the clinic file lays over the Room. */
export const isRepeating = ({ id, blocks = [] }: Room, blockId: string): boolean =>
  blocks.some((block, index) => blockId.startsWith(namePrefix(id, block, index)));

/** The Blocks that the clinic file lays over a Room on these dates: made of the catalogue each time, and stored nowhere. */
export const repeatingBlocks = (
  { id, blocks = [] }: Room,
  site: Pick<SiteEntry, 'timeZone'>,
  dates: readonly LocalDate[],
): Block[] =>
  blocks.flatMap((block, index) =>
    stretchesOn(block, site, dates).map(({ date, start, end }) => ({
      id: `${namePrefix(id, block, index)}${date}`,
      start,
      end,
      reason: block.reason,
      repeats: true as const,
    })),
  );

/** The sessions for which the clinic file keeps a Room on these dates. */
export const sessionsOf = (
  { sessions = [] }: Room,
  site: Pick<SiteEntry, 'timeZone'>,
  dates: readonly LocalDate[],
): DaySession[] =>
  sessions.flatMap(({ practitioners, ...session }) =>
    stretchesOn(session, site, dates).map(({ start, end }) => ({ start, end, practitioners })),
  );
