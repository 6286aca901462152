import { describe, expect, it } from '@jest/globals';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { ROUTES } from '../../steps/api/routes.ts';
import { plain, Synthesis } from './template.ts';

const ORIGIN = 'https://tutors.example';
const synthesis = new Synthesis({ allowedOrigins: ORIGIN, apiRate: 7, apiBurst: 9, apiQuota: 1000, pages: false });

/** Routes by method and path, from the tree of resources. */
function routes(): Record<string, { apiKey: boolean; uri: string }> {
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
          uri: (plain(method['Integration']) as { Uri: string }).Uri,
        },
      ]),
  );
}

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
  it("has the documented routes, and only the organiser's ask for the API key", () => {
    expect(Object.fromEntries(Object.entries(routes()).map(([route, { apiKey }]) => [route, apiKey]))).toEqual({
      'POST /schedule': true,
      'GET /meetings': true,
      'GET /meetings/{id}': true,
      'GET /meetings/{id}/execution': true,
      'GET /workflow': true,
      'DELETE /meetings/{id}': true,
      'GET /join/{id}/{role}': false,
      'POST /meetings/{id}/presence': false,
      'POST /meetings/{id}/end': false,
      'GET /health': false,
      'GET /room/{id}': false,
      'GET /openapi.json': false,
    });
  });

  it('sends each route to its function, and lets it be called from that route alone', () => {
    const permissions = Object.values(synthesis.resources('AWS::Lambda::Permission')).map(({ Properties }) =>
      plain(Properties),
    );
    for (const route of ROUTES) {
      const { name } = route;
      expect(routes()[`${route.method} ${route.path}`]?.uri).toContain(`<${name}.Arn>`);
      expect(permissions).toContainEqual(
        expect.objectContaining({
          FunctionName: `<${name}.Arn>`,
          Principal: 'apigateway.amazonaws.com',
          SourceArn: expect.stringMatching(new RegExp(`/${route.method}${route.path.replaceAll(/\{\w+\}/g, '\\*')}$`)),
        }),
      );
    }
  });

  it('lets pages of the configured origin ask first', () => {
    const preflights = Object.values(synthesis.resources('AWS::ApiGateway::Method')).filter(
      ({ Properties }) => Properties['HttpMethod'] === 'OPTIONS',
    );
    expect(preflights.length).toBeGreaterThanOrEqual(7);
    for (const { Properties } of preflights) {
      const text = JSON.stringify(Properties['Integration']);
      expect(text).toContain(`'${ORIGIN}'`);
      expect(text).toContain("'Content-Type,X-Api-Key,Idempotency-Key'");
      expect(text).toContain("'GET,POST,DELETE,OPTIONS'");
    }
  });

  it('throttles everybody, and counts what the organiser asks', () => {
    expect(synthesis.only('AWS::ApiGateway::UsagePlan')).toMatchObject({
      Throttle: { RateLimit: 7, BurstLimit: 9 },
      Quota: { Limit: 1000, Period: 'DAY' },
    });
    expect(synthesis.only('AWS::ApiGateway::Stage')['MethodSettings']).toMatchObject([
      { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
    ]);
  });

  it('logs no query strings and no bodies: keys and names are in there', () => {
    const stage = synthesis.only('AWS::ApiGateway::Stage');
    expect(stage['MethodSettings']).toMatchObject([{ DataTraceEnabled: false, LoggingLevel: 'ERROR' }]);
    const { Format } = stage['AccessLogSetting'] as { Format: string };
    expect(Format).toContain('$context.resourcePath');
    expect(Format).not.toMatch(/querystring|\$context\.path|header|authorizer|identity\.apiKey\b/);
  });

  it('keeps no log for ever, not even the one that API Gateway makes', () => {
    const groups = Object.values(synthesis.resources('AWS::Logs::LogGroup')).map(({ Properties }) => plain(Properties));
    for (const group of groups) expect(group).toMatchObject({ RetentionInDays: 90 });
    expect(groups).toContainEqual(expect.objectContaining({ LogGroupName: 'API-Gateway-Execution-Logs_<ApiRest>/v1' }));
  });

  it('leaves the logging role of the account alone when told so', () => {
    new Synthesis({ apiLoggingRole: false }).template.resourceCountIs('AWS::ApiGateway::Account', 0);
    expect(Object.values(synthesis.resources('AWS::ApiGateway::Account'))[0]?.DeletionPolicy).toBe('Retain');
  });
});

describe("the gateway's own answers", () => {
  it('are problems with CORS headers, whatever goes wrong', () => {
    const types = Object.values(ResponseType).filter((type): type is ResponseType => type instanceof ResponseType);
    expect(
      gatewayResponses()
        .map((each) => each.ResponseType)
        .toSorted(),
    ).toEqual(types.map((type) => type.responseType).toSorted());
    for (const { ResponseParameters, ResponseTemplates, StatusCode } of gatewayResponses()) {
      expect(ResponseParameters).toMatchObject({
        'gatewayresponse.header.Content-Type': "'application/problem+json'",
        'gatewayresponse.header.Access-Control-Allow-Origin': `'${ORIGIN}'`,
        'gatewayresponse.header.Access-Control-Allow-Headers': "'Content-Type,X-Api-Key,Idempotency-Key'",
        'gatewayresponse.header.Access-Control-Allow-Methods': "'GET,POST,DELETE,OPTIONS'",
      });
      const problem = JSON.parse(ResponseTemplates['application/json'] ?? '') as Record<string, unknown>;
      expect(problem).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
      expect(problem['status']).toBe(StatusCode === undefined ? undefined : Number(StatusCode));
    }
  });

  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', '404'],
    ['INVALID_API_KEY', '403'],
    ['REQUEST_TOO_LARGE', '413'],
    ['UNSUPPORTED_MEDIA_TYPE', '415'],
    ['THROTTLED', '429'],
    ['QUOTA_EXCEEDED', '429'],
    ['INTEGRATION_TIMEOUT', '504'],
  ])('%s is %s', (type, status) => {
    expect(gatewayResponses().find((each) => each.ResponseType === type)?.StatusCode).toBe(status);
  });

  it('go to any page when there are several origins, since the gateway cannot choose', () => {
    const several = new Synthesis({ allowedOrigins: 'https://a.example,https://b.example' });
    for (const { ResponseParameters } of gatewayResponses(several))
      expect(ResponseParameters['gatewayresponse.header.Access-Control-Allow-Origin']).toBe("'*'");
  });
});
