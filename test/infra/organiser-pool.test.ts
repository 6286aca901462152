import { describe, expect, it } from '@jest/globals';
import { faultsOf, plain, Synthesis } from './template.ts';

const synthesis = new Synthesis({ organisers: 'cognito', oidcOrganiserRole: 'teachers' });
const text = (value: unknown): string => JSON.stringify(plain(value));

describe('the user pool of organisers', () => {
  const pool = synthesis.only('AWS::Cognito::UserPool');
  const client = synthesis.only('AWS::Cognito::UserPoolClient');

  it('lets nobody register, and offers passkeys', () => {
    expect(pool).toMatchObject({
      UserPoolTier: 'ESSENTIALS',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UsernameAttributes: ['email'],
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
      WebAuthnUserVerification: 'required',
    });
  });

  it('has sign-in pages with a style, at a domain of this account', () => {
    expect(synthesis.only('AWS::Cognito::UserPoolDomain')).toMatchObject({
      Domain: 'elephant-meetings-<AccountId>',
      ManagedLoginVersion: 2,
    });
    expect(synthesis.only('AWS::Cognito::ManagedLoginBranding')).toMatchObject({ UseCognitoProvidedValues: true });
  });

  it('has one client, which is public and comes back to the pages of organisers only', () => {
    expect(client).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'profile'],
      SupportedIdentityProviders: ['COGNITO'],
      LogoutURLs: ['https://<SiteDistribution.DomainName>/'],
      // Cognito allows no other way to renew tokens that rotate.
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
      AccessTokenValidity: 15,
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect(client['CallbackURLs']).toEqual(
      ['/', '/meetings', '/overview', '/reports', '/webhooks'].map(
        (path) => `https://<SiteDistribution.DomainName>${path}`,
      ),
    );
  });

  it('has the groups of the roles', () => {
    const groups = Object.values(synthesis.resources('AWS::Cognito::UserPoolGroup'));
    expect(groups.map(({ Properties }) => Properties['GroupName'])).toEqual(['administrators', 'teachers']);
  });

  it('stays when the stack is deleted, and cannot be deleted with protect', () => {
    const policyOf = (one: Synthesis) => Object.values(one.resources('AWS::Cognito::UserPool'))[0];
    expect(policyOf(synthesis)).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
    expect(policyOf(new Synthesis({ organisers: 'cognito', protect: 'true' }))).toMatchObject({
      Properties: { DeletionProtection: 'ACTIVE' },
    });
  });

  it('is what the authorizer checks: the client and the groups in its access tokens, which have no audience', () => {
    const { Variables } = synthesis.lambda('authorize')['Environment'] as { Variables: Record<string, string> };
    expect(JSON.parse(Variables['SIGN_IN']!)).toEqual({
      issuer: expect.stringMatching(/^<OrganisersPool.*\.ProviderURL>$/),
      clientId: expect.stringMatching(/^<OrganisersPoolPages/),
      roleClaim: 'cognito:groups',
      administratorRole: 'administrators',
      organiserRole: 'teachers',
      usageKey: 'elephant-meetings-people-who-signed-in',
    });
    const keys = Object.values(synthesis.resources('AWS::ApiGateway::ApiKey')).map(
      ({ Properties }) => Properties['Name'],
    );
    expect(keys).toContain('elephant-meetings-people-who-signed-in');
  });

  it('is in the configuration of organisers’ pages and not of the join page, and only those may call it', () => {
    const copies = Object.values(synthesis.resources('Custom::CDKBucketDeployment')).map(
      ({ Properties }) => Properties,
    );
    const markersOf = (bucket: string) =>
      text(
        copies
          .filter(({ DestinationBucketName }) => text(DestinationBucketName) === `"<${bucket}>"`)
          .map(({ SourceMarkers }) => SourceMarkers),
      );
    expect(markersOf('SiteBucket')).toContain('<OrganisersPoolPages');
    expect(markersOf('SiteJoinBucket')).not.toContain('<Organisers');
    const policies = Object.values(synthesis.resources('AWS::CloudFront::ResponseHeadersPolicy')).map(text);
    const calling = policies.filter((policy) =>
      policy.includes(
        'https://cognito-idp.<Region>.<URLSuffix> https://elephant-meetings-<AccountId>.auth.<Region>.amazoncognito.com',
      ),
    );
    expect(calling).toHaveLength(1);
    expect(calling[0]).toContain('<Region>-pages');
  });

  it('can have other identity providers, and pages elsewhere', () => {
    const own = new Synthesis({
      organisers: 'cognito',
      identityProviders: 'COGNITO,Google',
      pages: 'false',
      allowedOrigins: 'https://lessons.example',
    }).only('AWS::Cognito::UserPoolClient');
    expect(own).toMatchObject({ SupportedIdentityProviders: ['COGNITO', 'Google'] });
    expect(own['CallbackURLs']).toContain('https://lessons.example/meetings');
  });
});

it('a deployment without it has nothing of it', () => {
  const types = Object.values(new Synthesis().template.toJSON()['Resources'] as Record<string, { Type: string }>);
  expect(types.filter(({ Type }) => Type.startsWith('AWS::Cognito'))).toEqual([]);
});

it.each([
  [
    { oidcIssuer: 'https://login.example', oidcClientId: 'pages' },
    'organisers: must be absent with oidcIssuer: organisers sign in at one issuer',
  ],
  [
    { deployment: 'aws-lessons' },
    'deployment: must not contain aws, amazon or cognito: Cognito does not allow them in the address of the sign-in pages',
  ],
  [
    { pages: 'false', allowedOrigins: '*' },
    'allowedOrigins: must name the origin of your pages: people come back to it when they have signed in',
  ],
  [{ organisers: '20' }, 'organisers: cognito, or no value; how many pages can be open all day is openPages'],
  [
    { organisers: undefined, identityProviders: 'Google' },
    'identityProviders: must be absent without organisers=cognito',
  ],
  [
    { organisers: undefined, oidcOrganiserRole: 'teachers' },
    'oidcOrganiserRole: must be absent without organisers=cognito and oidcIssuer',
  ],
])('%j with a user pool is a fault', (context, fault) => {
  expect(faultsOf({ organisers: 'cognito', ...context })).toEqual([fault]);
});
