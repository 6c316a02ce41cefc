import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { againstCatalogue } from '../bin/admin/against-catalogue.ts';
import type { registerWebhook } from '../bin/admin/register-webhook.ts';
import { madeUpDigests } from '../bin/simulation/digests.ts';
import type { reasonOf } from '../functions/board/page/app/views/reasons.ts';
import { ROOM_TRIGGERS } from '../shared/calcom/booking-event-of.ts';
import { MINUTE } from '../shared/domain/instant.ts';
import { block, booked, catalogue, dayOf, EARLY, from, room, visitType } from './support/builders.ts';
import { loadEdited } from './support/load-edited.ts';
import { examplePayload } from './support/signed-delivery.ts';

describe('a rule that only the table knows holds everywhere', () => {
  /** Anyone who needs an accessible room gets one on the ground floor, or one beside a wheelchair lift. */
  const LIFT = `
  'no-lift': {
    beside: 'needs',
    reads: ['floorIndex', 'equipment'],
    judge: ({ booking, room }) =>
      !booking.requirement.accessible || room.room.floorIndex === 0 || room.room.equipment.includes('wheelchair-lift')
        ? KEPT
        : { detail: room.room.floor },
  },`;
  let product: typeof import('./support/reads-hard-rules.ts');
  beforeAll(async () => {
    product = await loadEdited(
      { file: 'hard-rules.ts', after: 'export const HARD_RULES = {', add: LIFT },
      new URL('support/reads-hard-rules.ts', import.meta.url),
    );
  });

  const upstairs = (id: string) => room(id, { floor: '3', floorIndex: 3 });
  const wheelchair = visitType({ needs: { equipment: [], accessible: true } });
  /** The two rooms, of which the first choice alone may be upstairs. */
  const clinicOf = (...rooms: ReturnType<typeof room>[]) =>
    catalogue({ rooms, visitTypes: [wheelchair], version: rooms.map(({ floor }) => floor).join() });
  const opened = async (content: ReturnType<typeof clinicOf>) => {
    const ledger = product.memoryLedger();
    return { ledger, clinic: await product.clinicInMemory(ledger, content) };
  };

  test('when a booking comes in', async () => {
    const { clinic } = await opened(clinicOf(upstairs('1A'), room('2A')));
    await clinic.assign(booked('ada'));
    expect(await clinic.roomOf('ada')).toBe('2A');
    await clinic.assign(booked('ben', { createdAt: EARLY + 1 }));
    expect(await clinic.roomOf('ben')).toBeUndefined();
  });

  test('when a Day is planned anew', async () => {
    const { clinic } = await opened(clinicOf(upstairs('1A'), room('2A'), room('2B')));
    await clinic.assign(booked('ada'));
    const { start, end } = from('09:00', 30);
    const was = await clinic.roomOf('ada');
    await clinic.block(String(was), block(start, end));
    await clinic.toRest();
    expect([was, await clinic.roomOf('ada')].sort()).toEqual(['2A', '2B']);
  });

  test('when no one can be seated legally: they wait, and the free room upstairs stays free', async () => {
    const { clinic } = await opened(clinicOf(upstairs('1A'), room('2A')));
    await clinic.assign(booked('ada'));
    const { start, end } = from('09:00', 30);
    await clinic.block('2A', block(start, end));
    await clinic.toRest();
    expect(await clinic.roomOf('ada')).toBeUndefined();
    await clinic.unblock('2A', 'a-block');
    await clinic.toRest();
    expect(await clinic.roomOf('ada')).toBe('2A');
  });

  test('when a change of the clinic file makes a room illegal that was legal: its bookings are looked at again', async () => {
    const { clinic, ledger } = await opened(clinicOf(room('2A')));
    await clinic.assign(booked('ada'));
    expect(await clinic.roomOf('ada')).toBe('2A');
    const after = clinicOf(upstairs('2A'), room('3A'));
    const diff = product.catalogueDiff(clinicOf(room('2A')), after);
    expect([...product.affectedRooms(diff)]).toEqual([['north', ['2A']]]);
    await product.importCatalogue({ ledger, now: clinic.clock.now() }, after, {
      dryRun: false,
      removeRoomsInUse: false,
    });
    clinic.clock.set(clinic.clock.now() + 2 * MINUTE);
    await clinic.toRest();
    expect(await clinic.roomOf('ada')).toBe('3A');
  });

  test('when the clinic file is checked: a visit type that no room suits any more is named', () => {
    const types = [{ id: 1, slug: 'consultation' }] as unknown as Parameters<typeof againstCatalogue>[1];
    const wrong = (content: ReturnType<typeof clinicOf>) =>
      product
        .againstCatalogue(content, types)
        .filter((each) => each.wrong)
        .map(({ what }) => what);
    expect(wrong(clinicOf(room('2A')))).toEqual([]);
    expect(wrong(clinicOf(upstairs('2A')))).toEqual(['visit type consultation: no room has what it needs']);
  });

  test('when it is asked what may be offered: a start with a free room upstairs alone is busy', () => {
    const kindOf = (content: ReturnType<typeof clinicOf>) => {
      const offered = [{ visitType: wheelchair, minutes: 30, starts: [from('09:00', 30).start] }];
      const offer = product.offerOf({ day: dayOf(content), records: [], now: EARLY }, offered);
      return offer.answers.flat().map(({ found }) => found.kind);
    };
    expect(kindOf(clinicOf(upstairs('1A'), room('2A')))).toEqual(['room']);
    expect(kindOf(clinicOf(upstairs('1A')))).toEqual(['busy']);
  });

  test('when the board says why a room will not do: it has only to be given the words', () => {
    const words = { t: (message: string) => message, list: () => '', named: () => '' };
    const refusal = { rejection: 'no-lift' } as unknown as Parameters<typeof reasonOf>[0];
    const said = product.reasonOf(refusal, words as unknown as Parameters<typeof reasonOf>[1], String);
    expect(said).toBe('rejection:no-lift');
  });

  test('and lacks nothing but its words on the board, which the languages’ own test names', () => {
    const lacking = Object.keys(product.HARD_RULES).filter(
      (each) => !(`rejection:${each}` in product.messages),
    );
    expect(lacking).toEqual(['no-lift']);
  });

  test('with what stands in a room on that very Day, each rule says where the planner’s problem carries it', () => {
    const beside = Object.entries(product.HARD_RULES).filter(([, rule]) => rule.beside === 'day');
    expect(Object.keys(product.CARRIED_BY).sort()).toEqual(beside.map(([name]) => name).sort());
  });
});

