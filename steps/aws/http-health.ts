import type { Address } from '../domain/meeting.ts';
import type { Health, ProbedMeeting, ProbeResult } from '../ports.ts';
import { httpsGet, PROBE_TIMEOUT_MS } from './https-get.ts';

/** Probes a host over HTTP or HTTPS. Status 200 means healthy. */
export class HttpHealth implements Health {
  readonly countsPeople = false;
  readonly #path: string;
  readonly #timeoutMs: number;

  constructor(options: { readonly path: string; readonly timeoutMs?: number }) {
    this.#path = options.path;
    this.#timeoutMs = options.timeoutMs ?? PROBE_TIMEOUT_MS;
  }

  async probe(_meeting: ProbedMeeting, address: Address): Promise<ProbeResult> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      const url = new URL(`${address.url.replace(/\/+$/, '')}${this.#path}`);
      const status = url.protocol === 'https:' ? await httpsStatus(url, signal) : await httpStatus(url, signal);
      if (status === 200) return { healthy: true, reachable: true, detail: 'ready', people: null };
      return { healthy: false, reachable: true, detail: `the host is up, but not ready yet (${status})`, people: null };
    } catch {
      // People who wait need no difference between refused, unresolved and reset connections.
      return {
        healthy: false,
        reachable: false,
        detail: signal.aborted ? 'the host does not answer in time' : 'the host does not answer yet',
        people: null,
      };
    }
  }
}

async function httpStatus(url: URL, signal: AbortSignal): Promise<number> {
  // The target of a redirect may be another host.
  const response = await fetch(url, { redirect: 'manual', signal });
  // The body is not read: it may be large.
  await response.body?.cancel();
  return response.status;
}

/**
 * Does not verify the certificate: authorities issue none for the public DNS names of EC2, so the host has a self-signed
 * one. The probe sends no secrets and reads only the status.
 */
async function httpsStatus(url: URL, signal: AbortSignal): Promise<number> {
  const { hostname, port, pathname } = url;
  const { status } = await httpsGet({ hostname, port, path: pathname, signal, rejectUnauthorized: false });
  return status;
}
