import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { ApiRequest, ApiResponse } from '../../http-types.ts';

/** The request of an event from API Gateway (REST API, payload format 1.0). */
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
 * Base URL of this API: the domain and the part of the path before the route, which is the stage on the default domain
 * and the base path, if any, on a custom domain. Reads the request context, never a request header.
 * @param emulator URL of an AWS emulator, which serves every API; undefined on AWS
 */
export function baseUrlOf({ requestContext }: APIGatewayProxyEvent, emulator: string | undefined): string {
  const { apiId, domainName, path, resourcePath, stage } = requestContext;
  if (emulator !== undefined) {
    return `${emulator.replace(/\/+$/, '')}/restapis/${apiId}/${stage}/_user_request_`;
  }
  const all = segments(path);
  const before = all.slice(0, all.length - segments(resourcePath).length);
  return [`https://${domainName}`, ...before].join('/');
}

const segments = (path: string): readonly string[] => path.split('/').filter((segment) => segment !== '');

export const toGatewayResult = ({ status, headers, body }: ApiResponse): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { ...headers },
  body,
});
