import type { AttentionItem } from '../../../../shared/board/attention-item.ts';
import type { Doubt } from '../../../../shared/domain/doubt-about.ts';
import { TOO_LONG } from '../../../../shared/domain/ignore-reason.ts';
import { GONE_AT_CAL_COM, unchangeableEventType } from '../../../../shared/domain/publication-reasons.ts';
import type { PlainAct } from './acts.ts';
import type { Message } from './words.ts';

type About = Pick<AttentionItem, 'kind' | 'reason' | 'unknown'>;

/** It was told a room and takes none any more. */
const DROPPED = 'takes-no-room';

/** What is said to need attention. */
export const headingOf = ({ kind, reason, unknown }: About): Message => {
  if (kind === 'in-doubt') return `attention:${kind}-${(reason ?? 'event-type-unmapped') as Doubt}`;
  if (kind === 'not-in-file') return `attention:${kind}-${unknown?.what ?? 'event-type'}`;
  if (kind === 'drift' && reason === DROPPED) return 'attention:dropped';
  if (reason === GONE_AT_CAL_COM) return 'attention:gone';
  if (reason === TOO_LONG) return 'attention:too-long';
  return unchangeableEventType(reason) === undefined ? `attention:${kind}` : 'attention:unchangeable';
};

/** Whoever may be missing is said to be here, or not to come; what is done about a drift is never a mail. */
export const resolvingOf = (act: PlainAct, { kind, reason }: About): Message => {
  if (kind === 'no-show' && act === 'started') return 'act:here';
  if (act === 'finished-early' || (act === 'adopt-theirs' && reason === GONE_AT_CAL_COM))
    return 'act:no-show';
  return `act:${kind === 'drift' && act === 're-assert-ours' ? 'acknowledge-equipment' : act}`;
};
