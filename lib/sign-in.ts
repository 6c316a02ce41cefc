import { Aws, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Mfa, OAuthScope, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';
import type { Settings } from './settings/settings-schema.ts';

/** The roles of the board's table of routes, as the pool's groups; a token carries them as `cognito:groups`. */
const GROUPS = {
  kiosk: 'A screen on the wall: sees the rooms of its floor, changes nothing.',
  staff: 'The front desk: sees the day and acts on it.',
  admin: 'Anyone who runs the clinic: everything staff may do, and the settings.',
} as const;

type SignInProps = { readonly settings: Settings; readonly boardUrl: string };

/** Whose tokens the board believes: a configured OIDC issuer's, a Cognito pool's made here, or no one's. */
export class SignIn extends Construct {
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly #groupPrefix: string;

  constructor(scope: Construct, id: string, { settings, boardUrl }: SignInProps) {
    super(scope, id);
    this.#groupPrefix = settings.groupPrefix ?? '';
    if (!settings.cognito) {
      this.issuer = settings.oidcIssuer;
      this.audience = settings.oidcAudience;
      return;
    }
    const pool = this.#pool();
    const client = this.#client(pool, boardUrl);
    this.issuer = pool.userPoolProviderUrl;
    this.audience = client.userPoolClientId;
  }

  /** Lets a function verify tokens, which takes no permission; without an issuer it is told of none and refuses all. */
  grantVerify(fn: LambdaFunction): void {
    if (this.issuer) fn.addEnvironment(ENV.oidcIssuer, this.issuer);
    if (this.audience) fn.addEnvironment(ENV.oidcAudience, this.audience);
    if (this.#groupPrefix) fn.addEnvironment(ENV.oidcGroupPrefix, this.#groupPrefix);
  }

  #pool(): UserPool {
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
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const [role, description] of Object.entries(GROUPS))
      pool.addGroup(role, { groupName: `${this.#groupPrefix}${role}`, description });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The Plus plan is paid per user; accounts here are few and made by hand.',
    });
    return pool;
  }

  #client(pool: UserPool, boardUrl: string): UserPoolClient {
    // Unique in the region, as the prefix must be: the beginning of the stack's own id.
    const stackId = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `room-assigner-${stackId}` } });
    return pool.addClient('Board', {
      // A page cannot keep a secret: authorisation code with PKCE.
      generateSecret: false,
      preventUserExistenceErrors: true,
      // Without a word Cognito also lets passwords in past its own page, and so past whatever stands there.
      authFlows: { userPassword: false, userSrp: false, custom: false, adminUserPassword: false },
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false },
        scopes: [OAuthScope.OPENID],
        callbackUrls: [`${boardUrl}/`],
        logoutUrls: [`${boardUrl}/`],
      },
    });
  }
}
