import { expect, test } from 'vitest';
import { reassertOurs } from '../../shared/board/commands/reassert-ours.ts';
import { resolveBooking } from '../../shared/board/commands/resolve-booking.ts';
import type { Catalogue, PublishingMode } from '../../shared/domain/catalogue.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { clinicOnVirtualTime, staffAt } from '../support/clinic-on-virtual-time.ts';

const NEXT_DAY = '2026-10-06T08:00:00Z';

/** A clinic whose publisher dies once after `dies`: between the note of an attempt and its PATCH. */
const clinicThatDies = async (
  options: { readonly publishing?: PublishingMode; readonly catalogue?: (demo: Catalogue) => Catalogue } = {},
) => {
  const memory = memoryLedger();
  let isToDie = false;
  const isAttempt = (write: Write): boolean =>
    write.kind === 'booking' &&
    write.record.publication.state.kind === 'queued' &&
    write.record.publication.attempt !== undefined &&
    write.record.publication.attempt.outcome === undefined;
  const ledger: Ledger = {
    ...memory,
    commit: async (writes) => {
      const result = await memory.commit(writes);
      if (!isToDie || result.kind === 'stale' || !writes.some(isAttempt)) return result;
      isToDie = false;
      // Never heard of again.
      return new Promise(() => undefined);
    },
  };
  const clinic = await clinicOnVirtualTime({ ledger, ...options });
  return {
    clinic,
    dies: () => {
      isToDie = true;
    },
    isDead: () => !isToDie,
  };
};

const act = (siteId: string, request: string) => ({ id: request, siteId, by: 'reception', request });

test('our text that staff want over a person’s is told within minutes, though a crash kept it back', async () => {
  const { clinic, dies, isDead } = await clinicThatDies();
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: NEXT_DAY });
  await clinic.minutes(5);
  clinic.sandbox.editLocation(uid, 'Ask at the desk');
  await clinic.minutes(45);
  expect((await clinic.record(uid))?.publication.state.kind).toBe('manual-edit');
  const { deps, site } = staffAt(clinic);
  await resolveBooking(deps, act(site.id, 'leave'), site, uid, { do: 'adopt-theirs' });
  await clinic.book({ eventType: 'consultation', start: NEXT_DAY });
  await clinic.minutes(45);
  dies();
  expect(await reassertOurs(deps, act(site.id, 'over'), site, uid)).toMatchObject({ kind: 'landed' });
  await clinic.minutes(10);
  expect(isDead()).toBe(true);
  expect(clinic.sandbox.booking(uid)?.location).toMatch(/^Room/);
});

test('a booking older than publishing that staff want told is told within minutes, though a crash kept it back', async () => {
  const { clinic, dies, isDead } = await clinicThatDies({ publishing: 'shadow' });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: NEXT_DAY });
  await clinic.minutes(5);
  await clinic.setMode('on');
  await clinic.minutes(45);
  await clinic.book({ eventType: 'consultation', start: NEXT_DAY });
  await clinic.minutes(45);
  dies();
  const { deps, site } = staffAt(clinic);
  expect(await resolveBooking(deps, act(site.id, 'adopt'), site, uid, { do: 'send-shadow' })).toMatchObject({
    kind: 'landed',
  });
  await clinic.minutes(10);
  expect(isDead()).toBe(true);
  expect(clinic.sandbox.booking(uid)?.location).toMatch(/^Room/);
});

test('a visit beyond the horizon is told within minutes, though a crash kept its room back', async () => {
  const { clinic, dies, isDead } = await clinicThatDies({
    catalogue: (demo) => ({
      ...demo,
      sites: demo.sites.map((site) => ({
        ...site,
        announcing: { hoursBefore: 97 },
        policy: { ...site.policy, horizonDays: 2 },
      })),
    }),
  });
  dies();
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-09T08:00:00Z' });
  await clinic.minutes(30);
  // What changes later hides it from the list of changes.
  await clinic.book({ eventType: 'consultation', start: '2026-10-09T08:00:00Z' });
  await clinic.minutes(31);
  expect(isDead()).toBe(true);
  await clinic.minutes(10);
  expect(clinic.sandbox.booking(uid)?.location).toMatch(/^Room/);
});

test('a room of which no one knows whether it arrived is read back within minutes, whatever else staff write meanwhile', async () => {
  const clinic = await clinicOnVirtualTime({
    catalogue: (demo) => ({
      ...demo,
      sites: demo.sites.map((site) => ({ ...site, announcing: { hoursBefore: 49 } })),
    }),
  });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-07T08:00:00Z' });
  await clinic.minutes(30);
  // What changes later hides it from the list of changes.
  await clinic.book({ eventType: 'consultation', start: '2026-10-08T08:00:00Z' });
  await clinic.minutes(28);
  clinic.sandbox.faults.add({ on: 'patch', kind: 'timeout-not-applied', times: 1 });
  while ((await clinic.record(uid))?.publication.attempt === undefined) await clinic.time.pass(1_000);
  const { deps, site } = staffAt(clinic);
  const told = await resolveBooking(deps, act(site.id, 'told'), site, uid, { do: 'told-in-person' });
  expect(told).toMatchObject({ kind: 'landed' });
  expect((await clinic.record(uid))?.publication.attempt?.outcome, 'still on its way').toBeUndefined();
  await clinic.minutes(5);
  expect(clinic.sandbox.booking(uid)?.location).toMatch(/^Room/);
});
