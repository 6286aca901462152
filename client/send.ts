import type { RequestBody, RequestQuery, Success } from '../steps/api/http/operations.ts';
import type { ProblemBody } from '../steps/api/http/response-schemas.ts';
import { LINK_KEY_HEADER, type RouteSpec } from '../steps/api/route-spec.ts';
import type { RouteName, RouteNamed } from '../steps/api/routes.ts';

export interface ClientOptions {
  /** Base URL of the API without a trailing slash. A function is called until it succeeds once. */
  readonly base: string | (() => Promise<string>);
  /** The organiser's API key, sent with organiser routes only. */
  readonly apiKey?: (() => string | undefined) | undefined;
  readonly fetch?: typeof fetch;
  /** Options of every call of `fetch`. */
  readonly init?: RequestInit;
  /** Milliseconds of real time. */
  readonly timeout?: number;
}

type PathParameter<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | PathParameter<Rest> : never;
type HeaderName<Route> = Route extends { readonly headers: readonly (infer Name extends string)[] } ? Name : never;
type Part<Name extends string, Value> = [Value] extends [never]
  ? { readonly [Key in Name]?: undefined }
  : { readonly [Key in Name]: Value };

/** The request of a route, derived from the route table and the request schemas. */
export type RouteRequest<Name extends RouteName> = Part<'body', RequestBody<Name>> &
  Part<'query', RequestQuery<Name>> & {
    readonly params: Readonly<Record<PathParameter<RouteNamed<Name>['path']>, string>>;
    readonly headers?: Readonly<Partial<Record<HeaderName<RouteNamed<Name>>, string>>>;
  };

/** The client sends no If-None-Match, so no response is 304. A response: a success with the body of its status, or a problem. API Gateway's default errors have `message` instead of `detail`. */
export type RouteResponse<Name extends RouteName> =
  | ({ readonly ok: true; readonly headers: Headers } & Exclude<Success<Name>, { readonly status: 304 }>)
  | { readonly ok: false; readonly headers: Headers; readonly status: number; readonly body: ErrorBody };
export type AnyResponse = RouteResponse<RouteName>;
export type ErrorBody = Partial<ProblemBody> & { readonly message?: string };

/** No response from the API: a network error, a timeout, or a success that is not JSON. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The body of a success. @throws Error with the detail of the problem */
export function bodyOf<Response extends AnyResponse>(response: Response): Extract<Response, { ok: true }>['body'] {
  if (!response.ok) throw new Error(problemText(response));
  return response.body;
}

/** The text of an error response. */
export const problemText = ({ status, body }: { readonly status: number; readonly body: ErrorBody }): string =>
  body.detail ?? body.message ?? body.title ?? `The server returned the status ${status}.`;

export const ROLES = ['teacher', 'student'] as const satisfies readonly RequestBody<'presence'>['role'][];
export type Role = (typeof ROLES)[number];

/** The parts of a personal link. */
export interface Link {
  readonly id: string;
  readonly role: Role;
  readonly key: string;
}

export function parseLink(url: string): Link {
  const { id = '', role: text, key = '' } = Object.fromEntries(new URL(url).searchParams);
  const role = ROLES.find((known) => known === text);
  if (!role) throw new TypeError(`not a personal link: role ${text}`);
  return { id, role, key };
}

/** Sends a request of a route. */
export type Send<Known extends RouteName = RouteName> = <Name extends Known>(
  name: Name,
  request: RouteRequest<Name>,
  more?: RequestInit,
) => Promise<RouteResponse<Name>>;

const TIMEOUT = 15_000;

/** Returns the function that sends a request. It returns every response, whatever its status. @throws Unreachable */
export function createSend<Known extends RouteName>(
  routes: readonly (RouteSpec & { readonly name: Known })[],
  { base, apiKey, fetch = globalThis.fetch, init, timeout = TIMEOUT }: ClientOptions,
): Send<Known> {
  let root = typeof base === 'string' ? base : undefined;
  return async <Name extends Known>(
    name: Name,
    { params, query, body, headers }: RouteRequest<Name>,
    more?: RequestInit,
  ): Promise<RouteResponse<Name>> => {
    const { method, path, organiser } = routeNamed(routes, name);
    const key = organiser ? apiKey?.() : undefined;
    // No await once the base is known: a page that closes must call fetch at once.
    root ??= await (base as () => Promise<string>)();
    const url = root + withParams(path, params) + queryString(query);
    const { response, text } = await attempt(async () => {
      const response = await fetch(url, {
        method,
        headers: {
          Accept: 'application/json',
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(key !== undefined && { 'X-Api-Key': key }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeout),
        ...init,
        ...more,
      });
      return { response, text: await response.text() };
    });
    const ok = response.status < 400;
    const parsed = parseObject(text);
    if (ok && parsed === undefined && text !== '') throw new Unreachable('The response is not from this API.');
    const result = { ok, status: response.status, headers: response.headers, body: parsed ?? (ok ? undefined : {}) };
    return result as unknown as RouteResponse<Name>;
  };
}

export const keyHeader = ({ key }: Link) => ({ [LINK_KEY_HEADER]: key });

function routeNamed(routes: readonly RouteSpec[], name: RouteName): RouteSpec {
  const route = routes.find((one) => one.name === name);
  if (!route) throw new TypeError(`there is no route ${name}`);
  return route;
}

const withParams = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

function queryString(query: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

/** @throws Unreachable if the call fails */
export async function attempt<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw new Unreachable('The server cannot be reached.', { cause: error });
  }
}

/** The JSON object in a text; undefined if there is none. */
export function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
