import { expect, test } from 'vitest';
import { tooFewPublishers } from '../../bin/admin/too-few-publishers.ts';
import { catalogue, room } from '../support/builders.ts';

/** A clinic of so many doctors, each with a key of their own, beside that of the site. */
const clinicOf = (doctors: number) => ({
  ...catalogue({ rooms: [room('1A')] }),
  practitioners: Array.from({ length: doctors }, (_, id) => ({ id, site: 'north', credential: `key-${id}` })),
});

test.each([
  [1, 1],
  [3, 4],
  [3, 9],
])(
  'a clinic of %d doctor(s) with keys has publishers enough where it was deployed for %d',
  (doctors, deployedFor) => {
    expect(tooFewPublishers(clinicOf(doctors), deployedFor)).toBeUndefined();
  },
);

test('a clinic file with more keys than it was deployed for is warned of, with the setting that helps', () => {
  expect(tooFewPublishers(clinicOf(4), 1)).toMatch(/names 5 keys .* credentials is 1.*credentials: 5 in/);
});

test('a system that follows the clinic file has publishers enough', () => {
  expect(tooFewPublishers(clinicOf(40), undefined)).toBeUndefined();
});
