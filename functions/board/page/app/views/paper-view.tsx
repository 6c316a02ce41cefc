import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { takePrint } from '../print-asked.ts';
import { Paper } from './paper.tsx';
import { useDesk } from './parts.tsx';

/** The sheets to print, and at once the printer where that was pressed. */
export const PaperView = (): JSX.Element => {
  const { board, now, words, place, go } = useDesk();
  useEffect(() => {
    if (takePrint()) print();
  }, []);
  return (
    <Paper
      board={board}
      now={now}
      words={words}
      kind={place.paper ?? 'floor'}
      choose={(paper) => go({ paper }, { instead: true })}
    />
  );
};
