import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { begunBy } from '../../../../../shared/domain/folded-words.ts';
import { keptSite } from '../kept-site.ts';
import type { Go } from '../use-place.ts';
import type { Words } from '../words.ts';
import { SiteLink, type SiteName } from './site-switch.tsx';

/** More than so many are found by typing. */
const AT_A_GLANCE = 12;

/** Which of several sites: the one that this person chose last, or else they are asked; `asks`: in any case, since it was to be another. */
export const SiteChoice = ({
  sites,
  asks,
  words,
  go,
}: {
  sites: readonly SiteName[];
  asks: boolean;
  words: Words;
  go: Go;
}): JSX.Element | null => {
  const [isNew, setNew] = useState(asks);
  const [asked, setAsked] = useState('');
  useEffect(() => {
    if (asks) return setNew(true);
    void keptSite(sites).then((site) =>
      site === undefined ? setNew(true) : go({ site }, { instead: true }),
    );
  }, [sites, asks, go]);
  if (!isNew) return null;
  const isMeant = begunBy(asked);
  const wanted = asked.trim() === '' ? sites : sites.filter(({ name }) => isMeant(name));
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
        {wanted.map((site) => (
          <SiteLink key={site.id} site={site} go={go} />
        ))}
      </nav>
    </>
  );
};
