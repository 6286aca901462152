import { CORS_HEADERS, CORS_METHODS } from '../routes.ts';

export const METHODS: readonly string[] = Object.keys(CORS_METHODS);
export const REQUEST_HEADERS: readonly string[] = Object.keys(CORS_HEADERS);

/** Headers of responses that pages on other origins may read. */
export const EXPOSED_HEADERS: readonly string[] = ['Retry-After', 'ETag'];

/**
 * Seconds for which a browser may reuse the response to a preflight: Chromium's limit. Without it, most requests of a page
 * need a preflight of their own, because they carry a key in a header.
 */
export const PREFLIGHT_MAX_AGE = 7_200;

/** The same for every origin. */
const ANY_ORIGIN = {
  'Access-Control-Allow-Methods': METHODS.join(','),
  'Access-Control-Allow-Headers': REQUEST_HEADERS.join(','),
  'Access-Control-Expose-Headers': EXPOSED_HEADERS.join(','),
  Vary: 'Origin',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Headers of every response. Links contain keys, so no response may be cached and no page may send a referrer. */
export function commonHeaders(origins: readonly string[], origin: string | undefined): Record<string, string> {
  return { 'Access-Control-Allow-Origin': allowedOrigin(origins, origin), ...ANY_ORIGIN };
}

export const isAllowed = (origins: readonly string[], origin: string): boolean =>
  origins.includes('*') || origins.includes(origin);

/** The request's origin if it is allowed; otherwise the first allowed one, so that the browser blocks the response. */
function allowedOrigin(origins: readonly string[], origin: string | undefined): string {
  if (origins.includes('*')) return '*';
  return origins.find((allowed) => allowed === origin) ?? origins[0] ?? 'null';
}
