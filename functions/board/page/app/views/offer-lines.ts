import type { OfferView } from '../../../../../shared/board/view/read-offers.ts';
import { startRuns } from '../model/start-runs.ts';
import type { Words } from '../words.ts';

/** In words: what is offered, each stretch without a room and why, what one freed room would open, or any of several. */
export const offerLines = (offer: OfferView, words: Words): readonly string[] => {
  const { open, busy, lost, opens, overridden } = offer;
  const times = (runs: readonly (readonly [string, string])[]): string =>
    runs.map(([from, to]) => (from === to ? words.time(from) : words.span(from, to))).join(', ');
  return [
    ...(overridden ? [words.t('offers.overridden')] : []),
    open.length === 0
      ? words.t('offers.full')
      : words.counted('offers.open', open.length, { times: times(startRuns(offer)) }),
    ...busy.map((stretch) => {
      const { starts } = stretch;
      return `${times([[starts[0] ?? '', starts.at(-1) ?? '']])}: ${whyBusy(stretch, words)}`;
    }),
    ...(lost.length === 0
      ? []
      : [words.t('offers.lost', { times: times(lost.map((each) => [each, each] as const)) })]),
    ...[...Map.groupBy(opens, ({ starts }) => starts)].map(([starts, alike]) =>
      words.counted('offers.opens', starts, { room: alike.map(({ room }) => words.room(room)).join(' / ') }),
    ),
  ];
};

const whyBusy = ({ needs, rooms, more }: OfferView['busy'][number], words: Words): string => {
  const needed = [
    ...(needs.kinds ?? []).map((kind) => words.named('kind', kind)),
    ...needs.equipment.map((tag) => words.named('equipment', tag)),
  ];
  const named = rooms.map(({ room, rejection, until }) =>
    until === undefined
      ? words.t(`busy:${rejection}`, { room: words.room(room) })
      : words.t('offers.until', { room: words.room(room), time: words.time(until) }),
  );
  const all = more === 0 ? named : [...named, words.t('offers.more', { count: more })];
  return [
    needed.length === 0 ? words.t('offers.no') : words.t('offers.no.such', { needs: words.list(needed) }),
    all.length === 0 ? words.t('offers.none.suits') : all.join(', '),
  ].join('; ');
};
