import { ROUTES, type RouteSpec } from '../routes.ts';

const routes: readonly RouteSpec[] = ROUTES;

/** Methods that pages on other origins may use. */
export const METHODS: readonly string[] = [...new Set([...routes.map(({ method }) => method), 'OPTIONS'])];

/** Request headers that pages on other origins may send. */
export const REQUEST_HEADERS: readonly string[] = [
  ...new Set([
    'Content-Type',
    ...(routes.some(({ organiser }) => organiser) ? ['X-Api-Key'] : []),
    ...routes.flatMap(({ headers = [] }) => headers),
  ]),
];

/** Headers of every response. Links contain keys, so no response may be cached and no page may send a referrer. */
export function commonHeaders(origins: readonly string[], origin: string | undefined): Record<string, string> {
  return {
    'Access-Control-Allow-Origin': allowedOrigin(origins, origin),
    'Access-Control-Allow-Methods': METHODS.join(','),
    'Access-Control-Allow-Headers': REQUEST_HEADERS.join(','),
    Vary: 'Origin',
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}

export const isAllowed = (origins: readonly string[], origin: string): boolean =>
  origins.includes('*') || origins.includes(origin);

/** The request's origin if it is allowed; otherwise the first allowed one, so that the browser blocks the response. */
function allowedOrigin(origins: readonly string[], origin: string | undefined): string {
  if (origins.includes('*')) return '*';
  return origin !== undefined && isAllowed(origins, origin) ? origin : (origins[0] ?? 'null');
}
