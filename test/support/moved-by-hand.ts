import { bookingWrite } from '../../shared/domain/booking-write.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';

/** Someone moves a visit into an empty room in the table itself: the room-days and its record are right, and no one is told. */
export const movedByHand = async (ledger: Ledger, uid: string, to = '1B'): Promise<void> => {
  const record = await ledger.readBooking(uid);
  if (record?.placement.kind !== 'roomed' || record.siteId === undefined)
    throw new Error(`${uid} has no room`);
  const { siteId, placement, version: _seen, ...rest } = record;
  const [date = ''] = placement.dates;
  const { roomDays } = await ledger.readDay(siteId, date);
  const left = roomDays.find(({ roomId }) => roomId === placement.roomId);
  const taken = roomDays.find(({ roomId }) => roomId === to);
  const held = left?.occupancies[uid];
  if (left === undefined || held === undefined || to === placement.roomId)
    throw new Error(`${uid} cannot be moved to ${to}`);
  const { [uid]: _gone, ...others } = left.occupancies;
  const { version: leftSeen, ...leftRecord } = left;
  const result = await ledger.commit([
    { kind: 'room-day', seen: leftSeen, record: { ...leftRecord, occupancies: others } },
    {
      kind: 'room-day',
      seen: taken?.version ?? 0,
      record: {
        siteId,
        date,
        roomId: to,
        blocks: taken?.blocks ?? {},
        occupancies: { ...taken?.occupancies, [uid]: { ...held, roomId: to } },
      },
    },
    bookingWrite(record, { ...rest, siteId, placement: { ...placement, roomId: to, claims: [to] } }),
  ]);
  if (result.kind === 'stale') throw new Error('someone else was faster');
};
