import type { Refusal } from '../../../../shared/domain/hard-rules.ts';
import type { Question } from './acts.ts';
import type { TrailLine } from './trail-line.ts';

/** What the API says went wrong (RFC 9457), or what stands for an answer that never came. */
export type Problem = {
  /** The name behind `urn:room-board:`, or `unreachable`. */
  readonly type: string;
  readonly status: number;
  readonly title: string;
  /** For a room that will not do: why, and who is in it. */
  readonly refusal?: Refusal;
  /** For one who was overtaken: what has happened meanwhile, newest first. */
  readonly changes: readonly TrailLine[];
  /** Where one of several has to be named: those there are. */
  readonly sites?: readonly { readonly id: string; readonly name: string }[];
  /** Where there is no such door: the rooms whose doors there are. */
  readonly rooms?: readonly string[];
  /** For what cannot be done now: why. */
  readonly reason?: string;
  /** Others would be moved or told: what to ask first. */
  readonly question?: Question;
};

const PREFIX = 'urn:room-board:';

export const UNREACHABLE: Problem = { type: 'unreachable', status: 0, title: '', changes: [] };

/** Reads a refusal. Whatever it is made of, something can be said about it. */
export const problemIn = async (response: Response): Promise<Problem> => {
  const body: unknown = await response.json().catch(() => undefined);
  const {
    type = 'fault',
    title = '',
    rejection,
    heldBy = [],
    detail = '',
    needed,
    changes = [],
    question,
    sites,
    rooms,
    reason,
  } = (body ?? {}) as Partial<
    Refusal & {
      type: string;
      title: string;
      changes: readonly TrailLine[];
      question: Question;
      sites: Problem['sites'];
      rooms: Problem['rooms'];
      reason: string;
    }
  >;
  return {
    type: type.replace(PREFIX, ''),
    status: response.status,
    title,
    ...(rejection && { refusal: { rejection, heldBy, detail, ...(needed && { needed }) } }),
    changes: changes.slice(0, 2),
    ...(question && { question }),
    ...(sites && { sites }),
    ...(rooms && { rooms }),
    ...(reason && { reason }),
  };
};
