import { describe, expect, test } from 'vitest';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import type { Occupancy } from '../../shared/domain/day.ts';
import { decide } from '../../shared/domain/decide.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { at, booking, catalogue, dayOf, EARLY, from, held, room, visitType } from '../support/builders.ts';

/** Two rooms and one who cleans them, for a quarter of an hour after each visit unless said otherwise. */
const clinicOf = (turnaroundMinutes = 15): Catalogue =>
  catalogue({
    rooms: [room('1A'), room('1B')],
    portable: [{ tag: 'cleaner', units: ['cleaner-1'], during: 'turnaround' }],
    visitTypes: [visitType({ needs: { equipment: ['cleaner'], accessible: false }, turnaroundMinutes })],
  });

/** A visit in the first room, its quarter of an hour and the one who cleans it then. */
const cleanedAfter = (visit: { start: number; end: number }, over: Partial<Occupancy> = {}) => {
  const there = held('1A', visit, { to: visit.end + 15 * MINUTE, ...over });
  return { held: { '1A': [there], 'cleaner-1': [there] } };
};

const decided = (
  visit: { start: number; end: number },
  day: Parameters<typeof dayOf>[1],
  clinic = clinicOf(),
) => decide(booking(clinic, visit), dayOf(clinic, day), EARLY);

describe('one who cleans rooms', () => {
  test('is there during the turnaround alone: two visits take place at once, if they do not end at once', () => {
    const day = cleanedAfter(from('09:00', 60));
    expect(decided(from('09:15', 60), day)).toMatchObject({ roomId: '1B', claims: ['1B', 'cleaner-1'] });
    expect(decided(from('08:30', 75), day)).toMatchObject({ roomId: '1B' });
    expect(decided(from('09:14', 60), day)).toMatchObject({ kind: 'wait' });
    expect(decided(from('09:30', 30), day)).toMatchObject({ kind: 'wait' });
  });

  test('who is not to be had is named, with the minutes that it would take', () => {
    const decision = decided(from('09:30', 30), cleanedAfter(from('09:00', 60)));
    expect(decision.kind === 'wait' && decision.rejections['1B']).toEqual({
      rejection: 'equipment-in-use',
      detail: 'cleaner',
      needed: { start: new Date(at('10:00')).toISOString(), end: new Date(at('10:15')).toISOString() },
    });
  });

  test('is free of a visit whose room is clean already', () => {
    const day = cleanedAfter(from('09:00', 60), { to: at('10:00') });
    expect(decided(from('09:30', 30), day)).toMatchObject({ roomId: '1B' });
  });

  test('keeps no visit waiting after which nothing is to be cleaned', () => {
    const day = cleanedAfter(from('09:00', 65));
    expect(decided(from('09:30', 40), day, clinicOf(0))).toMatchObject({ roomId: '1B' });
  });

  test('comes for one who is booked rather than for a hold', () => {
    const hold = { status: 'tentative', expiresAt: at('23:00') } as const;
    const day = cleanedAfter(from('09:00', 60), hold);
    const uid = `in-1A-at-${at('09:00')}`;
    expect(decided(from('09:30', 30), day)).toMatchObject({ roomId: '1B', evicts: [uid] });
    expect(decided(from('09:15', 60), day)).toMatchObject({ roomId: '1B', evicts: [] });
  });
});
