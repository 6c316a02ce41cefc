import { useEffect, useState } from 'preact/hooks';
import { useDesk } from './views/parts.tsx';

/**
 * What the API answers at a path, asked for again whenever the path or `occasion` changes; until the next answer, and
 * where there is none, the last one stands.
 */
export const useAnswer = <T>(path: string, occasion?: unknown): T | undefined => {
  const { get } = useDesk();
  const [answer, setAnswer] = useState<T | undefined>();
  useEffect(() => {
    let gone = false;
    get<T>(path).then(
      (given) => !gone && setAnswer(given),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [path, occasion, get]);
  return answer;
};
