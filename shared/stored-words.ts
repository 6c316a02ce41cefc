import type { BookingFact, BookingMessage, EndedFact, LiveFact, Venue } from './domain/booking-event.ts';

/**
 * The table and the queues keep their words when the domain finds better ones: a release reads what the one before it wrote.
 * Here the two meet.
 */
type Status = LiveFact['status'];
type StoredStatus = 'hold' | 'confirmed';
type StoredVenue = 'place' | Exclude<Venue, 'on-site'>;

type StoredFact =
  | (Omit<LiveFact, 'status' | 'venue'> & { readonly standing: StoredStatus; readonly place: StoredVenue })
  | (Omit<EndedFact, 'status' | 'reason'> & {
      readonly standing: 'ended';
      readonly how: EndedFact['reason'];
    });

type StoredNotice =
  | Exclude<Extract<BookingMessage, { notice: unknown }>['notice'], { kind: 'recheck' }>
  | { readonly kind: 'look'; readonly uid: string };

type Origin = Pick<BookingMessage, 'deliveryId' | 'trigger' | 'receivedAt'>;

/** A message as the bookings queue carries it. */
type StoredMessage =
  | (Omit<Extract<BookingMessage, { fact: unknown }>, 'fact' | 'recheck'> & {
      readonly fact: StoredFact;
      readonly look?: true;
    })
  | (Origin & { readonly notice: StoredNotice });

const storedStatus = (status: Status): StoredStatus => (status === 'tentative' ? 'hold' : status);
const statusOf = (stored: StoredStatus): Status => (stored === 'hold' ? 'tentative' : stored);

export const storedFact = (fact: BookingFact): StoredFact => {
  if (fact.status === 'ended') {
    const { status, reason, ...rest } = fact;
    return { ...rest, standing: status, how: reason };
  }
  const { status, venue, ...rest } = fact;
  return { ...rest, standing: storedStatus(status), place: venue === 'on-site' ? 'place' : venue };
};

export const factOf = (stored: StoredFact): BookingFact => {
  if (stored.standing === 'ended') {
    const { standing, how, ...rest } = stored;
    return { ...rest, status: standing, reason: how };
  }
  const { standing, place, ...rest } = stored;
  return { ...rest, status: statusOf(standing), venue: place === 'place' ? 'on-site' : place };
};

/** A kind of change, or a reason: what a person wrote at Cal.com. */
export const storedEdit = <W extends string>(word: W): W | 'human-edit' =>
  word === 'manual-edit' ? 'human-edit' : word;
export const editOf = <W extends string>(stored: W | 'human-edit'): W | 'manual-edit' =>
  stored === 'human-edit' ? 'manual-edit' : stored;

/** An occupancy, or a booking that waits: the same fields in the same order. */
export const storedHolder = (holder: { readonly status: Status }): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(holder).map(([field, value]) =>
      field === 'status' ? ['standing', storedStatus(value)] : [field, value],
    ),
  );

/** What is no such item stays as it is, for its reader to name. */
export const holderOf = (stored: object): object =>
  Object.fromEntries(
    Object.entries(stored).map(([field, value]) =>
      field === 'standing' ? ['status', statusOf(value)] : [field, value],
    ),
  );

export const storedMessage = (message: BookingMessage): StoredMessage => {
  if ('notice' in message) {
    const { notice } = message;
    return { ...message, notice: notice.kind === 'recheck' ? { ...notice, kind: 'look' } : notice };
  }
  const { fact, recheck, ...rest } = message;
  return { ...rest, fact: storedFact(fact), ...(recheck && { look: recheck }) };
};

export const messageOf = (stored: StoredMessage): BookingMessage => {
  if ('notice' in stored) {
    const { notice } = stored;
    return { ...stored, notice: notice.kind === 'look' ? { ...notice, kind: 'recheck' } : notice };
  }
  const { fact, look, ...rest } = stored;
  return { ...rest, fact: factOf(fact), ...(look && { recheck: look }) };
};
