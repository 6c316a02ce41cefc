import type { Asked } from './acts.ts';
import { type Problem, problemIn, UNREACHABLE } from './problem.ts';
import { ask } from './session.ts';
import { type WhatIf, type WhatIfAnswered, whatIfOf } from './what-if.ts';

/** A visit that an action had moved, and that cannot be put back unasked: it has been told of its room. */
export type Stayed = {
  readonly uid: string;
  readonly start: string;
  readonly home: string;
  readonly room: string | null;
  /** What the rooms are called, where they are at another site. */
  readonly homeName?: string;
  readonly roomName?: string;
};

export type Sent =
  | { readonly problem: Problem }
  | {
      readonly actionId?: string;
      readonly stayed: readonly Stayed[];
      /** Why Cal.com would not take a walk-in. */
      readonly notBooked?: string;
    };

/** Asks for one action, under an id of its own: sent again after a lost answer, it is done once. */
export const send = async ({ method, path, body, ifMatch }: Asked): Promise<Sent> => {
  const request: RequestInit = {
    method,
    headers: {
      'idempotency-key': crypto.randomUUID(),
      'content-type': 'application/json',
      ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    },
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  };
  const response = await ask(path, request).catch(() => ask(path, request).catch(() => undefined));
  if (response === undefined) return { problem: UNREACHABLE };
  if (!response.ok) return { problem: await problemIn(response) };
  const {
    action,
    notBooked,
    stayed = [],
  } = (await response.json().catch(() => ({}))) as {
    action?: { id: string; undoable: boolean };
    stayed?: readonly Stayed[];
    notBooked?: string;
  };
  return {
    ...(action?.undoable && { actionId: action.id }),
    ...(notBooked !== undefined && { notBooked }),
    stayed,
  };
};

/** Asks the API for something. @throws Error named by the problem */
export const get = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
  const response = await ask(path, { cache: 'no-store', ...init });
  if (!response.ok) throw new Error((await problemIn(response)).type);
  return (await response.json()) as T;
};

/** Between two looks for the proof, in milliseconds, and how many. */
const PROOF_EVERY_MS = 700;
const PROOF_LOOKS = 60;

/** Tells the quick answer at once, and the proven one when it is there. */
export const askWhatIf = async (
  question: unknown,
  told: (answer: WhatIf) => void,
  until: AbortSignal,
): Promise<void> => {
  let answer = await get<WhatIfAnswered>('/api/what-ifs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
  });
  for (let looks = 0; !until.aborted; looks += 1) {
    told(whatIfOf(answer));
    if (answer.state !== 'proving' || looks === PROOF_LOOKS) return;
    await new Promise((resolve) => setTimeout(resolve, PROOF_EVERY_MS));
    answer = await get<WhatIfAnswered>(`/api/what-ifs/${answer.id}`);
  }
};
