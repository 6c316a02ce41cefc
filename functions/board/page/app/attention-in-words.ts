import type { AttentionItem } from '../../../../shared/board/attention.ts';
import type { PlainAct } from './acts.ts';
import type { Message } from './words.ts';

/** Cal.com does not know the booking any more. */
const GONE = 'gone-at-cal-com';

type About = Pick<AttentionItem, 'kind' | 'reason'>;

/** What is said to need attention. */
export const headingOf = ({ kind, reason }: About): Message => `attention:${reason === GONE ? 'gone' : kind}`;

/** Whoever may be missing is said to be here, or not to come; what is done about a drift is never a mail. */
export const resolvingOf = (act: PlainAct, { kind, reason }: About): Message => {
  if (kind === 'no-show' && act === 'started') return 'act:here';
  if (act === 'finished-early' || (act === 'adopt-theirs' && reason === GONE)) return 'act:no-show';
  return `act:${kind === 'drift' && act === 're-assert-ours' ? 'acknowledge-equipment' : act}`;
};
