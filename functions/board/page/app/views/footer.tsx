import type { JSX } from 'preact';
import { languages } from '../languages.ts';
import { isSignedIn, signOut } from '../session.ts';
import { Button, useDesk } from './parts.tsx';

/** What one sets once for a screen: its language, its appearance, who sits at it. */
export const Footer = (): JSX.Element => {
  const { words, place, go } = useDesk();
  return (
    <footer class="foot">
      <Button onClick={() => go({ view: 'used' })}>{words.t('view:used')}</Button>
      <select
        aria-label={words.t('language')}
        value={words.language}
        onChange={({ currentTarget }) => go({ language: currentTarget.value })}
      >
        {[...languages()].map(([tag, name]) => (
          <option key={tag} value={tag}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label={words.t('theme')}
        value={place.theme ?? ''}
        onChange={({ currentTarget }) => go({ theme: currentTarget.value || undefined })}
      >
        <option value="">{words.t('theme.auto')}</option>
        <option value="light">{words.t('theme.light')}</option>
        <option value="dark">{words.t('theme.dark')}</option>
      </select>
      <select
        aria-label={words.t('clock')}
        value={place.clock ?? ''}
        onChange={({ currentTarget }) => go({ clock: currentTarget.value || undefined })}
      >
        <option value="">{words.t('clock.auto')}</option>
        <option value="12">{words.t('clock.12')}</option>
        <option value="24">{words.t('clock.24')}</option>
      </select>
      {isSignedIn() && <Button onClick={signOut}> {words.t('sign.out')}</Button>}
    </footer>
  );
};
