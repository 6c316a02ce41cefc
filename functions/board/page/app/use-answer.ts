import { useEffect, useState } from 'preact/hooks';
import { useDesk } from './views/parts.tsx';

/** `failed`: no answer came to what was asked last. */
type Asked<T> = { readonly answer?: T; readonly failed: boolean };

/**
 * What the API answers at a path, asked for again whenever the path or `occasion` changes; until the next answer, and
 * where there is none, the last one stands.
 */
export const useAsked = <T>(path: string, occasion?: unknown): Asked<T> => {
  const { get } = useDesk();
  const [asked, setAsked] = useState<Asked<T>>({ failed: false });
  useEffect(() => {
    let gone = false;
    get<T>(path).then(
      (answer) => !gone && setAsked({ answer, failed: false }),
      () => !gone && setAsked((before) => ({ ...before, failed: true })),
    );
    return () => {
      gone = true;
    };
  }, [path, occasion, get]);
  return asked;
};

export const useAnswer = <T>(path: string, occasion?: unknown): T | undefined =>
  useAsked<T>(path, occasion).answer;
