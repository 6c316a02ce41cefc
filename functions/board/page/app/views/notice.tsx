import type { JSX } from 'preact';
import { Icon } from './icons.tsx';
import { Button, useDesk } from './parts.tsx';

/** What was done or went wrong a moment ago; stays until something else takes its place or it is closed. */
export type Notice = { readonly text: string; readonly kind: 'done' | 'problem'; readonly undo?: string };

export const NoticeBar = ({
  notice,
  undo,
  close,
}: {
  notice: Notice;
  undo: (notice: Notice) => Promise<void>;
  close: () => void;
}): JSX.Element => {
  const { words } = useDesk();
  return (
    <aside class={`notice notice-${notice.kind}`} data-focus="notice">
      <Icon name={notice.kind === 'done' ? 'free' : 'warning'} />
      <p>{notice.text}</p>
      {notice.undo && (
        <Button onClick={() => void undo(notice)}>
          <Icon name="undo" />
          {words.t('undo')}
        </Button>
      )}
      <Button class="quiet icon-only" label={words.t('close')} onClick={close}>
        <Icon name="close" />
      </Button>
    </aside>
  );
};
