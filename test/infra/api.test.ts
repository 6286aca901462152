import { describe, expect, it } from '@jest/globals';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { ROUTES } from '../../steps/api/routes.ts';
import { POSTS_PER_ADDRESS, REQUESTS_PER_ADDRESS } from '../../infra/constructs/web-acl.ts';
import type { FunctionName } from '../../infra/functions.ts';
import { plain, Synthesis } from './template.ts';

const ORIGIN = 'https://tutors.example';
const METHODS = new Set([...ROUTES.map(({ method }) => method as string), 'OPTIONS']);
const synthesis = new Synthesis({ allowedOrigins: ORIGIN, apiRate: 7, apiBurst: 9, apiQuota: 1000, pages: false });

/** Routes of the template by method and path. */
function routes(): Record<string, { apiKey: boolean; authorization: string; integration: unknown }> {
  const parts = synthesis.resources('AWS::ApiGateway::Resource');
  const path = (id: unknown): string => {
    const part = parts[(id as { Ref?: string }).Ref ?? '']?.Properties;
    return part ? `${path(part['ParentId'])}/${String(part['PathPart'])}` : '';
  };
  return Object.fromEntries(
    Object.values(synthesis.resources('AWS::ApiGateway::Method'))
      .map(({ Properties }) => Properties)
      .filter((method) => method['HttpMethod'] !== 'OPTIONS')
      .map((method) => [
        `${String(method['HttpMethod'])} ${path(method['ResourceId'])}`,
        {
          apiKey: method['ApiKeyRequired'] === true,
          authorization: [method['AuthorizationType'], plain(method['AuthorizerId'])].filter(Boolean).join(' '),
          integration: plain(method['Integration']),
        },
      ]),
  );
}

const methodSettings = (of = synthesis) =>
  of.only('AWS::ApiGateway::Stage')['MethodSettings'] as Record<string, unknown>[];

/** The methods in `'GET,POST'`. */
const methodsIn = (quoted: string | undefined): Set<string> => new Set(quoted?.replaceAll("'", '').split(','));

interface GatewayResponse {
  readonly ResponseType: string;
  readonly StatusCode?: string;
  readonly ResponseParameters: Record<string, string>;
  readonly ResponseTemplates: Record<string, string>;
}

const gatewayResponses = (of = synthesis): GatewayResponse[] =>
  Object.values(of.resources('AWS::ApiGateway::GatewayResponse')).map(
    ({ Properties }) => Properties as unknown as GatewayResponse,
  );

