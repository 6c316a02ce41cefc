import type { JSX } from 'preact';
import { Icon } from './icons.tsx';
import { Button, useDesk } from './parts.tsx';

/** What was done or went wrong a moment ago; stays until something else takes its place or it is closed. */
export type Notice = { readonly text: string; readonly kind: 'done' | 'problem'; readonly undo?: string };

export const NoticeBar = ({ notice, close }: { notice: Notice; close: () => void }): JSX.Element => {
  const { words, act } = useDesk();
  const { undo } = notice;
  return (
    <aside class={`notice notice-${notice.kind}`} data-focus="notice">
      <Icon name={notice.kind === 'done' ? 'free' : 'warning'} />
      <p>{notice.text}</p>
      {undo && (
        <Button onClick={() => act({ do: 'undo', actionId: undo, text: notice.text })}>
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
