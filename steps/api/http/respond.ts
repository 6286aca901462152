import { Contention, StorageUnavailable } from '../../domain/errors.ts';
import type { ApiRequest, ApiResponse, ApiSettings, OrganiserRequest, Route } from '../../http-types.ts';
import type { Ports } from '../../ports.ts';
import type { OrganiserRouteName, RouteName } from '../routes.ts';
import { commonHeaders } from './cors.ts';
import type { Success } from './operations.ts';
import { Problem, unauthorized } from './problem.ts';

/** What a route gets: the ports that it names, the log, and the settings of the API. */
export type RoutePorts<Port extends keyof Ports = never> = Pick<Ports, Port | 'log'> & ApiSettings;

/** What a route returns: one of its documented statuses, with the body of that status. */
export type RouteResult<Name extends RouteName> = Success<Name> & {
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of the body. With a name, browsers save it. */
  readonly file?: { readonly name?: string; readonly type: string; readonly text: string };
};

/** Turns the result or the error of a route into a response. Unexpected errors are logged; the response hides them. */
export const respond =
  <Name extends RouteName = never>(
    { origins, log }: RoutePorts,
    handle: (request: ApiRequest) => Promise<RouteResult<Name>>,
  ): Route =>
  async (request): Promise<ApiResponse> => {
    const common = commonHeaders(origins, request.headers['origin']);
    try {
      const { status, body, headers, file } = await handle(request);
      if (file) {
        const named = file.name !== undefined && { 'Content-Disposition': `attachment; filename="${file.name}"` };
        return { status, headers: { ...common, 'Content-Type': file.type, ...named, ...headers }, body: file.text };
      }
      const text = body === undefined ? '' : JSON.stringify(body);
      return { status, headers: { ...common, 'Content-Type': 'application/json', ...headers }, body: text };
    } catch (error) {
      const problem = error instanceof Problem ? error : unexpected(error, log);
      return {
        status: problem.status,
        headers: { ...common, 'Content-Type': 'application/problem+json', ...problem.headers },
        body: problem.body,
      };
    }
  };

/** The same for a route of organisers: only for a caller whom API Gateway or the local server knows. */
export const respondToOrganiser = <Name extends OrganiserRouteName>(
  ports: RoutePorts,
  handle: (request: OrganiserRequest) => Promise<RouteResult<Name>>,
): Route =>
  respond<Name>(ports, async ({ caller, ...request }) => {
    if (!caller) throw unauthorized();
    return handle({ ...request, caller });
  });

function unexpected(error: unknown, log: Ports['log']): Problem {
  log.error('request failed', { error });
  if (error instanceof StorageUnavailable)
    return new Problem(
      503,
      'The server cannot store data now, for example because its disk is full. Try again later.',
      [],
    );
  return error instanceof Contention
    ? new Problem(503, 'Too many changes to this meeting at once. Try again.', [])
    : new Problem(500, 'An unexpected error occurred. Try again.', []);
}
