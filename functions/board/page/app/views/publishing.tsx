import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { PUBLISHING_MODES, type PublishingMode } from '../../../../../shared/domain/catalogue.ts';
import type { Words } from '../words.ts';
import { type Closing, Sheet, useDesk } from './parts.tsx';

/** How the site publishes, and for whoever may switch it the way to do so. */
export const PublishingSection = (): JSX.Element => {
  const { board, words, open } = useDesk();
  const mayAdmin = useMayAdmin();
  return (
    <section class="publishing" aria-labelledby="publishing-title" data-focus="publishing">
      <h2 id="publishing-title">
        {words.t('publishing.title')}: <b>{words.t(`publishing.${board.publishing}`)}</b>
      </h2>
      <p class="quiet">{meaning(board.publishing, words)}</p>
      {mayAdmin && (
        <button type="button" class="button" onClick={() => open({ kind: 'publishing' })}>
          {words.t('publishing.switch')}
        </button>
      )}
    </section>
  );
};

const meaning = (mode: PublishingMode, words: Words): string => words.t(`publishing.${mode}.means`);

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

/** The three modes with what switching would do now; chosen, then confirmed. */
export const PublishingSheet = ({ onClose }: Closing): JSX.Element => {
  const { board, words, act } = useDesk();
  const [mode, setMode] = useState(board.publishing);
  const unchanged = mode === board.publishing;
  return (
    <Sheet title={words.t('publishing.switch')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!unchanged) act({ do: 'publish', mode, seen: board.publishing });
        }}
      >
        <fieldset class="modes">
          <legend class="hidden">{words.t('publishing.title')}</legend>
          {PUBLISHING_MODES.map((each) => (
            <label key={each} class="mode">
              <input type="radio" name="mode" checked={each === mode} onChange={() => setMode(each)} />
              <span>
                <b>{words.t(`publishing.${each}`)}</b>
                {meaning(each, words)}
                {each === 'on' && board.publishing !== 'on' && (
                  <em>{words.t(board.paused ? 'publishing.on.again' : 'publishing.on.new')}</em>
                )}
              </span>
            </label>
          ))}
        </fieldset>
        <footer class="sheet-acts">
          <button type="submit" class="button primary" disabled={unchanged}>
            {words.t('confirm')}
          </button>
          <button type="button" class="button" onClick={onClose}>
            {words.t('cancel')}
          </button>
        </footer>
      </form>
    </Sheet>
  );
};
