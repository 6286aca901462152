/** One route of the API. */
export interface RouteSpec {
  /** Also the name of the function and the OpenAPI operation id. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** True for routes of organisers: they need an API key in the header X-Api-Key, or an access token. */
  readonly organiser: boolean;
  /** Request headers that the route reads besides Content-Type, X-Api-Key and Authorization. */
  readonly headers?: readonly string[];
}

/** The key of a personal link. A header, because addresses with their query strings are in traces (AWS X-Ray). */
export const LINK_KEY_HEADER = 'X-Link-Key';
