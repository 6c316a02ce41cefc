import type { JSX } from 'preact';
import type { CurvePoint } from '../what-if.ts';
import { useDesk } from './parts.tsx';

const WIDTH = 300;
const HEIGHT = 120;
/** For the figures beside the axes. */
const LEFT = 28;
const BELOW = 20;
const ABOVE = 10;

/** How many more wait, by the mails that patients receive: what was found, and what no plan can do better. */
export const WaitingCurve = ({ curve }: { curve: readonly CurvePoint[] }): JSX.Element => {
  const { words } = useDesk();
  const [first, last] = [curve[0], curve.at(-1)];
  const most = last?.notifications ?? 0;
  const highest = Math.max(1, ...curve.map(({ waiting }) => waiting));
  const x = (notifications: number): number =>
    LEFT + (notifications / Math.max(1, most)) * (WIDTH - LEFT - 8);
  const y = (waiting: number): number => ABOVE + (1 - waiting / highest) * (HEIGHT - ABOVE - BELOW);
  // Between two points as many mails are allowed as at the first: nothing is gained before the next.
  const steps = (of: (point: CurvePoint) => number): string =>
    curve
      .map(
        (point, at) =>
          `${at === 0 ? `M${x(point.notifications)} ` : `H${x(point.notifications)}V`}${y(of(point))}`,
      )
      .join('');
  return (
    <figure class="curve" data-curve={curve.length}>
      <figcaption class="strong">{words.t('curve.title')}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <path class="curve-axis" d={`M${LEFT} ${ABOVE}V${y(0)}H${WIDTH - 8}`} />
        <path class="curve-bound" d={steps(({ waitingBound }) => waitingBound)} />
        <path class="curve-waiting" d={steps(({ waiting }) => waiting)} />
        <text x={LEFT - 6} y={y(highest) + 4} text-anchor="end">
          {highest}
        </text>
        <text x={LEFT - 6} y={y(0) + 4} text-anchor="end">
          0
        </text>
        <text x={WIDTH - 8} y={HEIGHT - 4} text-anchor="end">
          {words.counted('curve.mails', most)}
        </text>
      </svg>
      <p class="quiet">
        {words.t('curve.ends', { none: first?.waiting ?? 0, mails: most, all: last?.waiting ?? 0 })}
      </p>
      <details>
        <summary>{words.t('curve.table')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.t('curve.column.mails')}</th>
              <th scope="col">{words.t('curve.column.waiting')}</th>
              <th scope="col">{words.t('curve.column.bound')}</th>
            </tr>
          </thead>
          <tbody>
            {curve.map(({ notifications, waiting, waitingBound }) => (
              <tr key={notifications}>
                <th scope="row">{notifications}</th>
                <td>{waiting}</td>
                <td>{waitingBound}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
};
