import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ledgerOfEnv } from '../../shared/ledger/ledger-of-env.ts';
import { occupancyFormIn } from '../../shared/ledger/occupancy-forms.ts';

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('TABLE_NAME', 'rooms');
  vi.stubEnv('TRAIL_KEPT_DAYS', '90');
});
afterEach(() => vi.unstubAllEnvs());

test.each(['short', 'long'])(
  'visits are written into their Day in the form that the environment names: %s',
  (form) => {
    expect(occupancyFormIn({ OCCUPANCY_FORM: form })).toBe(form);
  },
);

test.each(['Long', 'brief', ' short'])(
  'a form that there is not is refused by the name of the variable: %j',
  (form) => {
    vi.stubEnv('OCCUPANCY_FORM', form);
    expect(() => ledgerOfEnv()).toThrow('OCCUPANCY_FORM is not one of short, long');
  },
);
