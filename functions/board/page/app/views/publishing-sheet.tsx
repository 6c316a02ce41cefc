import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { PUBLISHING_MODES } from '../../../../../shared/domain/catalogue.ts';
import { Button, type Closing, Sheet, useDesk } from './parts.tsx';

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
          <legend class="hidden">{words.t('publishing.switch')}</legend>
          {PUBLISHING_MODES.map((each) => (
            <label key={each} class="mode">
              <input type="radio" name="mode" checked={each === mode} onChange={() => setMode(each)} />
              <span>
                <b>{words.t(`publishing:${each}`)}</b>
                {words.t(`publishing.means:${each}`)}
                {each === 'on' && board.publishing !== 'on' && (
                  <em>{words.t(board.paused ? 'publishing.on.again' : 'publishing.on.new')}</em>
                )}
              </span>
            </label>
          ))}
        </fieldset>
        {unchanged && <p class="quiet">{words.t('publishing.is')}</p>}
        <footer class="sheet-acts">
          <Button type="submit" class="primary" disabled={unchanged}>
            {words.t('confirm')}
          </Button>
          <Button onClick={onClose}> {words.t('cancel')}</Button>
        </footer>
      </form>
    </Sheet>
  );
};
