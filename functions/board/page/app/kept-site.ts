import { get } from './requests.ts';

/** Anyone who sits here, by the subject of their sign-in: several may share a browser. */
const keyOf = async (): Promise<string> => {
  const { subject } = await get<{ subject: string }>('/api/me');
  return `site of ${subject}`;
};

/** The site that this person chose last; of no use once it is gone. */
export const keptSite = async (among: readonly { readonly id: string }[]): Promise<string | undefined> => {
  const kept = await keyOf().then(
    (key) => localStorage.getItem(key),
    () => null,
  );
  return among.find(({ id }) => id === kept)?.id;
};

/** Kept for their next visit to the page. A browser that keeps nothing asks again. */
export const keepSite = (site: string): Promise<void> =>
  keyOf().then(
    (key) => localStorage.setItem(key, site),
    () => undefined,
  );
