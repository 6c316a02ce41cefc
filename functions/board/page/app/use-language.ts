import { useEffect, useState } from 'preact/hooks';
import { languages } from './languages.ts';
import type { Place } from './place.ts';
import { type Clock, type Language, languageOf, type Messages, messagesIn } from './words.ts';

export type Spoken = { readonly language: Language; readonly messages: Messages };

/** The language of the address, else the first of the browser's that there is. */
export const languageAt = (place: Place): Language =>
  languageOf([place.language ?? '', ...navigator.languages], [...languages().keys()]);

/** The hours of the address, else those of where the browser says that it is. */
export const clockAt = ({ clock }: Place): Clock =>
  clock ??
  (new Intl.DateTimeFormat(navigator.language, { hour: 'numeric' }).resolvedOptions().hour12 ? '12' : '24');

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
export const useDocument = ({ language, messages }: Spoken, place: Place, title: string): void => {
  const direction = messages['language.direction'];
  useEffect(() => {
    const { documentElement } = document;
    documentElement.lang = language;
    documentElement.dir = direction;
    documentElement.dataset.theme = place.theme ?? 'auto';
    document.title = title;
  }, [language, direction, place.theme, title]);
};
