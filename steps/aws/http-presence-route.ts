import { PROBE } from '../listening/mark.ts';
import type { PresenceRoute } from '../ports.ts';
import { adapter, matching } from './lambda/adapter.ts';

/** In milliseconds of real time. */
const TIMEOUT_MS = 4_000;

/** Calls the presence route of the API over HTTP. */
export class HttpPresenceRoute implements PresenceRoute {
  readonly #api: () => string;

  /** @param api base URL of the API */
  constructor(api: () => string) {
    this.#api = api;
  }

  async probe(key: string): Promise<boolean> {
    try {
      const response = await fetch(`${this.#api().replace(/\/+$/, '')}/meetings/${PROBE.id}/presence`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Link-Key': key },
        body: JSON.stringify({ role: 'probe', event: 'present' }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      return response.status === 204;
    } catch {
      return false;
    }
  }
}

export const presenceRoute = adapter(
  { API_URL: matching(/^https?:\/\/\S+$/, 'the URL of the API') },
  (env): PresenceRoute => new HttpPresenceRoute(() => env.API_URL),
);
