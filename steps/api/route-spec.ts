/** One route of the API. */
export interface RouteSpec {
  /** Also the name of the function and the OpenAPI operation id. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** True for routes that need the organiser's API key in the header X-Api-Key. */
  readonly organiser: boolean;
  /** Request headers that the route reads besides Content-Type and X-Api-Key. */
  readonly headers?: readonly string[];
}

/** The key of a personal link. A header, because addresses with their query strings are in traces (AWS X-Ray). */
export const LINK_KEY_HEADER = 'X-Link-Key';
