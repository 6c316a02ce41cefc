import type { JSX } from 'preact';
import { BAR_PARTS, type BarPart, barOf } from '../model/used.ts';

/** Told apart by how they are drawn, so that no colour need be seen; idle is what is left empty. */
const FILLS: Readonly<Record<BarPart, string>> = {
  booked: 'currentColor',
  turnaround: 'url(#used-lines)',
  blocked: 'url(#used-squares)',
};

const percent = (share: number): string => `${share * 100}%`;

/** The patterns of all bars on a page, once. */
export const UsedPatterns = (): JSX.Element => (
  <svg class="hidden" aria-hidden="true" focusable="false">
    <defs>
      <pattern
        id="used-lines"
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="2" height="5" fill="currentColor" />
      </pattern>
      <pattern id="used-squares" width="6" height="6" patternUnits="userSpaceOnUse">
        <path d="M0 0H6V6" fill="none" stroke="currentColor" stroke-width="1.6" />
      </pattern>
    </defs>
  </svg>
);

/** All that was open, as wide as its column. The figures stand beside it. */
export const UsedBar = ({ figures }: { figures: Parameters<typeof barOf>[0] }): JSX.Element => (
  <svg class="used-bar" aria-hidden="true" focusable="false">
    {barOf(figures).map(({ part, from, to }) => (
      <rect key={part} x={percent(from)} width={percent(to - from)} height="100%" fill={FILLS[part]} />
    ))}
  </svg>
);

/** What each way of drawing means. */
export const UsedLegend = ({ name }: { name: (part: BarPart | 'idle') => string }): JSX.Element => (
  <ul class="legend">
    {[...BAR_PARTS, 'idle' as const].map((part) => (
      <li key={part}>
        <svg class="used-bar used-swatch" aria-hidden="true" focusable="false">
          {part !== 'idle' && <rect width="100%" height="100%" fill={FILLS[part]} />}
        </svg>
        {name(part)}
      </li>
    ))}
  </ul>
);
