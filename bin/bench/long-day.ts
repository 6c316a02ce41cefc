import { randomUUID } from 'node:crypto';
import { stringify } from 'yaml';
import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import { parseClinicFile } from '../../shared/catalogue/clinic-file.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { instantAt, type LocalDate } from '../../shared/domain/local-time.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { madeUpWords } from '../simulation/digests.ts';

const ZONE = 'Europe/Berlin';
/** From one visit in a room to the next: fifteen minutes, two of turnaround. */
const EVERY_MINUTES = 17.5;

/** The file of a clinic with so many rooms, spread over two wings of four floors, open from six to midnight. */
export const longDayFile = (rooms: number): string =>
  stringify({
    equipment: [],
    kinds: ['consulting'],
    sites: [
      {
        id: 'large',
        name: 'Large clinic',
        timeZone: ZONE,
        publishing: 'off',
        credential: 'default',
        hours: { 'mon-sun': '06:00-24:00' },
        buildings: Array.from({ length: 2 }, (_, building) => ({
          name: `Wing ${building + 1}`,
          floors: Array.from({ length: 4 }, (_, floor) => ({
            name: floor + 1,
            rooms: Array.from({ length: Math.floor((rooms + 7 - building * 4 - floor) / 8) }, (_, room) => ({
              id: `${building + 1}${floor + 1}${room}`,
              kind: 'consulting',
              turnaroundMinutes: 2,
            })),
          })).filter((floor) => floor.rooms.length > 0),
        })),
        policy: { horizonDays: 2, freezeMinutes: 0, holdMinutes: 60, maxAnnouncedChanges: 1 },
      },
    ],
    practitioners: [{ id: 4711, site: 'large' }],
    visitTypes: [{ id: 'consultation', eventTypeIds: [3002], eventTypeSlugs: ['consultation'] }],
  });

/**
 * So many visits for each room of a `longDayFile`, assigned one after the other at half past five. The assigner decides
 * on a Ledger in memory, which is answered, and each of its commits is made in `also` too: to read the Day anew for every
 * one of thousands is what takes a DynamoDB on one machine half an hour.
 */
export const longDay = async (
  { rooms, visits, date }: { readonly rooms: number; readonly visits: number; readonly date: LocalDate },
  also?: Ledger,
): Promise<{ readonly ledger: Ledger; readonly clinic: Clinic; readonly catalogue: Catalogue }> => {
  const parsed = parseClinicFile(longDayFile(rooms));
  if (!parsed.ok) throw new Error('the clinic of the long day is wrong');
  const { catalogue } = parsed;
  const memory = memoryLedger();
  const ledger: Ledger = {
    ...memory,
    commit: async (writes) => {
      const result = await memory.commit(writes);
      if (result.kind === 'committed' && also !== undefined && (await also.commit(writes)).kind === 'stale')
        throw new Error('the two Ledgers differ');
      return result;
    },
  };
  const now = (): number => instantAt(date, '05:30', ZONE);
  await importCatalogue({ ledger, now: now() }, catalogue, { dryRun: false, removeRoomsInUse: false });
  const clinic = new Clinic(ledger, now, madeUpWords);
  const assign = assignBooking({
    ledger,
    clinic,
    now,
    chance: Math.random,
    pause: async () => undefined,
    settleMs: 0,
    wakePublisher: async () => undefined,
    wakeReplan: async () => undefined,
  });
  for (let visit = 0; visit < visits; visit += 1) {
    const start = instantAt(date, '06:00', ZONE) + visit * EVERY_MINUTES * MINUTE;
    for (let room = 0; room < rooms; room += 1) {
      const outcome = await assign({
        deliveryId: randomUUID(),
        trigger: 'BOOKING_CREATED',
        receivedAt: now(),
        fact: {
          uid: `v${visit}-${room}`,
          status: 'confirmed',
          createdAt: now(),
          start,
          end: start + 15 * MINUTE,
          practitionerId: 4711,
          venue: 'on-site',
          inputs: { eventTypeId: 3002 },
        },
      });
      if (outcome.kind !== 'assigned') throw new Error(`v${visit}-${room}: ${outcome.kind}`);
    }
  }
  return { ledger, clinic, catalogue };
};
