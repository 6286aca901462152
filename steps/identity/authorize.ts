import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { signIn } from '../aws/oidc-sign-in.ts';
import { authenticate } from './authenticate.ts';
import { BadToken, NoRole } from './errors.ts';
import { contextOf } from './gateway-context.ts';
import type { IdentityPorts } from './ports.ts';

/** API Gateway answers an error with exactly this message with 401, and any other error as a failure of the authorizer. */
const UNAUTHORIZED = 'Unauthorized';

/**
 * Says who sends a request to a route of organisers. API Gateway then checks the API key. Returns undefined for a request without
 * valid credentials, and denies people without a role.
 */
export const authorize =
  (ports: IdentityPorts) =>
  async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult | undefined> => {
    const headers = Object.fromEntries(
      Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    try {
      const identity = await authenticate(ports, headers);
      return {
        ...decision('Allow', event.methodArn),
        context: contextOf(identity),
        usageIdentifierKey: 'apiKey' in identity ? identity.apiKey : identity.usageKey,
      };
    } catch (error) {
      if (error instanceof NoRole) return decision('Deny', event.methodArn);
      if (error instanceof BadToken) return undefined;
      throw error;
    }
  };

const decision = (Effect: 'Allow' | 'Deny', Resource: string): APIGatewayAuthorizerResult => ({
  principalId: 'caller',
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
});

const bound = onLambda(authorize, { signIn });

/** Refusals are no failures: they are not logged. */
export const handler = Object.assign(
  async (event: APIGatewayRequestAuthorizerEvent, context: Context): Promise<APIGatewayAuthorizerResult> => {
    const result = await bound(event, context);
    if (!result) throw new Error(UNAUTHORIZED);
    return result;
  },
  { reads: bound.reads, requires: bound.requires },
);
