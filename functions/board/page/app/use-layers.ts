import { useEffect, useState } from 'preact/hooks';

type Loaded = typeof import('./views/layers.tsx');

/**
 * What opens over the board: it is no part of the first view, and asked for as soon as that is drawn. Where it did not come, it is
 * asked for again once something `opens`.
 */
export const useLayers = (opens: boolean): Loaded['Layers'] | undefined => {
  const [loaded, setLoaded] = useState<Loaded | undefined>();
  useEffect(() => {
    if (loaded === undefined) import('./views/layers.tsx').then(setLoaded, () => undefined);
  }, [loaded, opens]);
  return loaded?.Layers;
};
