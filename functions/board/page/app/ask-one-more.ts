import type { Weekday } from '../../../../shared/domain/local-time.ts';
import type { OneMore } from '../../../../shared/domain/utilisation/one-more.ts';

export type OneMoreAnswer = {
  readonly id: string;
  readonly state: 'planning' | 'planned' | 'cut';
  readonly found: readonly (OneMore & { readonly name?: string })[];
};

/** Between two looks for the answer, in milliseconds, and how many there are. */
const EVERY_MS = 1_000;
const TRIES = 300;

/** What one more would have brought on the dates of one weekday; nothing where no answer came. */
export const askOneMore = async (
  question: { readonly site: string; readonly from: string; readonly to: string; readonly weekday: Weekday },
  get: <T>(path: string, init?: RequestInit) => Promise<T>,
  until: AbortSignal,
): Promise<OneMoreAnswer | undefined> => {
  try {
    let answer = await get<OneMoreAnswer>('/api/one-more', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
    });
    for (let tries = 0; answer.state === 'planning' && tries < TRIES && !until.aborted; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      answer = await get<OneMoreAnswer>(`/api/one-more/${answer.id}`);
    }
    return answer.state === 'planning' ? undefined : answer;
  } catch {
    return undefined;
  }
};
