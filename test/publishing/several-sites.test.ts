import { describe, expect, test } from 'vitest';
import {
  clinicOnVirtualTime,
  KEY,
  SOUTHERN,
  SOUTHERN_KEY,
  withSouth,
} from '../support/clinic-on-virtual-time.ts';

const DAY = 86_400_000;
const TUESDAY = Date.parse('2026-10-06T06:00:00Z');
const NORTHERN = 4711;

describe('two Sites with a credential each', () => {
  const twoKeys = async () => {
    const clinic = await clinicOnVirtualTime({
      catalogue: withSouth('south'),
      sandbox: { apiKeys: [KEY, SOUTHERN_KEY] },
    });
    clinic.keys.south = SOUTHERN_KEY;
    const uids = { north: [] as string[], south: [] as string[] };
    for (let index = 0; index < 4; index += 1)
      for (const [site, hostId] of [
        ['north', NORTHERN],
        ['south', SOUTHERN],
      ] as const) {
        const start = TUESDAY + index * 3_600_000;
        uids[site].push((await clinic.book({ eventType: 'consultation', start, hostId })).uid);
      }
    return { clinic, uids };
  };

  test('are told side by side, each at its own pace and with its own key', async () => {
    const { clinic, uids } = await twoKeys();
    await clinic.minutes(1.5);
    const patches = clinic.sandbox.patches();
    expect(patches).toHaveLength(8);
    expect(patches.every(({ admitted }) => admitted)).toBe(true);
    for (const [key, ours] of [
      [KEY, uids.north],
      [SOUTHERN_KEY, uids.south],
    ] as const) {
      const own = patches.filter((each) => each.key === key);
      expect(own.map(({ uid }) => uid).sort()).toEqual([...ours].sort());
      for (const [index, { at }] of own.entries())
        if (index > 0) expect(at - (own[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(15_000);
    }
  });

  test('do not stop for each other when one key is refused', async () => {
    const { clinic, uids } = await twoKeys();
    clinic.sandbox.revokeKey(SOUTHERN_KEY);
    await clinic.minutes(5);
    const refused = clinic.reports.filter((line) => line.what === 'credential-refused');
    expect(refused).toMatchObject([{ credential: 'south', status: 401 }]);
    for (const uid of uids.north) expect(clinic.locationMails(uid)).toHaveLength(1);
    for (const uid of uids.south) expect(clinic.locationMails(uid)).toHaveLength(0);
  });
});

test('a Site that is switched off does not keep another with the same credential from being told', async () => {
  const clinic = await clinicOnVirtualTime({ catalogue: withSouth('default') });
  const { site } = await clinic.ledger.readSite('south');
  if (site === undefined) throw new Error('no such site');
  const { version, ...record } = site;
  await clinic.ledger.commit([{ kind: 'site', seen: version, record: { ...record, publishing: 'off' } }]);
  for (let index = 0; index < 105; index += 1) {
    const start = TUESDAY + Math.floor(index / 27) * DAY + Math.floor((index % 27) / 3) * 3_600_000;
    await clinic.book({ eventType: 'consultation', start, hostId: SOUTHERN });
  }
  await clinic.minutes(1);
  expect(
    await clinic.ledger.readOwed({ kind: 'queued', credential: 'default' }, { limit: 200 }),
  ).toHaveLength(105);
  const later = await clinic.book({ eventType: 'consultation', start: TUESDAY + 7 * DAY, hostId: NORTHERN });
  await clinic.minutes(3);
  expect(clinic.locationMails(later.uid)).toHaveLength(1);
  expect(clinic.sandbox.patches()).toHaveLength(1);
});
