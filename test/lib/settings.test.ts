import { afterAll, describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from '../../lib/settings.ts';
import { contextWith, removeOutputs, testApp } from './synthesise.ts';

const settings = (given: Record<string, unknown>) =>
  readSettings(testApp({ context: contextWith(given) }).node);

afterAll(removeOutputs);

describe('the settings', () => {
  test('are all optional', () => {
    expect(settings({})).toEqual({
      webhookSecretName: 'room-assigner/webhook',
      calKeysSecretName: 'room-assigner/cal-keys',
      calApiUrl: 'https://api.cal.com',
      calAppUrl: 'https://app.cal.com',
      patientNames: 'off',
      walkIns: 'here',
      settleSeconds: 10,
      patchSeconds: 15,
      credentials: 1,
      sweepMinutes: 1,
      trailKeptDays: 90,
      logRetentionDays: 30,
      cognito: false,
    });
  });

  test('may come as text, as `-c` gives them', () => {
    expect(settings({ settleSeconds: '20', cognito: 'true' })).toMatchObject({
      settleSeconds: 20,
      cognito: true,
    });
    expect(settings({ cognito: 'false' }).cognito).toBe(false);
  });

  test.each([
    ['webhookSecretName', 'arn:aws:secretsmanager:eu-central-1:1:secret:x', /name of a secret/],
    ['calApiUrl', 'https://api.cal.com/v2', /origin without a path/],
    ['calApiUrl', 'http://api.cal.com', /https/],
    ['calAppUrl', 'https://app.cal.com/bookings', /origin without a path/],
    ['patientNames', 'on', /off.*on-request/],
    ['walkIns', 'yes', /here.*at-cal-com/],
    ['settleSeconds', 'soon', /expected number/],
    ['settleSeconds', 901, /<=900/],
    ['patchSeconds', 14, />=15/],
    ['sweepMinutes', 0.5, /int/],
    ['sweepMinutes', 16, /<=15/],
    ['credentials', 0, />=1/],
    ['logRetentionDays', 31, /must be one of 1, 3, 5/],
    ['alarmEmail', 'no-one', /email/],
    ['cognito', 'perhaps', /true or false/],
    ['oidcAudiense', 'board', /Unrecognized/],
  ])('name the one that is wrong: %s = %s', (name, value, reason) => {
    expect(() => settings({ [name]: value })).toThrow(SettingsError);
    expect(() => settings({ [name]: value })).toThrow(new RegExp(`roomAssigner:${name}: .*${reason.source}`));
  });

  test('of sign-in come together, and not with Cognito', () => {
    const issuer = { oidcIssuer: 'https://login.clinic.example' };
    expect(() => settings(issuer)).toThrow(/roomAssigner:oidcAudience/);
    expect(() => settings({ oidcAudience: 'board' })).toThrow(/roomAssigner:oidcIssuer/);
    expect(() => settings({ ...issuer, oidcAudience: 'board', cognito: true })).toThrow(
      /roomAssigner:cognito/,
    );
    expect(settings({ ...issuer, oidcAudience: 'board' })).toMatchObject(issuer);
  });
});