describe('a trigger that only the table knows', () => {
  const MOVED = `
  OOO_CREATED: { read: changed },`;
  let product: typeof import('./support/reads-triggers.ts');
  beforeAll(async () => {
    product = await loadEdited(
      { file: 'booking-event-of.ts', after: 'const TRIGGERS = {', add: MOVED },
      new URL('support/reads-triggers.ts', import.meta.url),
    );
  });

  test('is handled', () => {
    const body = { ...examplePayload('BOOKING_LOCATION_UPDATED'), triggerEvent: 'OOO_CREATED' };
    const origin = { deliveryId: 'ab'.repeat(32), receivedAt: EARLY };
    expect(product.bookingEventOf(body, origin, madeUpDigests.word)).toMatchObject({ outcome: 'accepted' });
  });

  test('is asked for at Cal.com', async () => {
    const asked: unknown[] = [];
    const http = {
      get: async (path: string) => answer(path === '/me' ? { id: 1, organizationId: null } : []),
      send: async (_method: string, _path: string, body: unknown) => {
        asked.push(body);
        return answer({ id: 'new' });
      },
    } as unknown as Parameters<typeof registerWebhook>[0]['http'];
    await product.registerWebhook({
      http,
      credential: 'default',
      url: 'https://rooms.example/api/webhooks/cal',
      secret: 'whsec',
      wantedLevel: undefined,
      write: true,
      progress: () => undefined,
    });
    expect(asked).toMatchObject([{ triggers: expect.arrayContaining(['OOO_CREATED']) }]);
  });

  test('is sent by the sandbox', () => {
    expect(product.roomTriggers).toContain('OOO_CREATED');
  });

  test('lacks nothing but a recorded delivery; each of ours has one', () => {
    const recorded = readdirSync(new URL('../bin/sandbox/deliveries/', import.meta.url));
    const lacking = (triggers: readonly string[]) =>
      triggers.filter((each) => !recorded.includes(`${each}.json`));
    expect(lacking(ROOM_TRIGGERS)).toEqual([]);
    expect(lacking(product.ROOM_TRIGGERS)).toEqual(['OOO_CREATED']);
  });

  const answer = (data: unknown) => ({ status: 200, headers: {}, json: { status: 'success', data } });
});
