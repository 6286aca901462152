import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

export const lambdaContext = (): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'launch-host',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:launch-host',
  memoryLimitInMB: '256',
  awsRequestId: 'request-1',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 30_000,
  done() {},
  fail() {},
  succeed() {},
});

/** An event of API Gateway: `GET /join/{id}/{role}`, stage prod, default domain. */
export function gatewayEvent(
  fields: Partial<APIGatewayProxyEvent> = {},
  requestContext: Partial<APIGatewayProxyEvent['requestContext']> = {},
): APIGatewayProxyEvent {
  return {
    httpMethod: 'GET',
    path: '/join/abcdefgh01234567/teacher',
    resource: '/join/{id}/{role}',
    pathParameters: { id: 'abcdefgh01234567', role: 'teacher' },
    queryStringParameters: { key: 'k' },
    multiValueQueryStringParameters: { key: ['k'] },
    headers: { Host: 'evil.example', 'X-Api-Key': 'a', Origin: 'https://lessons.example' },
    multiValueHeaders: {},
    body: null,
    isBase64Encoded: false,
    stageVariables: null,
    ...fields,
    requestContext: {
      accountId: '123456789012',
      apiId: 'abc123',
      authorizer: null,
      domainName: 'abc123.execute-api.eu-west-1.amazonaws.com',
      httpMethod: 'GET',
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '192.0.2.1',
        user: null,
        userAgent: null,
        userArn: null,
      },
      path: '/prod/join/abcdefgh01234567/teacher',
      protocol: 'HTTP/1.1',
      requestId: 'request-1',
      requestTimeEpoch: 0,
      resourceId: 'r',
      resourcePath: '/join/{id}/{role}',
      stage: 'prod',
      ...requestContext,
    },
  };
}
