import type { Address } from '../domain/meeting.ts';
import type { Health, ProbeResult } from '../ports.ts';
import { httpsGet } from './https-get.ts';

/** Of the world's time; the port promises 5 seconds. */
const TIME_OUT_MS = 4_000;

/** Asks a host over HTTP or HTTPS: 200 is healthy. */
export class HttpHealth implements Health {
  readonly #path: string;
  readonly #timeoutMs: number;

  constructor(options: { readonly path: string; readonly timeoutMs?: number }) {
    this.#path = options.path;
    this.#timeoutMs = options.timeoutMs ?? TIME_OUT_MS;
  }

  async probe(_meetingId: string, address: Address): Promise<ProbeResult> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      const url = new URL(`${address.url.replace(/\/+$/, '')}${this.#path}`);
      const status = url.protocol === 'https:' ? await overTls(url, signal) : await plainly(url, signal);
      if (status === 200) return { healthy: true, reachable: true, detail: 'ready' };
      return { healthy: false, reachable: true, detail: `the host is up, but not ready yet (${status})` };
    } catch {
      // Refused, not resolved, reset, cut off: all of them the same to those who wait.
      return {
        healthy: false,
        reachable: false,
        detail: signal.aborted ? 'the host does not answer in time' : 'the host does not answer yet',
      };
    }
  }
}

async function plainly(url: URL, signal: AbortSignal): Promise<number> {
  // A redirect leads elsewhere, and says nothing of this host.
  const response = await fetch(url, { redirect: 'manual', signal });
  // What it says in the body decides nothing: not read, however long it is.
  await response.body?.cancel();
  return response.status;
}

/**
 * Nobody signs certificates for the public names of EC2, so such a host can only have signed its own.
 * That is for the browsers of people to judge; here nothing is confided, and only a status is read.
 */
async function overTls(url: URL, signal: AbortSignal): Promise<number> {
  const { hostname, port, pathname } = url;
  const { status } = await httpsGet({ hostname, port, path: pathname, signal, rejectUnauthorized: false });
  return status;
}
