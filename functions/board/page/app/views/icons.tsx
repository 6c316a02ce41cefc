import type { JSX } from 'preact';

/** Line drawings on a 24-unit square; every one stands beside words, so none is read aloud. */
const PATHS = {
  free: 'M4.5 12.5l5 5 10-11',
  'in-use': 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6',
  turnaround: 'M14 4l-4 8M7 12h7l2 8H4zM8 20v-3M12 20v-3M19 5v4M17 7h4',
  assigned: 'M4 6.5h16v13.5H4zM4 10.5h16M8 4v4M16 4v4M8.5 15h7M13 12.5l2.5 2.5-2.5 2.5',
  blocked: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.7 5.7l12.6 12.6',
  closed: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  pin: 'M9 4h6l-1 6 3 3.5H7L10 10zM12 13.5V21',
  told: 'M3 6h18v12.5H3zM3 7l9 7 9-7',
  pending: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5.5l3.5 2',
  warning: 'M12 4L2.5 20h19zM12 10v5M12 17.3v.4',
  person: 'M12 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM5 20c.6-3.8 3.4-5.5 7-5.5s6.4 1.7 7 5.5',
  undo: 'M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11H9',
  close: 'M6 6l12 12M18 6L6 18',
  print: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z',
  next: 'M9 5l7 7-7 7',
  previous: 'M15 5l-7 7 7 7',
  arrow: 'M4 12h15M13 6l6 6-6 6',
  offline: 'M3 9a14 14 0 0 1 18 0M6.5 13a9 9 0 0 1 11 0M10 17a4 4 0 0 1 4 0M4 3l16 18',
  calendar: 'M4 6.5h16v13.5H4zM4 10.5h16M8 4v4M16 4v4',
  earlier: 'M4 4v5h5M4.6 9A8.5 8.5 0 1 1 3.5 13M12 8v5l3 2',
  equipment: 'M12 9v6M9 12h6M5 5h14v14H5z',
} as const;
export type IconName = keyof typeof PATHS;

/** They point ahead or back, by the way that is read. */
const POINTING: readonly IconName[] = ['next', 'previous', 'arrow', 'undo'];

export const Icon = ({ name }: { name: IconName }): JSX.Element => (
  <svg
    class={POINTING.includes(name) ? 'icon pointing' : 'icon'}
    viewBox="0 0 24 24"
    aria-hidden="true"
    focusable="false"
  >
    <path d={PATHS[name]} />
  </svg>
);
