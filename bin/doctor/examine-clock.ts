import type { CalHttp } from '../../shared/calcom/cal-http.ts';
import { ok, type Symptom, unasked, wrong } from './symptom.ts';

const ABOUT = 'clock';
/** An answer's Date counts in seconds, and the answer takes its time. */
const FURTHEST_MS = 30_000;

/** This machine's clock against that of Cal.com's answers. */
export const examineClock = async (
  http: CalHttp,
  credential: string,
  now: () => number,
): Promise<Symptom> => {
  // That there is no key to ask with is said elsewhere.
  const answer = await http.get('/me', credential).catch(() => ({ failed: 'NoKey' }));
  const theirs = 'failed' in answer ? Number.NaN : Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return unasked(ABOUT, 'Cal.com does not say what time it is');
  const ahead = Math.round((now() - theirs) / 1000);
  return Math.abs(ahead) * 1000 <= FURTHEST_MS
    ? ok(ABOUT, 'as that of Cal.com’s answers')
    : wrong(
        ABOUT,
        `${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} Cal.com’s answers`,
        'Let this machine keep time (timedatectl set-ntp true): times are compared, and AWS takes no signature that is five minutes off.',
      );
};
