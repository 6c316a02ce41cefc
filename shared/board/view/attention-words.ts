import { TOO_LONG } from '../../domain/ignore-reason.ts';
import { unchangeableEventType } from '../../domain/publication-reasons.ts';
import { unreachable } from '../../domain/unreachable.ts';
import type { AttentionDraft } from '../attention-item.ts';

/** What needs attention, as one English sentence; the page says it in the reader's language. */
export const attentionWords = (item: Omit<AttentionDraft, 'at'>): string => {
  const booking = item.booking ?? '';
  const room = item.room === undefined ? '' : ` in ${item.room}`;
  switch (item.kind) {
    case 'waiting':
      return `${booking} has no room: ${rejections(item.rejections ?? {})}${by(item.others)}.`;
    case 'reads-a-room':
      return `${booking} reads “${item.reads}” and has no room: ${rejections(item.rejections ?? {})}${by(item.others)}.`;
    case 'late-joiners':
      return `${item.seats?.late} joined ${booking} after the room was told. Told again, all ${item.seats?.taken} are mailed.`;
    case 'room-unusable':
      return `${booking} stays${room}, which will not do any more, until staff move it: ${item.reason}${by(item.others)}.`;
    case 'in-doubt':
      return `${booking} keeps its place${room} until someone decides: ${doubt(item.reason)}.`;
    case 'not-in-file':
      return `${item.count} booking(s) of ${unknown(item.unknown)} are not in the clinic file and get no room; anyone who keeps it can add it.`;
    case 'starts-late':
      return `${booking}${room} starts late: the visit before runs over${by(item.others)}.`;
    case 'better-plan':
      return `Another plan of the day is better: ${item.better?.fewerWaiting} fewer wait, and ${item.better?.fewerTold} fewer patients are told.`;
    case 'tell-in-person':
      return `${booking} has been moved${room}, and no mail can tell of it in time.`;
    case 'no-show':
      return `${booking}${room} should have begun, and no one has said that it has.`;
    case 'manual-edit':
      return `Someone has written another location into ${booking} at Cal.com; it stands.`;
    case 'drift':
      if (item.reason === TOO_LONG) return `${booking} is longer than a week: it gets no room.`;
      if (item.reason === 'takes-no-room')
        return `${booking} was told a room and takes none any more; what Cal.com shows was not changed.`;
      return `Cal.com and this board disagree about ${booking}: ${item.reason}.`;
    case 'parked':
      return `Cal.com does not show the room of ${booking}: ${parkedBecause(item.reason)}.`;
    case 'unknown-equipment':
      return `${booking} asks for something that the clinic file does not know: look it up at Cal.com.`;
    case 'shadow':
      return `Were publishing on, Cal.com would be told that ${booking} is${room || ' without a room'}.`;
    case 'credential-refused':
      return `Cal.com refuses the API key ${item.credential} (${item.reason}): nothing is told until it is renewed.`;
    case 'key-lists-nothing':
      return `With the API key ${item.credential} Cal.com lists no booking, though there are some: what its webhooks leave out is not found.`;
    case 'offer-stopped':
      return `The schedule of event type ${item.eventTypeId} at Cal.com is not kept right any more (${item.reason}): starts without a room may be offered.`;
    case 'offer-overridden':
      return `Someone has written into our schedule of event type ${item.eventTypeId} at Cal.com (${item.reason}); it stands, whatever rooms there are.`;
    default:
      return unreachable(item.kind);
  }
};

const doubt = (reason: string | undefined): string => {
  switch (reason) {
    case 'event-type-unmapped':
      return 'the clinic file does not know its event type';
    case 'practitioner-unknown':
      return 'the clinic file does not know its host';
    default:
      return 'by the clinic file its host works at another site';
  }
};

const unknown = (of: AttentionDraft['unknown']): string =>
  of?.what === 'address'
    ? 'an address that no site lists'
    : of?.what === 'practitioner'
      ? `host ${of.id ?? 'unknown'}`
      : `event type ${of?.id ?? of?.slug ?? 'unknown'}`;

const parkedBecause = (reason: string | undefined): string => {
  const eventType = unchangeableEventType(reason);
  return eventType === undefined ? String(reason) : `the key may not change event type ${eventType}`;
};

const rejections = (counts: Readonly<Record<string, number>>): string => {
  const said = Object.entries(counts).map(([rejection, rooms]) => `${rooms} ${rejection}`);
  return said.length === 0 ? 'one is free now, the next plan gives it' : said.join(', ');
};

const by = (others: readonly string[]): string => (others.length === 0 ? '' : ` (${others.join(', ')})`);
