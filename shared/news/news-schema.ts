import * as z from 'zod';
import { VISIT_CODE } from '../secrets/digests.ts';

const of = <K extends string>(kind: K) => ({
  /** Raised when a field goes or means something else; a new field raises nothing. */
  version: z.literal(1),
  kind: z.literal(kind),
  id: z.string().min(1).describe('The same however often it is delivered.'),
  at: z.iso.datetime().describe('When it was written into the Ledger, to the second.'),
  visit: z.string().regex(VISIT_CODE).describe('The visit code, which opens nothing at Cal.com.'),
  sequence: z
    .int()
    .positive()
    .describe('Of the news of one visit the greater is the newer; they may come in any order.'),
  siteId: z.string().min(1),
});

const room = z.string().min(1).describe('A room’s id in the clinic file.');
const fromSiteId = z.string().min(1).optional().describe('The Site of `fromRoomId`, where it is another.');
const visit = { start: z.iso.datetime(), end: z.iso.datetime() };

/** What other systems of the clinic are told, each under its kind as EventBridge’s `detail-type`. Nothing in it is about a person. */
export const newsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...of('RoomAssigned'), roomId: room, ...visit }),
  z.strictObject({ ...of('RoomChanged'), roomId: room, fromRoomId: room, fromSiteId, ...visit }),
  z.strictObject({
    ...of('RoomReleased'),
    fromRoomId: room,
    fromSiteId,
    why: z.enum(['ended', 'waiting', 'needs-none']).describe('Ended at Cal.com, waits, or needs no room.'),
  }),
  z.strictObject({ ...of('BookingWaiting'), ...visit }),
  z.strictObject({ ...of('VisitArrived'), roomId: room.optional(), ...visit }),
]);

export type News = z.infer<typeof newsSchema>;

/** For consumers: `bin/news-schema.ts` writes it beside this. */
export const newsJsonSchema = () => ({
  ...z.toJSONSchema(newsSchema),
  title: 'News of the room assigner, version 1',
});
