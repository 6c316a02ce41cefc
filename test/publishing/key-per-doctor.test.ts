import { expect, test } from 'vitest';
import { recheckMarker } from '../../shared/assigning/rechecks.ts';
import { moveVisit } from '../../shared/board/commands/move-visit.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { SecretUnavailable } from '../../shared/secrets/stored-secret.ts';
import {
  type ClinicOnVirtualTime,
  clinicOnVirtualTime,
  KEY,
  staffAt,
} from '../support/clinic-on-virtual-time.ts';

const TUESDAY = Date.parse('2026-10-06T06:00:00Z');
const [ONE, OTHER] = [4711, 4712];
const OTHERS_KEY = 'cal_key_of_the_other_doctor';

/** As in the self-hosted edition: each doctor is an account of their own, with a key of their own. */
const keyPerDoctor = (demo: Catalogue): Catalogue => ({
  ...demo,
  practitioners: demo.practitioners.map((each) =>
    each.id === OTHER ? { ...each, credential: 'other' } : each,
  ),
});

const twoDoctors = async () => {
  const clinic = await clinicOnVirtualTime({
    catalogue: keyPerDoctor,
    sandbox: { apiKeys: [KEY, OTHERS_KEY] },
  });
  clinic.keys.other = OTHERS_KEY;
  const book = (hostId: number, hour: number) =>
    clinic.book({ eventType: 'consultation', start: TUESDAY + hour * 3_600_000, hostId });
  return { clinic, book };
};

test('each doctor’s visits are told with the doctor’s own key, each key at its own pace', async () => {
  const { clinic, book } = await twoDoctors();
  const one = await Promise.all([0, 1, 2, 3].map((hour) => book(ONE, hour)));
  const other = await Promise.all([0, 1, 2, 3].map((hour) => book(OTHER, hour)));
  await clinic.minutes(1.5);
  const told = (key: string) =>
    clinic.sandbox
      .patches()
      .filter((each) => each.key === key)
      .map(({ uid }) => uid);
  expect(told(KEY).sort()).toEqual(one.map(({ uid }) => uid).sort());
  expect(told(OTHERS_KEY).sort()).toEqual(other.map(({ uid }) => uid).sort());
});

test('one doctor’s refused key stops no other’s visits, and the board names the key', async () => {
  const { clinic, book } = await twoDoctors();
  clinic.sandbox.revokeKey(OTHERS_KEY);
  const mine = await book(ONE, 0);
  const others = await book(OTHER, 0);
  await clinic.minutes(5);
  expect(clinic.locationMails(mine.uid)).toHaveLength(1);
  expect(clinic.locationMails(others.uid)).toHaveLength(0);
  const [site] = clinic.catalogue.sites;
  const board = site && (await readBoard(clinic.dependencies, site, '2026-10-05', clinic.time.now()));
  expect(board?.attention).toContainEqual(
    expect.objectContaining({ kind: 'credential-refused', credential: 'other', reason: '401' }),
  );
});

test('a booking whose webhook was lost is found with its doctor’s key', async () => {
  const { clinic, book } = await twoDoctors();
  await clinic.minutes(3);
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger: 'BOOKING_CREATED' });
  const { uid } = await book(OTHER, 0);
  await clinic.minutes(6);
  expect((await clinic.record(uid))?.placement.kind).toBe('roomed');
  expect(clinic.locationMails(uid)).toHaveLength(1);
});

test('a visit that is handed to another doctor is told with the other’s key from then on', async () => {
  const { clinic, book } = await twoDoctors();
  const { uid } = await book(ONE, 0);
  const told = () =>
    clinic.sandbox
      .patches()
      .filter((each) => each.uid === uid)
      .map(({ key }) => key);
  await clinic.minutes(1);
  expect(told()).toEqual([KEY]);
  await clinic.time.until(clinic.sandbox.reassign(uid, OTHER));
  await clinic.minutes(1);
  const { deps, site } = staffAt(clinic);
  const roomId = (await clinic.roomOf(uid)) === '1A' ? '1B' : '1A';
  const action = { id: 'elsewhere', siteId: site.id, by: 'staff', request: 'moved', agreed: true };
  expect(await moveVisit(deps, action, site, uid, { roomId })).toMatchObject({ kind: 'landed' });
  await clinic.minutes(1);
  expect(told()).toEqual([KEY, OTHERS_KEY]);
});

test('a visit that is handed to another doctor before it was told is told with the other’s key alone', async () => {
  const { clinic, book } = await twoDoctors();
  const { uid } = await book(ONE, 0);
  await clinic.time.until(clinic.sandbox.reassign(uid, OTHER));
  await clinic.minutes(2);
  expect(
    clinic.sandbox
      .patches()
      .filter((each) => each.uid === uid)
      .map(({ key }) => key),
  ).toEqual([OTHERS_KEY]);
});

const imports = (clinic: ClinicOnVirtualTime, catalogue: Catalogue) =>
  importCatalogue({ ledger: clinic.ledger, now: clinic.time.now() }, catalogue, {
    dryRun: false,
    removeRoomsInUse: false,
  });

test('what the clinic’s key may not tell is told once the clinic file names the doctor’s own', async () => {
  const clinicsKey = { key: KEY, userId: ONE, eventTypeIds: [] };
  const clinic = await clinicOnVirtualTime({ sandbox: { apiKeys: [clinicsKey, OTHERS_KEY] } });
  clinic.keys.other = OTHERS_KEY;
  const { uid } = await clinic.book({ eventType: 'consultation', start: TUESDAY, hostId: OTHER });
  await clinic.minutes(3);
  expect(clinic.locationMails(uid)).toHaveLength(0);
  await imports(clinic, { ...keyPerDoctor(clinic.catalogue), version: 'a key per doctor' });
  await clinic.minutes(5);
  expect(clinic.locationMails(uid)).toHaveLength(1);
  expect((await clinic.record(uid))?.publication.state.kind).toBe('nothing');
});

test('a visit that is owed under a key which the clinic file renames is told with the new one, once', async () => {
  const clinic = await clinicOnVirtualTime();
  const { uid } = await clinic.book({ eventType: 'consultation', start: TUESDAY });
  const sites = clinic.catalogue.sites.map((site) => ({ ...site, credential: 'renamed' }));
  await imports(clinic, { ...clinic.catalogue, version: 'a key renamed', sites });
  await clinic.minutes(5);
  expect(clinic.locationMails(uid)).toHaveLength(1);
  expect((await clinic.record(uid))?.publication.state.kind).toBe('nothing');
});

test('a booking that no one knows is looked at with the key that sees it, though another key is not there', async () => {
  const { clinic, book } = await twoDoctors();
  const { keyOf } = clinic.client;
  clinic.client.keyOf = async (credential) => {
    if (credential === 'default') throw new SecretUnavailable('no Cal.com API key');
    return keyOf(credential);
  };
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger: 'BOOKING_CREATED' });
  const { uid } = await book(OTHER, 0);
  await clinic.ledger.commit([{ kind: 'due', marker: recheckMarker(uid, 'test', clinic.time.now()) }]);
  await clinic.minutes(1.1);
  expect(clinic.reconciled.map(({ rechecks }) => rechecks)).toEqual([1]);
});
