import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Place, placeOf, searchOf } from './place.ts';

/** Goes somewhere else: what is named changes, the rest stays. */
export type Go = (
  change: Partial<Record<keyof Place, unknown>>,
  options?: { /** Back does not lead here. */ readonly instead: true },
) => void;

/** Where one is, kept in the address; back and forward work. */
export const usePlace = (): [Place, Go] => {
  const [place, setPlace] = useState(() => placeOf(location.search));
  useEffect(() => {
    const back = (): void => setPlace(placeOf(location.search));
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  const go = useCallback<Go>((change, options) => {
    const next = { ...placeOf(location.search), ...change } as Place;
    const address = `/${searchOf(next)}`;
    if (options) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    setPlace(placeOf(location.search));
  }, []);
  return [place, go];
};
