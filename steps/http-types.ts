/** What a route sees of a request, whoever received it (API Gateway or the local runtime). */
export interface ApiRequest {
  readonly method: string;
  /** Parts of the path: `id`, `role`. */
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | undefined;
  /** Where this API lives, without a slash at the end; told by the receiver, never by a header of the caller's. */
  readonly baseUrl: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Route = (request: ApiRequest) => Promise<ApiResponse>;
