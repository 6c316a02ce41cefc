import { describe, expect, test } from 'vitest';
import { ENV } from '../../shared/env.ts';
import { say, synthesise } from './synthesise.ts';

const boardEnvironment = (stack: ReturnType<typeof synthesise>) =>
  stack.named('AWS::Lambda::Function').Board?.Properties.Environment.Variables;

describe('sign-in to the board', () => {
  test('believes no one unless the settings say who', () => {
    const stack = synthesise();
    expect(Object.keys(boardEnvironment(stack))).not.toContain(ENV.oidcIssuer);
    expect(Object.keys(boardEnvironment(stack))).not.toContain(ENV.oidcAudience);
    expect(Object.keys(stack.named('AWS::Cognito::UserPool'))).toEqual([]);
  });

  test('believes the configured issuer, and only the board is told of it', () => {
    const stack = synthesise({ oidcIssuer: 'https://login.clinic.example', oidcAudience: 'board' });
    expect(boardEnvironment(stack)).toMatchObject({
      [ENV.oidcIssuer]: 'https://login.clinic.example',
      [ENV.oidcAudience]: 'board',
    });
    const told = Object.entries(stack.named('AWS::Lambda::Function')).filter(
      ([, fn]) => ENV.oidcIssuer in fn.Properties.Environment.Variables,
    );
    expect(told.map(([name]) => name)).toEqual(['Board']);
  });

  describe('with a user pool of its own', () => {
    const stack = synthesise({ cognito: true });

    test('believes that pool and that pool’s client', () => {
      const environment = boardEnvironment(stack);
      expect(say(environment[ENV.oidcIssuer])).toBe(
        'https://cognito-idp.AWS::Region.AWS::URLSuffix/StaffPool',
      );
      expect(say(environment[ENV.oidcAudience])).toBe('SignInBoard');
    });

    test('knows four groups, invites its people, and outlives the stack', () => {
      const groups = Object.values(stack.named('AWS::Cognito::UserPoolGroup'));
      expect(groups.map((group) => group.Properties.GroupName).sort()).toEqual([
        'admin',
        'door',
        'kiosk',
        'staff',
      ]);
      const pool = stack.named('AWS::Cognito::UserPool').StaffPool;
      expect(pool?.Properties.AdminCreateUserConfig).toEqual({ AllowAdminCreateUserOnly: true });
      expect(pool?.Properties.DeletionProtection).toBe('ACTIVE');
      expect(pool?.DeletionPolicy).toBe('Retain');
    });

    test('signs the page in by authorisation code, without a secret, back to the board only', () => {
      const client = stack.named('AWS::Cognito::UserPoolClient').SignInBoard?.Properties;
      expect(client).toMatchObject({
        GenerateSecret: false,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid'],
      });
      expect(client.CallbackURLs.map(say)).toEqual([client.LogoutURLs.map(say)[0]]);
      expect(say(client.CallbackURLs[0])).toMatch(/^(FrontDoorApi|https:\/\/FrontDoorApi.*)\/$/);
      // Absent, Cognito's own choice would let passwords in by its API.
      expect(client.ExplicitAuthFlows).toEqual(['ALLOW_REFRESH_TOKEN_AUTH']);
    });

    test('asks everyone for a second factor, by an app and not by SMS', () => {
      const pool = stack.named('AWS::Cognito::UserPool').StaffPool?.Properties;
      expect(pool).toMatchObject({ MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] });
    });

    test('names its groups with the prefix of the settings, which the board is told of', () => {
      const prefixed = synthesise({ cognito: true, groupPrefix: 'rooms-' });
      const groups = Object.values(prefixed.named('AWS::Cognito::UserPoolGroup'));
      expect(groups.map((group) => group.Properties.GroupName).sort()).toEqual([
        'rooms-admin',
        'rooms-door',
        'rooms-kiosk',
        'rooms-staff',
      ]);
      expect(boardEnvironment(prefixed)[ENV.oidcGroupPrefix]).toBe('rooms-');
    });
  });
});
