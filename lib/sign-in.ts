import { Stack } from 'aws-cdk-lib';
import { type IUserPool, OAuthScope, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';
import type { Settings } from './settings/settings-schema.ts';
import type { StaffPool } from './staff-pool.ts';

type SignInProps = {
  readonly settings: Settings;
  readonly staffPool: StaffPool | undefined;
  readonly boardUrl: string;
};

/** Whose tokens the board believes: a configured OIDC issuer's, the staff's own pool's, or no one's. */
export class SignIn extends Construct {
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly #groupPrefix: string;

  constructor(scope: Construct, id: string, { settings, staffPool, boardUrl }: SignInProps) {
    super(scope, id);
    this.#groupPrefix = settings.groupPrefix ?? '';
    if (staffPool === undefined) {
      this.issuer = settings.oidcIssuer;
      this.audience = settings.oidcAudience;
      return;
    }
    const client = this.#client(staffPool.pool, boardUrl);
    const { userPoolId } = staffPool.pool;
    const { region, urlSuffix } = Stack.of(this);
    this.issuer = `https://cognito-idp.${region}.${urlSuffix}/${userPoolId}`;
    this.audience = client.userPoolClientId;
  }

  /** Lets a function verify tokens, which takes no permission; without an issuer it is told of none and refuses all. */
  grantVerify(fn: LambdaFunction): void {
    if (this.issuer) fn.addEnvironment(ENV.oidcIssuer, this.issuer);
    if (this.audience) fn.addEnvironment(ENV.oidcAudience, this.audience);
    if (this.#groupPrefix) fn.addEnvironment(ENV.oidcGroupPrefix, this.#groupPrefix);
  }

  #client(userPool: IUserPool, boardUrl: string): UserPoolClient {
    return new UserPoolClient(this, 'Board', {
      userPool,
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
