import { Aws, Fn } from 'aws-cdk-lib';
import { type IUserPool, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Settings } from './settings/settings-schema.ts';
import { removalOf } from './where-of.ts';

/** The roles of the board's table of routes, as the pool's groups; a token carries them as `cognito:groups`. */
const GROUPS = {
  kiosk: 'A screen on the wall: sees the rooms that it is for, changes nothing.',
  door: 'A screen at a door: sees its room, and takes it for anyone who stands there.',
  staff: 'The front desk: sees the day and acts on it.',
  admin: 'Anyone who runs the clinic: everything staff may do, and the settings.',
} as const;

/** The accounts of the staff: a Cognito pool made here, or the one that the settings name, with whatever groups and domain it has. */
export class StaffPool extends Construct {
  readonly pool: IUserPool;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.pool = settings.userPoolId
      ? UserPool.fromUserPoolId(this, 'Pool', settings.userPoolId)
      : this.#pool(settings);
  }

  #pool(settings: Settings): UserPool {
    const pool = new UserPool(this, 'Pool', {
      // Staff are invited, no one lets themselves in.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      // Anyone who acts for the clinic has a second factor. Cognito knows no other one for a group, so a wall's screen is signed in with
      // one too, once: it stays signed in.
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      deletionProtection: settings.protected,
      removalPolicy: removalOf(settings),
    });
    for (const [role, description] of Object.entries(GROUPS))
      pool.addGroup(role, { groupName: `${settings.groupPrefix ?? ''}${role}`, description });
    // Unique in the region, as the prefix must be: the beginning of the stack's own id.
    const stackId = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `room-assigner-${stackId}` } });
    return pool;
  }
}
