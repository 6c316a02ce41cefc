import type { WaitingView } from '../../../../../shared/board/board-view.ts';
import type { Refusal } from '../../../../../shared/domain/hard-rules.ts';
import type { Words } from '../words.ts';

/**
 * Why the rooms will not do, in words, and always who stands in the way. First the rooms that would otherwise do;
 * rooms with the same reason are said together.
 */
export const reasonLines = (
  { reasons }: Pick<WaitingView, 'reasons'>,
  words: Words,
  name: (uid: string) => string,
): string[] => {
  const said = Object.entries(reasons).map(([room, refusal]) => ({
    room,
    nearly: NEARLY.includes(refusal.rejection),
    reason: reasonOf(refusal, words, name),
  }));
  return [...Map.groupBy(said, ({ reason }) => reason).entries()]
    .sort(([, a], [, b]) => Number(b[0]?.nearly) - Number(a[0]?.nearly))
    .map(([reason, same]) => `${words.list(same.map(({ room }) => room))}: ${reason}`);
};

/** Why one room will not do. */
export const reasonOf = (
  { rejection, detail = '', heldBy = [] }: Refusal,
  words: Words,
  name: (uid: string) => string,
): string =>
  words.t(`rejection:${rejection}`, {
    detail:
      rejection === 'lacks-equipment'
        ? words.list(detail.split(', ').map((tag) => words.named('equipment', tag)))
        : detail,
    holders: words.list(heldBy.map(name)),
  });

/** A room refused for one of these suits the visit; it only is not to be had then. */
const NEARLY = ['occupied', 'blocked', 'equipment-in-use', 'closed'];
