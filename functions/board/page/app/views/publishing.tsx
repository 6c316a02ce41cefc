import type { JSX } from 'preact';
import { modeText } from '../act-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { Icon } from './icons.tsx';
import { Button, useDesk } from './parts.tsx';

/** How the site publishes, the way to what its days came to until it does, and for anyone who may switch it the way to do so. */
export const PublishingSection = (): JSX.Element => {
  const { board, words, go, open } = useDesk();
  // The API decides again.
  const mayAdmin = useAnswer<{ role: string }>('/api/me')?.role === 'admin';
  return (
    <section class="attention attention-shadow publishing" data-focus="publishing">
      <Icon name="told" />
      <div>
        <h2>{modeText(board.publishing, words)}</h2>
        <p class="why">{words.t(`publishing.means:${board.publishing}`)}</p>
      </div>
      <div class="attention-acts">
        {board.publishing !== 'on' && (
          <Button onClick={() => go({ view: 'report' })}> {words.t('report.open')}</Button>
        )}
        {mayAdmin && (
          <Button onClick={() => open({ kind: 'publishing' })}> {words.t('publishing.switch')}</Button>
        )}
      </div>
    </section>
  );
};
