import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { modeText } from '../act-in-words.ts';
import { Icon } from './icons.tsx';
import { useDesk } from './parts.tsx';

/** How the site publishes, and for whoever may switch it the way to do so. */
export const PublishingSection = (): JSX.Element => {
  const { board, words, open } = useDesk();
  const mayAdmin = useMayAdmin();
  return (
    <section class="attention attention-shadow publishing" data-focus="publishing">
      <Icon name="told" />
      <div>
        <h2>{modeText(board.publishing, words)}</h2>
        <p class="why">{words.t(`publishing.means:${board.publishing}`)}</p>
      </div>
      {mayAdmin && (
        <div class="attention-acts">
          <button type="button" class="button" onClick={() => open({ kind: 'publishing' })}>
            {words.t('publishing.switch')}
          </button>
        </div>
      )}
    </section>
  );
};

/** Whether whoever is signed in may switch it; the API decides again. */
const useMayAdmin = (): boolean => {
  const { get } = useDesk();
  const [may, setMay] = useState(false);
  useEffect(() => {
    get<{ role: string }>('/api/me').then(
      ({ role }) => setMay(role === 'admin'),
      () => undefined,
    );
  }, [get]);
  return may;
};
