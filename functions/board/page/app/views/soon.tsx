import type { JSX } from 'preact';
import { useDesk } from './parts.tsx';

/** In how many minutes a visit starts; nothing where it has. */
export const Soon = ({ start }: { start: string }): JSX.Element | null => {
  const { now, words } = useDesk();
  const minutes = Math.ceil((Date.parse(start) - now) / 60_000);
  if (minutes < 0) return null;
  const hours = Math.floor(minutes / 60);
  return (
    <span class={minutes <= 120 ? 'chip urgent' : 'chip'}>
      {minutes < 120
        ? words.t('attention.soon', { minutes })
        : words.t('soon.hours', { hours, minutes: minutes % 60 })}
    </span>
  );
};
