/** What the doctor has to say of one thing. */
export type Symptom = {
  readonly about: string;
  /** `doubtful`: it works, and had better be thought over. `unasked`: something else must be put right before it can be looked at. */
  readonly state: 'ok' | 'wrong' | 'doubtful' | 'unasked';
  readonly what: string;
  /** Where it is wrong or doubtful: what to do about it. */
  readonly todo?: string;
};

export const ok = (about: string, what: string): Symptom => ({ about, state: 'ok', what });

export const wrong = (about: string, what: string, todo: string): Symptom => ({
  about,
  state: 'wrong',
  what,
  todo,
});

export const doubtful = (about: string, what: string, todo: string): Symptom => ({
  about,
  state: 'doubtful',
  what,
  todo,
});

export const unasked = (about: string, what: string): Symptom => ({ about, state: 'unasked', what });

const MARK = { ok: 'ok     ', wrong: 'WRONG  ', doubtful: 'MIND   ', unasked: '–      ' } as const;

export const symptomInWords = ({ about, state, what, todo }: Symptom): string =>
  `${MARK[state]}${about}: ${what}${todo === undefined ? '' : `\n         ${todo}`}`;