describe('the API', () => {
  it('records no traces of the paths that have a secret', () => {
    const rules = Object.values(synthesis.resources('AWS::XRay::SamplingRule')).map(
      ({ Properties }) => Properties['SamplingRule'] as { readonly URLPath: string; readonly FixedRate: number },
    );
    expect(rules.map(({ URLPath, FixedRate }) => [URLPath, FixedRate])).toEqual([
      ['*/calendar/*', 0],
      ['*/reminders/*', 0],
    ]);
  });

  it("has the documented routes, and only the organiser's routes need the API key", () => {
    expect(Object.fromEntries(Object.entries(routes()).map(([route, { apiKey }]) => [route, apiKey]))).toEqual({
      'POST /schedule': true,
      'POST /webhooks': true,
      'GET /webhooks': true,
      'POST /calendar': true,
      'GET /calendar': true,
      'DELETE /calendar': true,
      'GET /calendar/{file}': false,
      'GET /reports/attendance': true,
      'GET /webhooks/{id}': true,
      'PATCH /webhooks/{id}': true,
      'DELETE /webhooks/{id}': true,
      'POST /webhooks/{id}/rotate': true,
      'POST /webhooks/{id}/test': true,
      'GET /webhooks/{id}/deliveries': true,
      'POST /webhooks/{id}/deliveries/{delivery}/retry': true,
      'POST /series': true,
      'POST /series/preview': true,
      'GET /series': true,
      'GET /series/{id}': true,
      'PATCH /series/{id}': true,
      'DELETE /series/{id}': true,
      'GET /series/{id}/links': true,
      'GET /series/{id}/links/{role}': false,
      'POST /series/{id}/links/{role}/revoke': true,
      'GET /meetings': true,
      'GET /meetings/{id}': true,
      'PATCH /meetings/{id}': true,
      'GET /meetings/{id}/actions': true,
      'GET /meetings/{id}/execution': true,
      'GET /meetings/{id}/links': true,
      'POST /meetings/{id}/links/{role}/revoke': true,
      'GET /overview': true,
      'GET /workflow': true,
      'DELETE /meetings/{id}': true,
      'GET /join/{id}/{role}': false,
      'POST /meetings/{id}/presence': false,
      'POST /meetings/{id}/feedback': false,
      'POST /meetings/{id}/host-presence': false,
      'POST /meetings/{id}/end': false,
      'POST /meetings/{id}/extend': false,
      'POST /meetings/{id}/late': false,
      'GET /health': false,
      'GET /room/{id}': false,
      'GET /reminders/{token}': false,
      'POST /reminders/{token}': false,
      'GET /openapi.json': false,
    });
  });

  it('asks the authorizer for each request to a route of organisers, and for no other', () => {
    expect(synthesis.only('AWS::ApiGateway::RestApi')).toMatchObject({ ApiKeySourceType: 'AUTHORIZER' });
    const authorizer = synthesis.only('AWS::ApiGateway::Authorizer');
    expect(authorizer).toMatchObject({ Type: 'REQUEST', AuthorizerResultTtlInSeconds: 0 });
    expect(authorizer['AuthorizerUri']).toContain('<authorize.Arn>');
    expect(authorizer).not.toHaveProperty('IdentitySource');
    for (const { method, path, organiser } of ROUTES)
      expect(routes()[`${method} ${path}`]?.authorization).toBe(organiser ? 'CUSTOM <ApiAuthorizer>' : 'NONE');
  });

  it('has a key for administrators, for each machine client, and for the requests of people who signed in', () => {
    const keysOf = (of: Synthesis): unknown[] =>
      Object.values(of.resources('AWS::ApiGateway::ApiKey')).map(({ Properties }) => Properties['Name']);
    expect(keysOf(synthesis)).toEqual(['elephant-meetings-organiser']);
    const settings = { machineClients: 'portal', oidcIssuer: 'https://issuer.example', oidcClientId: 'pages' };
    const all = new Synthesis({ ...settings, pages: false });
    expect(keysOf(all)).toEqual([
      'elephant-meetings-organiser',
      'elephant-meetings-people-who-signed-in',
      'elephant-meetings-portal',
    ]);
    expect(Object.keys(all.resources('AWS::ApiGateway::UsagePlanKey'))).toHaveLength(3);
    const variables = (name: FunctionName) => all.lambda(name)['Environment'] as { Variables: Record<string, string> };
    expect(variables('getMeeting').Variables['MACHINE_CLIENTS']).toBe('[{"id":"<ApiMachineportal>","name":"portal"}]');
    expect(variables('join').Variables).not.toHaveProperty('MACHINE_CLIENTS');
    expect(JSON.parse(variables('authorize').Variables['SIGN_IN']!)).toEqual({
      issuer: 'https://issuer.example',
      clientId: 'pages',
      roleClaim: 'groups',
      administratorRole: 'administrators',
      usageKey: 'elephant-meetings-people-who-signed-in',
    });
  });

  it('integrates each route with its function, by a role that can invoke the functions of routes and no other', () => {
    for (const { name, method, path } of ROUTES) {
      expect(routes()[`${method} ${path}`]?.integration).toEqual({
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: expect.stringContaining(`:lambda:path/2015-03-31/functions/<${name}.Arn>/invocations`),
        Credentials: '<ApiCaller.Arn>',
      });
    }
    expect(synthesis.only('AWS::IAM::Role', (id) => id.startsWith('ApiCaller'))).toMatchObject({
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' } }] },
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              { Action: 'lambda:InvokeFunction', Resource: ROUTES.map(({ name }) => `<${name}.Arn>`).toSorted() },
            ],
          },
        },
      ],
    });
  });

  it('allows preflights from the configured origin, with every method of the route table', () => {
    const preflights = Object.values(synthesis.resources('AWS::ApiGateway::Method')).filter(
      ({ Properties }) => Properties['HttpMethod'] === 'OPTIONS',
    );
    expect(preflights.length).toBeGreaterThanOrEqual(7);
    for (const { Properties } of preflights) {
      const { IntegrationResponses } = Properties['Integration'] as {
        IntegrationResponses: { ResponseParameters: Record<string, string> }[];
      };
      const headers = IntegrationResponses[0]!.ResponseParameters;
      expect(headers).toMatchObject({
        'method.response.header.Access-Control-Allow-Origin': `'${ORIGIN}'`,
        'method.response.header.Access-Control-Allow-Headers':
          "'Content-Type,X-Api-Key,Authorization,Idempotency-Key,X-Link-Key,If-Match,If-None-Match'",
        'method.response.header.Access-Control-Max-Age': "'7200'",
      });
      expect(methodsIn(headers['method.response.header.Access-Control-Allow-Methods'])).toEqual(METHODS);
    }
  });

  it('throttles every route, and has a quota for the organiser', () => {
    expect(synthesis.only('AWS::ApiGateway::UsagePlan')).toMatchObject({
      Throttle: { RateLimit: 7, BurstLimit: 9 },
      Quota: { Limit: 1000, Period: 'DAY' },
    });
    expect(methodSettings()).toContainEqual(
      expect.objectContaining({
        HttpMethod: '*',
        ResourcePath: '/*',
        ThrottlingRateLimit: 7,
        ThrottlingBurstLimit: 9,
      }),
    );
  });

  it('throttles the reports of hosts apart from the requests of everybody else, by the number of hosts', () => {
    const ofHosts = { HttpMethod: 'POST', ResourcePath: '/~1meetings~1{id}~1host-presence' };
    expect(methodSettings()).toHaveLength(2);
    expect(methodSettings()).toContainEqual(
      expect.objectContaining({ ...ofHosts, ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 }),
    );
    expect(methodSettings(new Synthesis({ maxInFlight: 1_000 }))).toContainEqual(
      expect.objectContaining({ ...ofHosts, ThrottlingRateLimit: 67, ThrottlingBurstLimit: 134 }),
    );
  });

  it('logs no query strings and no bodies, which contain keys and names', () => {
    const stage = synthesis.only('AWS::ApiGateway::Stage');
    for (const settings of methodSettings())
      expect(settings).toMatchObject({ DataTraceEnabled: false, LoggingLevel: 'ERROR', MetricsEnabled: true });
    const { Format } = stage['AccessLogSetting'] as { Format: string };
    expect(Format).toContain('$context.resourcePath');
    expect(Format).not.toMatch(/querystring|\$context\.path|header|authorizer|identity\.apiKey\b/);
  });

  it('limits the retention of every log group, including the one of API Gateway', () => {
    const groups = Object.values(synthesis.resources('AWS::Logs::LogGroup')).map(({ Properties }) => plain(Properties));
    for (const group of groups) expect(group).toMatchObject({ RetentionInDays: 90 });
    expect(groups).toContainEqual(expect.objectContaining({ LogGroupName: 'API-Gateway-Execution-Logs_<ApiRest>/v1' }));
  });

  it('does not set the logging role of the account if apiLoggingRole is false', () => {
    new Synthesis({ apiLoggingRole: false }).template.resourceCountIs('AWS::ApiGateway::Account', 0);
    expect(Object.values(synthesis.resources('AWS::ApiGateway::Account'))[0]?.DeletionPolicy).toBe(
      'RetainExceptOnCreate',
    );
  });
});

