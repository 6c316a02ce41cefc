/** What the API says went wrong (RFC 9457), or what stands for an answer that never came. */
export type Problem = {
  /** The name behind `urn:room-board:`, or `unreachable`. */
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly field?: string;
};

const PREFIX = 'urn:room-board:';

export const UNREACHABLE: Problem = { type: 'unreachable', status: 0, title: '' };

/** Reads a refusal. Whatever it is made of, something can be said about it. */
export const problemIn = async (response: Response): Promise<Problem> => {
  const body: unknown = await response.json().catch(() => undefined);
  const { type, title, field } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  return {
    type: typeof type === 'string' ? type.replace(PREFIX, '') : 'fault',
    status: response.status,
    title: typeof title === 'string' ? title : '',
    ...(typeof field === 'string' ? { field } : {}),
  };
};
