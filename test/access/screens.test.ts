import { describe, expect, test } from 'vitest';
import { isForRoom } from '../../shared/access/caller.ts';
import { callerOfClaims } from '../../shared/access/caller-of-claims.ts';

const ROOMS = [
  { id: '1A', building: 'North wing', floor: '1' },
  { id: '2A', building: 'North wing', floor: '2' },
  { id: 'X1', building: 'Annexe', floor: '1' },
];

describe('the groups of a screen', () => {
  test.each([
    ['a floor, in every building', ['floor-1'], ['1A', 'X1']],
    ['a floor of one building', ['floor-1', 'building-Annexe'], ['X1']],
    ['a building, its name written without spaces', ['building-North-wing'], ['1A', '2A']],
    ['the whole house', ['floor-*'], ['1A', '2A', 'X1']],
    ['single rooms', ['room-1A', 'room-X1'], ['1A', 'X1']],
    ['a floor, and a room of another', ['floor-2', 'room-X1'], ['2A', 'X1']],
    ['what is not there', ['floor-9', 'building-North'], []],
  ])('say that it is for %s', (_what, groups, rooms) => {
    for (const role of ['kiosk', 'door']) {
      const caller = callerOfClaims({ sub: 'k1', groups: [role, ...groups] });
      expect(caller).toMatchObject({ role });
      expect(ROOMS.filter((room) => isForRoom(caller ?? {}, room)).map(({ id }) => id)).toEqual(rooms);
    }
  });

  test.each(['kiosk', 'door'])('let no %s in that is for no room', (role) => {
    expect(callerOfClaims({ sub: 'k1', groups: [role, 'site-north'] })).toBeUndefined();
  });

  test('mean nothing of staff, who see every room', () => {
    expect(callerOfClaims({ sub: 'a1', groups: ['staff', 'room-1A'] })).toEqual({
      subject: 'a1',
      role: 'staff',
    });
  });
});
