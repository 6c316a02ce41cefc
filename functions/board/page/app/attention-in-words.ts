import type { AttentionItem } from '../../../../shared/board/attention-item.ts';
import type { Doubt } from '../../../../shared/domain/doubt-about.ts';
import {
  GONE_AT_CAL_COM,
  nameOfReason,
  type ReasonName,
} from '../../../../shared/domain/publication-reasons.ts';
import type { PlainAct } from './acts.ts';
import type { Message, Words } from './words.ts';

type About = Pick<AttentionItem, 'kind' | 'reason' | 'unknown'>;

/** Reasons that say more than the kind does; of a new one the compiler asks whether it does. */
const HEADING_OF: Record<ReasonName, Message | undefined> = {
  'gone-at-cal-com': 'attention:gone',
  'too-long': 'attention:too-long',
  'may-not-change-event-type': 'attention:unchangeable',
  // It was told a room and takes none any more.
  'takes-no-room': 'attention:dropped',
  'address-of-no-site': undefined,
  'alive-at-cal-com': undefined,
  'event-type-unmapped': undefined,
  get: undefined,
  'hold-expired': undefined,
  'manual-edit': undefined,
  'no-site': undefined,
  'not-a-place': undefined,
  past: undefined,
  patch: undefined,
  room: undefined,
  'sent-three-times': undefined,
  'uid-names-a-series': undefined,
  unknown: undefined,
  unreadable: undefined,
};

/** What is said to need attention. */
export const headingOf = ({ kind, reason, unknown }: About): Message => {
  if (kind === 'in-doubt') return `attention:${kind}-${(reason ?? 'event-type-unmapped') as Doubt}`;
  if (kind === 'not-in-file') return `attention:${kind}-${unknown?.what ?? 'event-type'}`;
  const own: Readonly<Record<string, Message | undefined>> = HEADING_OF;
  return own[nameOfReason(reason ?? '')] ?? `attention:${kind}`;
};

/** By how much another plan of the day is better. */
export const fewerText = (
  { fewerTold, fewerWaiting }: NonNullable<AttentionItem['better']>,
  words: Words,
): string =>
  [
    fewerWaiting > 0 && words.counted('better.waits', fewerWaiting),
    fewerTold > 0 && words.counted('better.told', fewerTold),
    fewerTold < 0 && words.counted('better.more', -fewerTold),
  ]
    .filter(Boolean)
    .join(', ');

/** Anyone who may be missing is said to be here, or not to come; what is done about a drift is never a mail. */
export const resolvingOf = (act: PlainAct, { kind, reason }: About): Message => {
  if (kind === 'no-show' && act === 'arrived') return 'act:here';
  if (act === 'adopt-theirs' && reason === GONE_AT_CAL_COM) return 'act:no-show';
  return `act:${kind === 'drift' && act === 're-assert-ours' ? 'acknowledge-equipment' : act}`;
};
