import { Duration, Stack, Validations } from 'aws-cdk-lib/core';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  PasskeyUserVerification,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { ORGANISER_PAGES } from '../../web/lib/headers.ts';
import type { Config } from '../config.ts';
import type { Names } from '../names.ts';
import type { SignIn } from '../sign-in.ts';

/** What the pages ask for. */
const SCOPES = [OAuthScope.OPENID, OAuthScope.PROFILE];
/** How long a role that was withdrawn still counts. */
const ACCESS_TOKEN = Duration.minutes(15);
/** Tokens stay in the memory of a page, so a day of work is enough. */
const REFRESH_TOKEN = Duration.days(1);

export interface OrganiserPoolProps {
  readonly config: Config;
  readonly names: Names;
  /** Origins of organisers' pages. */
  readonly origins: readonly string[];
}

/** The accounts of organisers, in a user pool of Cognito. An administrator makes each account. */
export class OrganiserPool extends Construct {
  readonly pool: UserPool;
  readonly signIn: SignIn;

  constructor(scope: Construct, id: string, { config, names, origins }: OrganiserPoolProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: names.userPool,
      // Passkeys need it.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      // Their domain is that of the sign-in pages.
      signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true } },
      passkeyUserVerification: PasskeyUserVerification.REQUIRED,
      passwordPolicy: { minLength: 12, tempPasswordValidity: Duration.days(7) },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: config.protect,
      removalPolicy: config.removalPolicy,
    });
    for (const [group, groupName] of Object.entries({
      Administrators: config.oidcAdministratorRole,
      Organisers: config.oidcOrganiserRole,
    }))
      if (groupName !== undefined) this.pool.addGroup(group, { groupName });
    this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: names.signInDomain(Stack.of(this).account) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const client = this.client(config, origins);
    // Without a style, the sign-in pages of this version are not there.
    new CfnManagedLoginBranding(this, 'Style', {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    this.signIn = {
      issuer: this.pool.userPoolProviderUrl,
      clientId: client.userPoolClientId,
      scope: SCOPES.map(({ scopeName }) => scopeName).join(' '),
      // Access tokens of Cognito have `client_id` and no `aud`.
      roleClaim: 'cognito:groups',
    };
    this.acknowledge();
  }

  /** Of the pages: without a secret, with code and PKCE. */
  private client({ identityProviders }: Config, origins: readonly string[]): UserPoolClient {
    return this.pool.addClient('Pages', {
      generateSecret: false,
      // Also with passkeys. Managed login needs no other flow.
      authFlows: { user: true, userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: SCOPES,
        callbackUrls: origins.flatMap((origin) => Object.keys(ORGANISER_PAGES).map((path) => `${origin}${path}`)),
        logoutUrls: origins.map((origin) => `${origin}/`),
      },
      supportedIdentityProviders: identityProviders.map((name) => UserPoolClientIdentityProvider.custom(name)),
      accessTokenValidity: ACCESS_TOKEN,
      refreshTokenValidity: REFRESH_TOKEN,
      // A refresh token is valid once. Seconds for a page whose answer was lost.
      refreshTokenRotationGracePeriod: Duration.seconds(10),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
  }

  private acknowledge(): void {
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions-COG1', reason: 'At least 12 characters of all kinds; people can use passkeys instead.' },
      {
        id: 'AwsSolutions-COG2',
        reason: 'A passkey is a second factor already, and Cognito takes no passkey where it requires another one.',
      },
      { id: 'AwsSolutions-COG8', reason: 'Threat protection needs the feature plan Plus, whose first user costs.' },
      { id: 'AwsSolutions-COG3', reason: 'Threat protection needs the feature plan Plus, whose first user costs.' },
    );
  }
}

/** The origins of a user pool that pages call: discovery and keys, and tokens. */
export const poolOrigins = (stack: Stack, names: Names): readonly string[] => [
  `https://cognito-idp.${stack.region}.${stack.urlSuffix}`,
  `https://${names.signInDomain(stack.account)}.auth.${stack.region}.amazoncognito.com`,
];
