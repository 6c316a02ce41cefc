import { useEffect, useState } from 'preact/hooks';
import type { Place } from './place.ts';
import { type Language, languageOf, type Messages, messagesIn } from './words.ts';

export type Spoken = { readonly language: Language; readonly messages: Messages };

/** The language of the address, else the first of the browser's that there is. */
export const languageAt = (place: Place): Language =>
  languageOf([place.language ?? '', ...navigator.languages]);

/** Goes on in the old language until the new one is there. */
export const useLanguage = (first: Spoken, language: Language): Spoken => {
  const [spoken, speak] = useState(first);
  useEffect(() => {
    if (spoken.language === language) return;
    let gone = false;
    messagesIn(language).then(
      (messages) => !gone && speak({ language, messages }),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [spoken, language]);
  return spoken;
};

/** What the document as a whole says of itself. */
export const useDocument = (language: Language, place: Place, title: string): void => {
  useEffect(() => {
    const { documentElement } = document;
    documentElement.lang = language;
    documentElement.dataset.theme = place.theme ?? 'auto';
    document.title = title;
  }, [language, place.theme, title]);
};
