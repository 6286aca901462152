import { ROUTE_HANDLERS } from '../../local/handlers.ts';
import type { RouteName } from '../../steps/api/routes.ts';
import { schedule } from '../../steps/api/schedule.ts';
import { createSeries } from '../../steps/api/series/create-series.ts';
import type { ApiResponse, Route } from '../../steps/http-types.ts';
import { administrator, type Caller } from '../../steps/domain/organisers.ts';
import type { Millis } from '../../steps/domain/instants.ts';
import type { Ports } from '../../steps/ports.ts';
import { ApiGatewayModel } from './model/api-gateway.ts';
import type { Invocation, WorldOptions } from './world-options.ts';

export const ORIGIN = 'https://lessons.example';

/** What a request has besides parameters and body. */
export interface RequestParts {
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** On routes of organisers; by default an administrator. */
  readonly caller?: Caller;
  /** The id of the meeting or series that the request creates. */
  readonly newId?: () => string;
}

type Invoke = <T>(invocation: Invocation, run: (ports: Ports) => Promise<T>) => Promise<T>;

/** The API: API Gateway with its throttles, and the functions of the routes. */
export class Api {
  readonly #ports: Ports;
  readonly #gateway: ApiGatewayModel;
  readonly #refused: WorldOptions['refused'];
  readonly #invoke: Invoke;
  readonly #warm = new Map<RouteName, Route>();

  constructor(ports: Ports, now: () => Millis, refused: WorldOptions['refused'], invoke: Invoke) {
    const { maxInFlight, timetable } = ports.settings;
    this.#ports = ports;
    this.#gateway = new ApiGatewayModel(now, maxInFlight, timetable);
    this.#refused = refused;
    this.#invoke = invoke;
  }

  /** When the function dies or times out, the response is API Gateway's 502. */
  async request(
    name: RouteName,
    params: Record<string, string>,
    body: unknown,
    { query = {}, headers, newId, caller = administrator('simulation') }: RequestParts,
  ): Promise<ApiResponse> {
    const request = {
      method: 'POST',
      params,
      query,
      headers: { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      baseUrl: 'https://api.example',
      caller,
    };
    const meetingId = params['id'] ?? newId?.();
    const refused = this.#refused?.(name) ?? (this.#gateway.accepts(name) ? undefined : 429);
    if (refused !== undefined) return { status: refused, headers: {}, body: '{}' };
    try {
      return await this.#invoke({ caller: name, meetingId }, (ports) => this.#route(name, ports, newId)(request));
    } catch {
      return { status: 502, headers: {}, body: '{}' };
    }
  }

  /** Without faults, all requests to a route use the same function, as in a warm Lambda environment. */
  #route(name: RouteName, ports: Ports, newId: (() => string) | undefined): Route {
    const warm = ports === this.#ports ? this.#warm.get(name) : undefined;
    if (warm) return warm;
    const given = { ...ports, origins: [ORIGIN] };
    if (name === 'schedule') return schedule(given, newId);
    if (name === 'createSeries') return createSeries(given, newId);
    const route = ROUTE_HANDLERS[name](given);
    if (ports === this.#ports) this.#warm.set(name, route);
    return route;
  }
}
