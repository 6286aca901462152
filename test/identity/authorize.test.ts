import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { authorize, handler } from '../../steps/identity/authorize.ts';
import { OidcSignIn } from '../../steps/aws/oidc-sign-in.ts';
import { IssuerUnavailable } from '../../steps/identity/errors.ts';
import { callerOf } from '../../steps/identity/gateway-context.ts';
import { Issuer } from '../support/issuer.ts';
import { gatewayEvent, lambdaContext } from '../support/lambda.ts';

let issuer: Issuer;
beforeEach(async () => {
  issuer = await Issuer.start();
});
afterEach(() => issuer.stop());

const METHOD = 'arn:aws:execute-api:eu-west-1:123456789012:abc123/v1/GET/meetings';
const ask = (
  headers: Record<string, string> | null,
  signIn: OidcSignIn | undefined = new OidcSignIn(issuer.settings),
) => authorize({ signIn })({ methodArn: METHOD, headers } as APIGatewayRequestAuthorizerEvent);

/** Who calls the function behind the route. */
const callerAfter = async (headers: Record<string, string>, identity: object = {}) => {
  const context = (await ask(headers))?.context;
  const event = gatewayEvent({}, { authorizer: context, identity: identity as never });
  return callerOf(event.requestContext, [{ id: 'k2', name: 'portal' }]);
};

describe('the authorizer', () => {
  it('lets somebody with an access token call this method, and counts under the key of all people', async () => {
    const result = await ask({ Authorization: `Bearer ${await issuer.token()}`, 'X-Api-Key': 'ignored' });
    expect(result).toMatchObject({
      usageIdentifierKey: 'people-who-signed-in',
      policyDocument: { Statement: [{ Effect: 'Allow', Resource: METHOD, Action: 'execute-api:Invoke' }] },
    });
    expect(await callerAfter({ authorization: `bearer ${await issuer.token()}` })).toEqual({
      kind: 'organiser',
      id: `${issuer.url}#ada`,
    });
  });

  it('leaves the check of an API key to API Gateway, and its name to the function', async () => {
    expect(await ask({ 'x-api-key': 'sesame' })).toMatchObject({
      usageIdentifierKey: 'sesame',
      context: { caller: '' },
    });
    expect(await callerAfter({ 'X-Api-Key': 'sesame' }, { apiKeyId: 'k1' })).toEqual({
      kind: 'administrator',
      id: 'api-key',
    });
    expect(await callerAfter({ 'X-Api-Key': 'sesame' }, { apiKeyId: 'k2' })).toEqual({ kind: 'machine', id: 'portal' });
  });

  it.each<[string, Record<string, string> | null]>([
    ['no headers', null],
    ['no credentials', { accept: '*/*' }],
    ['an empty API key', { 'x-api-key': '' }],
    ['the key of people who signed in as an API key', { 'x-api-key': 'people-who-signed-in' }],
    ['a password', { authorization: 'Basic YWRhOmJlbg==' }],
    ['a token that is none', { authorization: 'Bearer nothing', 'x-api-key': 'sesame' }],
    ['two tokens', { authorization: 'Bearer a.b.c, Bearer d.e.f' }],
  ])('does not know a caller with %s', async (_what, headers) => {
    expect(await ask(headers)).toBeUndefined();
  });

  it('takes no token in a deployment with API keys only', async () => {
    const headers = { authorization: `Bearer ${await issuer.token()}` };
    expect(await authorize({ signIn: undefined })({ methodArn: METHOD, headers } as never)).toBeUndefined();
  });

  it('denies people without a role', async () => {
    const strict = new OidcSignIn({ ...issuer.settings, organiserRole: 'organisers' });
    const result = await ask({ authorization: `Bearer ${await issuer.token()}` }, strict);
    expect(result?.policyDocument.Statement).toEqual([expect.objectContaining({ Effect: 'Deny' })]);
    expect(result).not.toHaveProperty('context');
  });

  it('fails when the issuer cannot be reached, which API Gateway answers with 503', async () => {
    issuer.broken = true;
    const headers = { authorization: `Bearer ${await issuer.token()}` };
    await expect(ask(headers)).rejects.toThrow(IssuerUnavailable);
  });

  it('says "Unauthorized" to API Gateway, which answers that with 401', async () => {
    const event = { methodArn: METHOD, headers: {} } as APIGatewayRequestAuthorizerEvent;
    await expect(handler(event, lambdaContext())).rejects.toThrow(/^Unauthorized$/);
  });
});

it('a function that no authorizer was asked for has no caller', () => {
  const identity = { apiKeyId: 'k1' } as never;
  expect(callerOf(gatewayEvent({}, { authorizer: null, identity }).requestContext, [])).toBeUndefined();
  expect(callerOf(gatewayEvent({}, { authorizer: {}, identity }).requestContext, [])).toBeUndefined();
});
