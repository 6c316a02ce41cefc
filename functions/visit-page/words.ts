/** What the page says, in each of the board's languages. */
const WORDS = {
  en: {
    title: 'Your room',
    room: 'Room',
    floor: 'Floor',
    plan: 'The way there',
    noRoom:
      'Your room is not fixed yet. Please look again here shortly before your visit, or ask at reception.',
    changes: 'This page always shows your current room.',
    here: 'I’m here',
    known: 'Thank you. We know that you are here.',
    nothing: 'Nothing is shown here',
    why: 'The visit is over, was cancelled or moved to another time, or the link is not complete. The latest message about your visit has the right one.',
    busy: 'Please try again in a minute',
  },
  de: {
    title: 'Ihr Raum',
    room: 'Raum',
    floor: 'Etage',
    plan: 'Der Weg dorthin',
    noRoom:
      'Ihr Raum steht noch nicht fest. Bitte schauen Sie kurz vor Ihrem Termin wieder hier nach, oder fragen Sie am Empfang.',
    changes: 'Diese Seite zeigt immer Ihren aktuellen Raum.',
    here: 'Ich bin da',
    known: 'Danke. Wir wissen, dass Sie da sind.',
    nothing: 'Hier ist nichts zu sehen',
    why: 'Der Termin ist vorbei, abgesagt oder verlegt, oder der Link ist unvollständig. Den richtigen finden Sie in der letzten Nachricht zu Ihrem Termin.',
    busy: 'Bitte versuchen Sie es in einer Minute noch einmal',
  },
} as const satisfies Record<string, Record<string, string>>;

export type Language = keyof typeof WORDS;
export type Words = Readonly<Record<keyof (typeof WORDS)['en'], string>>;

export const LANGUAGES = Object.keys(WORDS) as Language[];

export const wordsIn = (language: Language): Words => WORDS[language];

/** The first language of an `Accept-Language` that there is, by its weights; English where there is none. */
export const languageOf = (accepted: string | undefined): Language => {
  const wanted = (accepted ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((each) => /^\s*q=([\d.]+)$/.exec(each)?.[1]).find(Boolean);
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of wanted) {
    const found = LANGUAGES.find((each) => each === language);
    if (found !== undefined) return found;
  }
  return 'en';
};
