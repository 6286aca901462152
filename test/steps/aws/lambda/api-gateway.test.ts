import { describe, expect, it } from '@jest/globals';
import { baseUrlOf, toApiRequest, toGatewayResult } from '../../../../steps/aws/lambda/api-gateway.ts';
import { gatewayEvent } from '../../../support/lambda.ts';

describe('the base URL of the API', () => {
  it('has the stage on the default domain', () => {
    expect(baseUrlOf(gatewayEvent(), undefined)).toBe('https://abc123.execute-api.eu-west-1.amazonaws.com/prod');
  });

  it('has no stage on a custom domain', () => {
    const event = gatewayEvent({}, { domainName: 'api.example', path: '/join/abcdefgh01234567/teacher' });
    expect(baseUrlOf(event, undefined)).toBe('https://api.example');
  });

  it('has the base path of a custom domain', () => {
    const event = gatewayEvent({}, { domainName: 'api.example', path: '/v1/meetings/join/abcdefgh01234567/teacher' });
    expect(baseUrlOf(event, undefined)).toBe('https://api.example/v1/meetings');
  });

  it('ignores a trailing slash in the request path', () => {
    const event = gatewayEvent({}, { path: '/prod/schedule/', resourcePath: '/schedule' });
    expect(baseUrlOf(event, undefined)).toBe('https://abc123.execute-api.eu-west-1.amazonaws.com/prod');
  });

  it("is the emulator's URL if there is an emulator", () => {
    const event = gatewayEvent({}, { path: '/prod/schedule', resourcePath: '/schedule' });
    expect(baseUrlOf(event, 'http://127.0.0.1:4566/')).toBe(
      'http://127.0.0.1:4566/restapis/abc123/prod/_user_request_',
    );
  });

  it('never comes from a request header', () => {
    const headers = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' };
    expect(baseUrlOf(gatewayEvent({ headers }), undefined)).not.toContain('evil');
  });
});

describe('a request', () => {
  it('has header names in lower case', () => {
    expect(toApiRequest(gatewayEvent({ body: '{}' }), 'https://base')).toEqual({
      method: 'GET',
      params: { id: 'abcdefgh01234567', role: 'teacher' },
      query: { key: 'k' },
      headers: { host: 'evil.example', 'x-api-key': 'a', origin: 'https://lessons.example' },
      body: '{}',
      baseUrl: 'https://base',
    });
  });

  it('can have a method only', () => {
    const bare = gatewayEvent({ pathParameters: null, queryStringParameters: null, headers: {} });
    expect(toApiRequest(bare, '')).toEqual({
      method: 'GET',
      params: {},
      query: {},
      headers: {},
      body: undefined,
      baseUrl: '',
    });
  });

  it('has a decoded body if API Gateway encodes it in base64', () => {
    const body = Buffer.from('{"teacher_name":"Zoë"}').toString('base64');
    expect(toApiRequest(gatewayEvent({ body, isBase64Encoded: true }), '').body).toBe('{"teacher_name":"Zoë"}');
  });
});

it('converts a response to the result that API Gateway expects', () => {
  expect(toGatewayResult({ status: 204, headers: { a: 'b' }, body: '' })).toEqual({
    statusCode: 204,
    headers: { a: 'b' },
    body: '',
  });
});
