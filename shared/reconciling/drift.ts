import { createHash } from 'node:crypto';
import { assignBooking, type Surroundings } from '../assigning/assign-booking.ts';
import { publishingOf } from '../assigning/placed-record.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { RoomId, SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import { owe } from '../domain/owe.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { settle, withoutOwed } from '../publishing/record-telling.ts';

/** One difference between Cal.com and the Ledger that staff have to decide. */
export type Drift = {
  readonly uid: BookingUid;
  /** `human-edit`, `not-a-place`, `room-<rejection>`, `gone-at-cal-com` or `alive-at-cal-com`. */
  readonly reason: string;
  readonly since: Instant;
  readonly start?: Instant;
  readonly roomId?: RoomId;
  /** The Room that the text at Cal.com names, and that will not do. */
  readonly theirRoomId?: RoomId;
};

/** What staff of a Site have to decide, the soonest visit first. */
export const readDrift = async (ledger: Ledger, siteId: SiteId, limit = 200): Promise<Drift[]> => {
  const entries = await ledger.readOwed(`DRIFT#${siteId}`, { limit });
  const records = await ledger.readBookings(entries.map((each) => each.uid));
  return records
    .flatMap((record): Drift[] => {
      const { uid, fact, placement, telling } = record;
      if (!isOpen(record) || telling.owed === undefined) return [];
      return [
        {
          uid,
          reason: telling.owed.reason ?? 'unknown',
          since: telling.owed.notBefore,
          ...(fact.standing === 'ended' ? {} : { start: fact.start }),
          ...(placement.kind === 'roomed' ? { roomId: placement.roomId } : {}),
          ...(telling.humanRoom === undefined ? {} : { theirRoomId: telling.humanRoom }),
        },
      ];
    })
    .sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
};

const isOpen = ({ telling }: BookingRecord): boolean =>
  telling.owed?.to.startsWith('DRIFT#') === true && telling.humanEditSeenAt === undefined;

/** `changed`: the booking is another by now, look again. */
export type DriftOutcome = 'settled' | 'no-drift' | 'not-possible' | 'changed';

/** What stands at Cal.com is right: a person's text stays, a booking that is gone is over. */
export const adoptTheirs =
  (around: Surroundings) =>
  async (uid: BookingUid): Promise<DriftOutcome> => {
    const record = await around.ledger.readBooking(uid);
    if (record === undefined || !isOpen(record)) return 'no-drift';
    const now = around.now();
    switch (record.telling.owed?.reason) {
      case 'alive-at-cal-com':
        return 'not-possible'; // a tombstone holds: whoever wants that visit books it anew
      case 'gone-at-cal-com': {
        const outcome = await assignBooking(around)({
          deliveryId: createHash('sha256').update(`${uid} gone at ${now}`).digest('hex'),
          trigger: 'STAFF',
          receivedAt: now,
          fact: { uid, standing: 'ended', createdAt: now, how: 'cancelled' },
        });
        return outcome.kind === 'contended' ? 'changed' : 'settled';
      }
      default: {
        const telling = { ...withoutOwed(record.telling), humanEditSeenAt: now };
        return (await settle(around.ledger, record, telling)).kind === 'stale' ? 'changed' : 'settled';
      }
    }
  };

/** What stands in the Ledger is right: our text goes over a person's, in one mail; a booking that is over stays over. */
export const reassertOurs =
  (around: Surroundings) =>
  async (uid: BookingUid): Promise<DriftOutcome> => {
    const record = await around.ledger.readBooking(uid);
    if (record === undefined || !isOpen(record)) return 'no-drift';
    const { telling } = record;
    const reason = telling.owed?.reason;
    if (reason === 'not-a-place') return 'not-possible'; // a PATCH would delete the meeting
    const site = (await around.clinic.catalogue()).sites.find((each) => each.id === record.siteId);
    if (site === undefined) return 'not-possible';
    if (reason === 'alive-at-cal-com' || reason === 'gone-at-cal-com')
      return outcomeOf(await settle(around.ledger, record, withoutOwed(telling)));
    const { humanEditAt: _at, humanRoom: _room, ...rest } = withoutOwed(telling);
    const state = await around.clinic.site(site);
    const terms = { ...publishingOf(state), now: around.now(), settleMs: 0 };
    const next = owe({ ...record, telling: { ...rest, reassert: true, adopted: true } }, terms);
    const outcome = outcomeOf(await settle(around.ledger, record, next));
    if (outcome === 'settled' && next.owed?.to.startsWith('CRED#'))
      await around.wakePublisher(site.credential, 0);
    return outcome;
  };

const outcomeOf = (result: { kind: 'committed' | 'stale' }): DriftOutcome =>
  result.kind === 'stale' ? 'changed' : 'settled';

/**
 * Staff adopt what was made before the Site's publishing: from now on such bookings are told like all others, at the
 * allowed pace, the soonest first. Answers how many; asked again, it goes on.
 */
export const adoptOlder =
  (around: Surroundings) =>
  async (siteId: SiteId, options: { limit?: number } = {}): Promise<number> => {
    const site = (await around.clinic.catalogue()).sites.find((each) => each.id === siteId);
    if (site === undefined) return 0;
    around.clinic.forget();
    const state = await around.clinic.site(site);
    if (state.publishing !== 'on') return 0;
    const entries = await around.ledger.readOwed(`SHADOW#${siteId}`, { limit: options.limit ?? 1000 });
    let adopted = 0;
    for (const entry of entries) {
      const record = await around.ledger.readBooking(entry.uid);
      if (!record?.telling.owed?.to.startsWith('SHADOW#')) continue;
      const terms = { ...publishingOf(state), now: around.now(), settleMs: 0 };
      const next = owe({ ...record, telling: { ...record.telling, adopted: true } }, terms);
      if ((await settle(around.ledger, record, next)).kind === 'committed') adopted += 1;
    }
    if (adopted > 0) await around.wakePublisher(site.credential, 0);
    return adopted;
  };
