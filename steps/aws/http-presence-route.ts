import { PROBE } from '../listening/mark.ts';
import type { PresenceRoute } from '../listening/ports.ts';
import { adapter, matching } from './lambda/adapter.ts';

/** In milliseconds of real time. */
const TIMEOUT_MS = 4_000;

/** Sends a request, follows no redirect, and returns the status. */
export type Post = (
  url: string,
  request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signal: AbortSignal;
  },
) => Promise<number>;

const postWithFetch: Post = async (url, request) => {
  const response = await fetch(url, { method: 'POST', redirect: 'manual', ...request });
  await response.body?.cancel();
  return response.status;
};

/** Calls the presence route of the API over HTTP. */
export class HttpPresenceRoute implements PresenceRoute {
  readonly #api: () => string;
  readonly #post: Post;

  /** @param api base URL of the API */
  constructor(api: () => string, post: Post = postWithFetch) {
    this.#api = api;
    this.#post = post;
  }

  async probe(key: string): Promise<boolean> {
    try {
      const status = await this.#post(`${this.#api().replace(/\/+$/, '')}/meetings/${PROBE.id}/presence`, {
        headers: { 'Content-Type': 'application/json', 'X-Link-Key': key },
        body: JSON.stringify({ role: 'probe', event: 'present' }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return status === 204;
    } catch {
      return false;
    }
  }
}

export const presenceRoute = adapter(
  { API_URL: matching(/^https?:\/\/\S+$/, 'the URL of the API') },
  (env): PresenceRoute => new HttpPresenceRoute(() => env.API_URL),
);
