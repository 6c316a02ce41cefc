import { expect, test } from 'vitest';
import { recheckMarker } from '../../shared/assigning/rechecks.ts';
import { type PortCall, sweptClinic } from '../sweeping/swept-sites.ts';

const KEYS = ['default', 'southern'] as const;

test.each(KEYS)(
  'a key whose lists take all the time there is leaves the others their turn (%s)',
  async (slow) => {
    const clinic = await sweptClinic();
    const takesAll = async ({ port, about }: PortCall): Promise<boolean> => {
      if (port !== 'updatedSince' || about !== slow) return false;
      // All that can go on while it is waited for has gone on.
      await new Promise((resolve) => setImmediate(resolve));
      clinic.minutesLater(1);
      return false;
    };
    const other = KEYS.find((key) => key !== slow);
    for (let round = 0; round < 3; round += 1) {
      const effects: string[] = [];
      for (let run = 0; run < KEYS.length; run += 1) {
        effects.push(...(await clinic.sweep(takesAll)));
        clinic.minutesLater(30);
      }
      for (const key of KEYS) expect(effects).toContain(`read what changed at ${key}`);
      expect(effects).toContain(`read the horizon of ${other}`);
    }
  },
);

test('bookings to be looked at that take all the time there is leave the lists theirs', async () => {
  const clinic = await sweptClinic();
  for (let nth = 0; nth < 28; nth += 1)
    await clinic.memory.commit([{ kind: 'due', marker: recheckMarker(`more-${nth}`, 'test', 0) }]);
  let answers: Promise<void> | undefined;
  const effects = await clinic.sweep(async ({ port }) => {
    if (port !== 'getBooking') return false;
    // All that are asked for at a time are answered at a time.
    answers ??= new Promise((resolve) => {
      setImmediate(() => {
        answers = undefined;
        clinic.minutesLater(0.2);
        resolve();
      });
    });
    await answers;
    return false;
  });
  expect(effects).toContain('read what changed at default');
  expect(await clinic.rechecksLeft()).toBe(10);
});
