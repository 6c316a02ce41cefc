import type { Language } from './words.ts';

/** The languages there are, by their tags, and what each calls itself: the build writes into the document which it found. */
export const languages = (): ReadonlyMap<Language, string> => {
  const named = document.querySelector<HTMLMetaElement>('meta[name="languages"]')?.content ?? '';
  return new Map(
    named.split(';').flatMap((each): [Language, string][] => {
      const [tag, name] = each.split('=');
      return tag && name ? [[tag, name]] : [];
    }),
  );
};