describe('the web ACL', () => {
  it('is there on request only', () => {
    synthesis.template.resourceCountIs('AWS::WAFv2::WebACL', 0);
    synthesis.template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  });

  it('limits each address, for all requests and for POST, and keeps no samples, which would contain keys', () => {
    const { Scope, DefaultAction, Rules, VisibilityConfig } = new Synthesis({ waf: 'true' }).only('AWS::WAFv2::WebACL');
    expect([Scope, DefaultAction]).toEqual(['REGIONAL', { Allow: {} }]);
    const limits = (Rules as { Statement: { RateBasedStatement: object }; Action: object }[]).map(
      ({ Statement, Action }) => ({ ...Statement.RateBasedStatement, Action }),
    );
    const blocked = { AggregateKeyType: 'IP', Action: { Block: {} } };
    expect(limits).toEqual([
      { ...blocked, Limit: REQUESTS_PER_ADDRESS },
      { ...blocked, Limit: POSTS_PER_ADDRESS, ScopeDownStatement: expect.anything() },
    ]);
    expect(JSON.stringify([Rules, VisibilityConfig])).not.toContain('"SampledRequestsEnabled":true');
  });

  it('belongs to the stage of the API', () => {
    const { ResourceArn } = new Synthesis({ waf: 'true' }).only('AWS::WAFv2::WebACLAssociation');
    expect(JSON.stringify(ResourceArn)).toMatch(/apigateway.*\/restapis\/.*\/stages\//);
  });
});

describe('gateway responses', () => {
  it('are problems with CORS headers, the defaults too, which answer for every other type', () => {
    expect(gatewayResponses().map((each) => each.ResponseType)).toEqual(
      expect.arrayContaining([ResponseType.DEFAULT_4XX.responseType, ResponseType.DEFAULT_5XX.responseType]),
    );
    for (const { ResponseParameters, ResponseTemplates, StatusCode } of gatewayResponses()) {
      expect(ResponseParameters).toMatchObject({
        'gatewayresponse.header.Content-Type': "'application/problem+json'",
        'gatewayresponse.header.Access-Control-Allow-Origin': `'${ORIGIN}'`,
        'gatewayresponse.header.Access-Control-Allow-Headers':
          "'Content-Type,X-Api-Key,Authorization,Idempotency-Key,X-Link-Key,If-Match,If-None-Match'",
      });
      expect(methodsIn(ResponseParameters['gatewayresponse.header.Access-Control-Allow-Methods'])).toEqual(METHODS);
      const problem = JSON.parse(ResponseTemplates['application/json'] ?? '') as Record<string, unknown>;
      expect(problem).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
      expect(problem['status']).toBe(StatusCode === undefined ? undefined : Number(StatusCode));
    }
  });

  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', '404'],
    ['INVALID_API_KEY', '401'],
    ['UNAUTHORIZED', '401'],
    ['ACCESS_DENIED', '403'],
    ['AUTHORIZER_FAILURE', '503'],
    ['REQUEST_TOO_LARGE', '413'],
    ['THROTTLED', '429'],
    ['WAF_FILTERED', '429'],
    ['QUOTA_EXCEEDED', '429'],
    ['INTEGRATION_TIMEOUT', '504'],
  ])('%s has the status %s', (type, status) => {
    expect(gatewayResponses().find((each) => each.ResponseType === type)?.StatusCode).toBe(status);
  });

  it('say to callers without credentials how to get some', () => {
    const challenging = gatewayResponses().filter(
      ({ ResponseParameters }) => 'gatewayresponse.header.WWW-Authenticate' in ResponseParameters,
    );
    expect(challenging.map(({ ResponseType: type }) => type).toSorted()).toEqual(['INVALID_API_KEY', 'UNAUTHORIZED']);
    for (const { ResponseParameters } of challenging)
      expect(ResponseParameters['gatewayresponse.header.WWW-Authenticate']).toBe(`'Bearer realm="meetings"'`);
  });

  it('allow every origin if several are configured, because they cannot depend on the request', () => {
    const several = new Synthesis({ allowedOrigins: 'https://a.example,https://b.example' });
    for (const { ResponseParameters } of gatewayResponses(several))
      expect(ResponseParameters['gatewayresponse.header.Access-Control-Allow-Origin']).toBe("'*'");
  });
});
