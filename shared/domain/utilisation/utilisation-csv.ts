import { FIGURES, type Figures } from './figures.ts';
import type { Utilisation } from './utilisation.ts';

type Cell = string | number;

/** Rooms, and the site, by weekday and hour; of equipment and visit types the sums. No id of a clinic file needs quoting. */
export const utilisationCsv = (found: Utilisation): string =>
  [
    ['of', 'id', 'weekday', 'hour', ...FIGURES],
    ...found.rooms.flatMap(({ room, hours, ...sum }) => [
      ...hours.map((each) => ['room', room, each.weekday, each.hour, ...inOrder(each)]),
      ['room', room, '', '', ...inOrder(sum)],
    ]),
    ...found.equipment.map((each) => ['equipment', each.equipment, '', '', ...inOrder(each)]),
    ...found.visitTypes.map((each) => ['visit-type', each.visitType, '', '', ...inOrder(each)]),
    ...found.hours.map((each) => ['site', '', each.weekday, each.hour, ...inOrder(each)]),
    ['site', '', '', '', ...inOrder(found.total)],
  ]
    .map((cells) => cells.join(','))
    .join('\n');

/** Empty where there is no such figure. */
const inOrder = (figures: Partial<Figures>): readonly Cell[] => FIGURES.map((name) => figures[name] ?? '');
