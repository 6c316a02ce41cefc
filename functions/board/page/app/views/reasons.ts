import type { WaitingView } from '../../../../../shared/board/view/board-view.ts';
import type { OnlyNotFree, Refusal, Rejection } from '../../../../../shared/domain/hard-rules.ts';
import type { Act } from '../acts.ts';
import type { Words } from '../words.ts';

/**
 * Why the rooms will not do, in words, and always who stands in the way. First the rooms that would otherwise do;
 * rooms with the same reason are said together, and where they are more than `named` only how many.
 */
export const reasonLines = (
  { reasons }: Pick<WaitingView, 'reasons'>,
  words: Words,
  name: (uid: string) => string,
  named = Number.POSITIVE_INFINITY,
): string[] => {
  const said = Object.entries(reasons).map(([room, refusal]) => ({
    room,
    nearly: Object.hasOwn(NEARLY, refusal.rejection),
    reason: reasonOf(refusal, words, name),
  }));
  return [...Map.groupBy(said, ({ reason }) => reason).entries()]
    .sort(([, a], [, b]) => Number(b[0]?.nearly) - Number(a[0]?.nearly))
    .map(([reason, same]) => {
      const rooms =
        same.length > named
          ? words.t('rooms.many', { count: same.length })
          : words.list(same.map(({ room }) => words.room(room)));
      return `${rooms}: ${reason}`;
    });
};

/** Why one room will not do. */
export const reasonOf = (
  { rejection, detail = '', heldBy = [], needed }: Refusal,
  words: Words,
  name: (uid: string) => string,
): string =>
  words.t(`rejection:${rejection}`, {
    detail: [
      OF_EQUIPMENT.has(rejection)
        ? words.list(detail.split(', ').map((tag) => words.named('equipment', tag)))
        : detail,
      ...(needed ? [words.span(needed.start, needed.end)] : []),
    ].join(' '),
    holders: words.list(heldBy.map(name)),
  });

/** That nothing makes it possible; and of a move into a room that will not do, why not. */
export const impossibleText = (act: Act, words: Words, name: (uid: string) => string): string => {
  const [room, refusal] = act.do === 'move-to' ? [act.roomId, act.refusal] : [];
  const why = refusal && room !== undefined && `${words.room(room)}: ${reasonOf(refusal, words, name)}`;
  return [words.t('preview.impossible'), why].filter(Boolean).join(' ');
};

const OF_EQUIPMENT: ReadonlySet<string> = new Set<Rejection>(['lacks-equipment', 'equipment-in-use']);

/** The rules themselves stay at the server; which of them are named here, the compiler knows. */
const NEARLY = {
  occupied: 1,
  blocked: 1,
  'equipment-in-use': 1,
  'too-far': 1,
  closed: 1,
  'kept-for-session': 1,
} satisfies Record<OnlyNotFree, 1>;
