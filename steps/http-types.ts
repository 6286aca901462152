import type { Caller } from './domain/organisers.ts';

/** A request, independent of the server (API Gateway or the local runtime). */
export interface ApiRequest {
  readonly method: string;
  /** Path parameters: `id`, `role`. */
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | undefined;
  /** URL of this API without a trailing slash. From the server, never from a header of the request. */
  readonly baseUrl: string;
  /** Undefined for requests without credentials, and on the routes of guests. */
  readonly caller?: Caller | undefined;
}

/** A request to a route of organisers. */
export type OrganiserRequest = ApiRequest & { readonly caller: Caller };

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Route = (request: ApiRequest) => Promise<ApiResponse>;

/** What every route gets besides its ports. */
export interface ApiSettings {
  /** Origins that pages may call from and that links may point to; `*` allows every origin. */
  readonly origins: readonly string[];
}
