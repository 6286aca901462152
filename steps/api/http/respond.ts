import { Contention } from '../../domain/errors.ts';
import type { Ports } from '../../ports.ts';
import type { ApiRequest, ApiResponse, Route } from '../../http-types.ts';
import { Problem } from './problem.ts';

/** What a route answers when all is well; without a body it is empty. */
export interface RouteResult {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const METHODS = 'GET,POST,DELETE,OPTIONS';
export const REQUEST_HEADERS = 'Content-Type,X-Api-Key,Idempotency-Key';

/** Headers of every answer, whatever it says. Keys stand in links: no page that they lead to may pass them on. */
export function commonHeaders(allowedOrigins: readonly string[], origin: string | undefined): Record<string, string> {
  return {
    'Access-Control-Allow-Origin': allowedOrigin(allowedOrigins, origin),
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Allow-Headers': REQUEST_HEADERS,
    Vary: 'Origin',
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}

/** The caller's origin if it is configured; else one that is, which tells a browser no. */
function allowedOrigin(allowed: readonly string[], origin: string | undefined): string {
  if (allowed.includes('*')) return '*';
  return origin !== undefined && allowed.includes(origin) ? origin : (allowed[0] ?? 'null');
}

/** Turns what a route answers or throws into a response; what nobody foresaw is logged, and not shown. */
export const respond =
  ({ settings, log }: Pick<Ports, 'settings' | 'log'>, handle: (request: ApiRequest) => Promise<RouteResult>): Route =>
  async (request): Promise<ApiResponse> => {
    const common = commonHeaders(settings.allowedOrigins, request.headers['origin']);
    try {
      const { status, body, headers } = await handle(request);
      const text = body === undefined ? '' : JSON.stringify(body);
      return { status, headers: { ...common, 'Content-Type': 'application/json', ...headers }, body: text };
    } catch (error) {
      const problem = error instanceof Problem ? error : unforeseen(error, log);
      return {
        status: problem.status,
        headers: { ...common, 'Content-Type': 'application/problem+json' },
        body: problem.body,
      };
    }
  };

function unforeseen(error: unknown, log: Ports['log']): Problem {
  log.error('request failed', { error });
  return error instanceof Contention
    ? new Problem(503, 'The meeting is being changed by others. Please try again.')
    : new Problem(500, 'The request could not be served. Please try again.');
}
