import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** What could not be loaded is asked for again after so many milliseconds. */
const AGAIN_MS = 4_000;

/** A part of the page that a screen loads when it first shows it; `meanwhile` until then. */
export const lazily = <Props extends object>(
  load: () => Promise<(props: Props) => JSX.Element>,
): ((props: Props & { readonly meanwhile: string }) => JSX.Element) => {
  let loaded: ((props: Props) => JSX.Element) | undefined;
  return ({ meanwhile, ...props }) => {
    const [tries, setTries] = useState(0);
    useEffect(() => {
      if (loaded !== undefined) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let gone = false;
      const next = (): void => setTries((before) => before + 1);
      load().then(
        (part) => {
          loaded = part;
          if (!gone) next();
        },
        () => {
          if (!gone) timer = setTimeout(next, AGAIN_MS);
        },
      );
      return () => {
        gone = true;
        clearTimeout(timer);
      };
    }, [tries]);
    const Part = loaded;
    return Part === undefined ? <p class="empty">{meanwhile}</p> : <Part {...(props as unknown as Props)} />;
  };
};
