import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { beginsWordsOf } from '../../../../../shared/domain/folded-words.ts';
import { keepSite, keptSite } from '../kept-site.ts';
import { placeOf, searchOf } from '../place.ts';
import type { Go } from '../use-place.ts';
import type { Words } from '../words.ts';

type SiteName = { readonly id: string; readonly name: string };

/** More than so many are found by typing. */
const AT_A_GLANCE = 12;

/** Which of several sites: the one that this person chose last, or else they are asked. */
export const SiteChoice = ({
  sites,
  words,
  go,
}: {
  sites: readonly SiteName[];
  words: Words;
  go: Go;
}): JSX.Element | null => {
  const [isNew, setNew] = useState(false);
  const [asked, setAsked] = useState('');
  useEffect(() => {
    void keptSite(sites).then((site) =>
      site === undefined ? setNew(true) : go({ site }, { instead: true }),
    );
  }, [sites, go]);
  if (!isNew) return null;
  const wanted = asked.trim() === '' ? sites : sites.filter(({ name }) => beginsWordsOf(asked, name));
  return (
    <>
      {sites.length > AT_A_GLANCE && (
        <input
          type="search"
          aria-label={words.t('site.find')}
          placeholder={words.t('site.find')}
          value={asked}
          onInput={({ currentTarget }) => setAsked(currentTarget.value)}
        />
      )}
      <nav class="sites" aria-label={words.t('sites')}>
        {wanted.map(({ id, name }) => (
          <a
            key={id}
            class="button"
            href={`/${searchOf({ ...placeOf(location.search), site: id })}`}
            onClick={(event) => {
              void keepSite(id);
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              go({ site: id });
            }}
          >
            {name}
          </a>
        ))}
      </nav>
    </>
  );
};
