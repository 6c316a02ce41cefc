import type { JSX } from 'preact';
import { keepSite } from '../kept-site.ts';
import { type Place, placeOf, searchOf } from '../place.ts';
import type { Go } from '../use-place.ts';
import { useDesk } from './parts.tsx';

export type SiteName = { readonly id: string; readonly name: string };

/** So many others stand beside the name of the site, one press away; more are in a list. */
const AT_ONE_PRESS = 3;

/** The way to the other sites. */
export const SiteSwitch = (): JSX.Element | null => {
  const { board, words, go } = useDesk();
  if (board.sites === undefined) return null;
  const others = board.sites.filter(({ id }) => id !== board.site);
  if (others.length <= AT_ONE_PRESS)
    return (
      <nav class="sites" aria-label={words.t('sites')}>
        {others.map((site) => (
          <SiteLink key={site.id} site={site} go={go} />
        ))}
      </nav>
    );
  return (
    <select
      aria-label={words.t('sites')}
      value={board.site}
      onChange={({ currentTarget: { value } }) => choose(value, go)}
    >
      {board.sites.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
};

export const SiteLink = ({ site: { id, name }, go }: { site: SiteName; go: Go }): JSX.Element => (
  <a
    class="button"
    href={`/${searchOf(placeAt(id))}`}
    onClick={(event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return void keepSite(id);
      event.preventDefault();
      choose(id, go);
    }}
  >
    {name}
  </a>
);

const choose = (site: string, go: Go): void => {
  void keepSite(site);
  go({ site, floor: undefined, building: undefined });
};

/** The same of another site, whose buildings and floors are its own. */
const placeAt = (site: string): Place => {
  const { floor: _floor, building: _building, ...place } = placeOf(location.search);
  return { ...place, site };
};
