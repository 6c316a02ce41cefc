/** One whose room changes. */
export type Affected = {
  readonly uid: string;
  /** Absent where it is not known. */
  readonly start?: string;
  readonly visitType?: string;
  readonly from: string | null;
  readonly to: string | null;
  /** What the rooms are called, where they are at another site. */
  readonly fromName?: string;
  readonly toName?: string;
  /** Whether they know of the room they have; absent where that is not known. */
  readonly told?: boolean;
};

/** How many more wait, and the fewest in any plan, where patients receive so many mails. */
export type CurvePoint = {
  readonly notifications: number;
  readonly waiting: number;
  readonly waitingBound: number;
};

/** What something would do to the bookings, as far as is known by now. */
export type WhatIf = {
  readonly impossible: boolean;
  readonly moves: readonly (Affected & { readonly to: string })[];
  /** Who would lose their room and get no other. */
  readonly waits: readonly Affected[];
  readonly notifications: number;
  /** Moved, with no mail that could reach them in time. */
  readonly inPerson: readonly Affected[];
  /** `proving`: a better answer may follow. */
  readonly state: 'proving' | 'proved' | 'bounded';
  /** Where it was asked for, with the proof. */
  readonly curve: readonly CurvePoint[];
  /** Further dates that it concerns, and that were not looked into. */
  readonly moreDates: number;
};

/** An answer of `/api/what-ifs`. */
export type WhatIfAnswered = {
  readonly id: string;
  readonly state: WhatIf['state'];
  readonly moreDates?: number;
  readonly answer: {
    readonly impossible?: boolean;
    readonly affected: readonly Affected[];
    readonly notifications: number;
    readonly waiting: readonly string[];
    readonly tellInPerson: readonly string[];
    readonly curve?: readonly CurvePoint[];
  };
};

export const whatIfOf = ({ state, moreDates = 0, answer }: WhatIfAnswered): WhatIf => {
  const named = (uid: string): Affected =>
    answer.affected.find((each) => each.uid === uid) ?? { uid, from: null, to: null };
  return {
    impossible: answer.impossible ?? false,
    moves: answer.affected.flatMap(({ to, ...each }) => (to === null ? [] : [{ ...each, to }])),
    waits: answer.waiting.map(named),
    notifications: answer.notifications,
    inPerson: answer.tellInPerson.map(named),
    state,
    curve: answer.curve ?? [],
    moreDates,
  };
};
