import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { ApiRequest, ApiResponse } from '../../http-types.ts';

/** The request, as API Gateway (REST, payload 1.0) tells it. */
export function toApiRequest(event: APIGatewayProxyEvent, baseUrl: string): ApiRequest {
  const { body, isBase64Encoded } = event;
  return {
    method: event.httpMethod,
    params: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: Object.fromEntries(
      Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: body === null ? undefined : isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
    baseUrl,
  };
}

/**
 * Where this API lives, from what the gateway says of itself and never from a header of the
 * caller's: the domain, and what stands before the route in the path. That is the stage under
 * the gateway's own domain, and the base path (or nothing) under a custom one.
 * @param emulator an AWS emulator's address, under which all APIs live; undefined on AWS
 */
export function baseUrlOf({ requestContext }: APIGatewayProxyEvent, emulator: string | undefined): string {
  const { apiId, domainName, path, resourcePath, stage } = requestContext;
  if (emulator !== undefined) {
    return `${emulator.replace(/\/+$/, '')}/restapis/${apiId}/${stage}/_user_request_`;
  }
  const asked = segments(path);
  const before = asked.slice(0, asked.length - segments(resourcePath).length);
  return [`https://${domainName}`, ...before].join('/');
}

const segments = (path: string): readonly string[] => path.split('/').filter((segment) => segment !== '');

export const toGatewayResult = ({ status, headers, body }: ApiResponse): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { ...headers },
  body,
});
