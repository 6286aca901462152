import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CHALLENGE, NO_CREDENTIALS } from '../../steps/api/http/problem.ts';
import { ASK_ISSUER_AGAIN, ISSUER_UNAVAILABLE, NO_ROLE } from '../../steps/identity/errors.ts';
import { EXPOSED_HEADERS, METHODS, REQUEST_HEADERS } from '../../steps/api/http/cors.ts';

/**
 * Access-Control-Allow-Origin of gateway responses, which cannot depend on the request: the origin if there is exactly
 * one, else `*`. `*` is safe because these responses have fixed texts and the API uses no cookies, and pages need to
 * read them to show "try again".
 */
export const gatewayOrigin = (origins: readonly string[]): string => (origins.length === 1 ? (origins[0] ?? '*') : '*');

interface GatewayProblem {
  readonly type: ResponseType;
  /** Undefined for the two defaults, which keep API Gateway's status. */
  readonly status?: number;
  readonly title: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
  readonly challenge?: string;
}

const unauthorized = (type: ResponseType): GatewayProblem => ({
  type,
  status: 401,
  title: 'Unauthorized',
  detail: NO_CREDENTIALS,
  challenge: CHALLENGE,
});

/**
 * The responses that API Gateway returns without a function. For an unknown route it is MISSING_AUTHENTICATION_TOKEN. The defaults
 * answer for the other ones: each is a resource, and a template has at most 500.
 */
const PROBLEMS: readonly GatewayProblem[] = [
  unauthorized(ResponseType.UNAUTHORIZED),
  { type: ResponseType.ACCESS_DENIED, status: 403, title: 'Forbidden', detail: NO_ROLE },
  unauthorized(ResponseType.INVALID_API_KEY),
  {
    type: ResponseType.WAF_FILTERED,
    status: 429,
    title: 'Too many requests',
    detail: 'Your network sends too many requests. Try again in a few minutes.',
    retryAfterSeconds: 60,
  },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    title: 'Not found',
    detail: 'There is no such route, or it does not have this method.',
  },
  { type: ResponseType.REQUEST_TOO_LARGE, status: 413, title: 'Request too large', detail: 'The body is too large.' },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    title: 'Too many requests',
    detail: 'Try again in a moment.',
    retryAfterSeconds: 1,
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: 429,
    title: 'Quota exceeded',
    detail: 'The API key has used its requests of today.',
    retryAfterSeconds: 3600,
  },
  {
    // The authorizer fails when the issuer cannot be reached.
    type: ResponseType.AUTHORIZER_FAILURE,
    status: 503,
    title: 'Try again',
    detail: ISSUER_UNAVAILABLE,
    retryAfterSeconds: ASK_ISSUER_AGAIN,
  },
  {
    type: ResponseType.INTEGRATION_FAILURE,
    status: 502,
    title: 'Internal error',
    detail: 'The request failed. Try again.',
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    title: 'Timed out',
    detail: 'The response took too long. Try again.',
  },
  { type: ResponseType.DEFAULT_4XX, title: 'Request rejected', detail: 'The request was rejected.' },
  {
    type: ResponseType.DEFAULT_5XX,
    title: 'Internal error',
    detail: 'The request failed. Try again.',
  },
];

/** Makes every gateway response a problem (RFC 9457) with CORS headers. */
export function addGatewayResponses(api: RestApi, origins: readonly string[]): void {
  const headers = {
    // API Gateway chooses the template by the key `application/json` below. This header is what the client gets.
    'Content-Type': 'application/problem+json',
    'Access-Control-Allow-Origin': gatewayOrigin(origins),
    'Access-Control-Allow-Headers': REQUEST_HEADERS.join(','),
    'Access-Control-Allow-Methods': METHODS.join(','),
    'Access-Control-Expose-Headers': EXPOSED_HEADERS.join(','),
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  };
  for (const { type, status, title, detail, retryAfterSeconds, challenge } of PROBLEMS) {
    const all = {
      ...headers,
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
    };
    api.addGatewayResponse(`Response${type.responseType}`, {
      type,
      ...(status !== undefined && { statusCode: String(status) }),
      responseHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, `'${value}'`])),
      templates: {
        'application/json': JSON.stringify({
          type: 'about:blank',
          title,
          ...(status !== undefined && { status }),
          detail,
        }),
      },
    });
  }
}
