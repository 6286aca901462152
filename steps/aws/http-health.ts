import * as z from 'zod/mini';
import { HOST_PARTS } from '../domain/progress.ts';
import type { Address } from '../domain/meeting.ts';
import type { Health, ProbedMeeting, ProbeResult } from '../readiness/ports.ts';
import { httpsGet, type HttpsResponse, jsonOf, MAX_BYTES, PROBE_TIMEOUT_MS } from './https-get.ts';

/** The field of a host's response that is read, if the response is JSON. */
const healthDocument = z.object({ phases: z.optional(z.unknown()) });

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
      const { status, body } = url.protocol === 'https:' ? await overTls(url, signal) : await overHttp(url, signal);
      const { phases } = healthDocument.safeParse(jsonOf(body)).data ?? {};
      const reported = { people: null, ...(phases !== undefined && { phases }) };
      if (status === 200) return { healthy: true, reachable: true, detail: 'ready', ...reported };
      return { healthy: false, reachable: true, detail: `${HOST_PARTS.notReady} (${status})`, ...reported };
    } catch {
      // People who wait need no difference between refused, unresolved and reset connections.
      return {
        healthy: false,
        reachable: false,
        detail: signal.aborted ? HOST_PARTS.slow : HOST_PARTS.silent,
        people: null,
      };
    }
  }
}

async function overHttp(url: URL, signal: AbortSignal): Promise<HttpsResponse> {
  // The target of a redirect may be another host.
  const response = await fetch(url, { redirect: 'manual', signal });
  return { status: response.status, body: await beginningOf(response) };
}

/** At most `MAX_BYTES` of a body, which may be large or never end. The status counts also without it. */
async function beginningOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const part of body ?? []) {
      text += decoder.decode(part, { stream: true });
      if (text.length >= MAX_BYTES) break;
    }
  } catch {
    // The time is over, or the connection broke.
  }
  return text;
}

/**
 * Does not verify the certificate: authorities issue none for the public DNS names of EC2, so the host has a self-signed
 * one. The probe sends no secrets.
 */
function overTls(url: URL, signal: AbortSignal): Promise<HttpsResponse> {
  const { hostname, port, pathname } = url;
  return httpsGet({ hostname, port, path: pathname, signal, rejectUnauthorized: false });
}
