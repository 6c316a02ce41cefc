import type { BookingRecord, Roomed } from '../domain/booking-record.ts';
import type { SiteId } from '../domain/catalogue.ts';
import { withSharing } from '../domain/combination-rooms.ts';
import { overlap } from '../domain/instant.ts';
import type { RoomRecord } from '../domain/ledger-records.ts';
import type { SiteState } from '../domain/site-state.ts';
import { commit } from '../unit-of-work/commit.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';

/**
 * Looks, once a booking stands in its room, whether the room was closed or the clinic file changed meanwhile. Then its Days want
 * planning: it leaves as one that was there before. Each writes its own first and then reads what the other writes, as it is: the
 * assigner its visit and then the Rooms, anyone who closes a Room or imports a file the Rooms and then the Days. The later of the two
 * sees the other.
 *
 * Who is cut off before the look takes the message in again, finds the booking as it was decided, and looks then. `known`: the Site
 * as the decision knew it, where it was read; else as this worker knows it by now.
 */
export const lookAtRooms = async (
  deps: Dependencies,
  record: Pick<BookingRecord, 'uid' | 'siteId' | 'placement'> | undefined,
  known: SiteState | undefined,
  by: string,
): Promise<void> => {
  if (record?.placement.kind !== 'roomed' || record.placement.to <= deps.now()) return;
  const { uid, siteId, placement } = record;
  const state = known?.site.id === siteId ? known : await stateOf(deps, siteId);
  if (state === undefined) return;
  const { site } = state;
  const concerned = new Set(placement.claims.flatMap((claim) => withSharing(claim, site.rooms)));
  const roomIds = site.rooms.flatMap(({ id }) => (concerned.has(id) ? [id] : []));
  const rooms = await deps.ledger.readRooms(site.id, roomIds);
  if (isStillSo(placement, state, roomIds, rooms)) return;
  // This worker knows the clinic as it was: no one else is to be put there.
  deps.clinic.forget();
  const unit = new UnitOfWork(undefined, deps.now(), by);
  // Beyond the horizon, too: the patient is about to be told of that room.
  for (const date of placement.dates) unit.due(site.id, date, uid);
  await commit(deps, unit);
};

const stateOf = async (
  { clinic }: Dependencies,
  siteId: SiteId | undefined,
): Promise<SiteState | undefined> => {
  const site = (await clinic.catalogue()).sites.find(({ id }) => id === siteId);
  return site && clinic.site(site);
};

/**
 * Whether the Rooms are as they are known, with no closure over the visit, and known with the file by which it was placed: an import
 * puts the file in force before it raises a Room, so that no Room is known newer than its file.
 */
const isStillSo = (
  { catalogueVersion, from, to }: Roomed,
  { catalogue, rooms: known }: SiteState,
  roomIds: readonly string[],
  rooms: readonly RoomRecord[],
): boolean =>
  catalogueVersion === catalogue.version &&
  roomIds.every((id) => {
    const { version = 0, closures = [] } = rooms.find(({ roomId }) => roomId === id) ?? {};
    return (
      version === (known.get(id)?.version ?? 0) &&
      !closures.some(({ start, end = Number.POSITIVE_INFINITY }) =>
        overlap({ start: from, end: to }, { start, end }),
      )
    );
  });
