import type { Address } from '../domain/meeting.ts';
import type { Health, Probe } from '../ports.ts';

/** Of the world's time; the port promises 5 seconds. */
const TIME_OUT_MS = 4_000;

/** Asks a host over HTTP: 200 is healthy. */
export class HttpHealth implements Health {
  readonly #path: string;
  readonly #timeoutMs: number;

  constructor(options: { readonly path: string; readonly timeoutMs?: number }) {
    this.#path = options.path;
    this.#timeoutMs = options.timeoutMs ?? TIME_OUT_MS;
  }

  async probe(_meetingId: string, address: Address): Promise<Probe> {
    try {
      const response = await fetch(`${address.url.replace(/\/+$/, '')}${this.#path}`, {
        // A redirect leads elsewhere, and says nothing of this host.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      // What it says in the body decides nothing: not read, however long it is.
      await response.body?.cancel();
      if (response.status === 200) return { healthy: true, detail: 'ready' };
      return { healthy: false, detail: `the host is up, but not ready yet (${response.status})` };
    } catch (error) {
      // Refused, not resolved, reset, cut off: fetch throws TypeError for all of them.
      const late = error instanceof DOMException && error.name === 'TimeoutError';
      return { healthy: false, detail: late ? 'the host does not answer in time' : 'the host does not answer yet' };
    }
  }
}
