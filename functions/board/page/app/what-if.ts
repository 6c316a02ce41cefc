/** What something would do to the bookings, as far as is known by now. */
export type WhatIf = {
  readonly impossible: boolean;
  readonly moves: readonly { readonly uid: string; readonly from: string | null; readonly to: string }[];
  /** Who would lose their room and get no other. */
  readonly waits: readonly string[];
  readonly mails: number;
  /** Moved, with no mail that could reach them in time. */
  readonly inPerson: readonly string[];
  /** `proving`: a better answer may follow. */
  readonly state: 'proving' | 'proved' | 'bounded';
};

/** An answer of `/api/what-ifs`. */
export type WhatIfAnswered = {
  readonly id: string;
  readonly state: WhatIf['state'];
  readonly answer: {
    readonly impossible?: boolean;
    readonly affected: readonly {
      readonly uid: string;
      readonly from: string | null;
      readonly to: string | null;
    }[];
    readonly mails: number;
    readonly waiting: readonly string[];
    readonly tellInPerson: readonly string[];
  };
};

export const whatIfOf = ({ state, answer }: WhatIfAnswered): WhatIf => ({
  impossible: answer.impossible ?? false,
  moves: answer.affected.flatMap(({ uid, from, to }) => (to === null ? [] : [{ uid, from, to }])),
  waits: answer.waiting,
  mails: answer.mails,
  inPerson: answer.tellInPerson,
  state,
});
