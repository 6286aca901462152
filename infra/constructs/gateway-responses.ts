import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

/** Request headers and methods that pages of other origins may use. */
export const CORS_HEADERS = ['Content-Type', 'X-Api-Key', 'Idempotency-Key'];
export const CORS_METHODS = ['GET', 'POST', 'DELETE', 'OPTIONS'];

/**
 * The origin in answers of the gateway itself. It cannot choose by the caller's: with one configured
 * origin it is that one. With several it is `*`, which gives nothing away: these answers are fixed
 * texts without data, no cookies are in use, and a page that may not read them could not even say "try later".
 */
export const gatewayOrigin = (origins: readonly string[]): string => (origins.length === 1 ? (origins[0] ?? '*') : '*');

interface GatewayProblem {
  readonly type: ResponseType;
  /** Undefined for the two defaults: the gateway's own status stays. */
  readonly status?: number;
  readonly title: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

/** Every answer that never reaches a function. A route that is not there is, to the gateway, a missing token. */
const PROBLEMS: readonly GatewayProblem[] = [
  {
    type: ResponseType.BAD_REQUEST_BODY,
    status: 400,
    title: 'Not JSON',
    detail: 'The body is not what this route takes.',
  },
  {
    type: ResponseType.BAD_REQUEST_PARAMETERS,
    status: 400,
    title: 'Invalid request',
    detail: 'A parameter is missing or wrong.',
  },
  { type: ResponseType.UNAUTHORIZED, status: 401, title: 'Key needed', detail: 'This route needs a key.' },
  { type: ResponseType.ACCESS_DENIED, status: 403, title: 'Not allowed', detail: 'The key does not allow this.' },
  { type: ResponseType.EXPIRED_TOKEN, status: 403, title: 'Not allowed', detail: 'The credentials have expired.' },
  {
    type: ResponseType.INVALID_API_KEY,
    status: 403,
    title: 'Not allowed',
    detail: 'This route needs the API key in the header X-Api-Key.',
  },
  { type: ResponseType.INVALID_SIGNATURE, status: 403, title: 'Not allowed', detail: 'The signature is not valid.' },
  { type: ResponseType.WAF_FILTERED, status: 403, title: 'Not allowed', detail: 'The request was filtered out.' },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    title: 'Not found',
    detail: 'There is no such route, or not with this method.',
  },
  { type: ResponseType.RESOURCE_NOT_FOUND, status: 404, title: 'Not found', detail: 'There is no such route.' },
  { type: ResponseType.REQUEST_TOO_LARGE, status: 413, title: 'Too large', detail: 'The body is too large.' },
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: 415,
    title: 'Not application/json',
    detail: 'This route takes application/json.',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    title: 'Too many requests',
    detail: 'Slow down, and try again in a moment.',
    retryAfterSeconds: 1,
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: 429,
    title: 'Quota used up',
    detail: 'The API key has no requests left for today.',
    retryAfterSeconds: 3600,
  },
  {
    type: ResponseType.API_CONFIGURATION_ERROR,
    status: 500,
    title: 'Something broke',
    detail: 'The API is not set up rightly.',
  },
  {
    type: ResponseType.AUTHORIZER_CONFIGURATION_ERROR,
    status: 500,
    title: 'Something broke',
    detail: 'The API is not set up rightly.',
  },
  {
    type: ResponseType.AUTHORIZER_FAILURE,
    status: 500,
    title: 'Something broke',
    detail: 'The key could not be checked.',
  },
  {
    type: ResponseType.INTEGRATION_FAILURE,
    status: 502,
    title: 'Something broke',
    detail: 'The request could not be answered. It may be repeated.',
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    title: 'Too slow',
    detail: 'The answer took too long. The request may be repeated.',
  },
  { type: ResponseType.DEFAULT_4XX, title: 'Refused', detail: 'The request was refused.' },
  {
    type: ResponseType.DEFAULT_5XX,
    title: 'Something broke',
    detail: 'The request could not be answered. It may be repeated.',
  },
];

/** RFC 9457 problems, with CORS headers, for all that the gateway answers by itself. */
export function addGatewayResponses(api: RestApi, origins: readonly string[]): void {
  const headers = {
    // The template is chosen by its key, which must be a type that the gateway knows; this is what is sent.
    'Content-Type': 'application/problem+json',
    'Access-Control-Allow-Origin': gatewayOrigin(origins),
    'Access-Control-Allow-Headers': CORS_HEADERS.join(','),
    'Access-Control-Allow-Methods': CORS_METHODS.join(','),
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  };
  for (const { type, status, title, detail, retryAfterSeconds } of PROBLEMS) {
    const all = { ...headers, ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }) };
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
