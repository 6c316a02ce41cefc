import type { JSX } from 'preact';
import { askPrint } from '../print-asked.ts';
import { Icon } from './icons.tsx';
import { Button, useDesk } from './parts.tsx';

/** The Day on paper, by one press: its sheets, and the printer. */
export const PrintButton = (): JSX.Element | null => {
  const { words, place, go } = useDesk();
  // The sheets have a button of their own.
  if (place.view === 'print') return null;
  return (
    <Button
      class="quiet icon-only"
      label={words.t('print')}
      onClick={() => {
        askPrint();
        go({ view: 'print' });
      }}
    >
      <Icon name="print" />
    </Button>
  );
};
