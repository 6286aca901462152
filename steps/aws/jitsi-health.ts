import * as z from 'zod/mini';
import type { Address } from '../domain/meeting.ts';
import { HOST_PARTS } from '../domain/progress.ts';
import { healthPath } from '../domain/rooms.ts';
import type { Secrets } from '../ports.ts';
import type { Health, ProbedMeeting, ProbeResult } from '../readiness/ports.ts';
import { httpsGet, jsonOf, PROBE_TIMEOUT_MS } from './https-get.ts';

/** The health document of `infra/host/health.py`. */
const healthDocument = z.object({
  ready: z.boolean(),
  parts: z.record(z.string(), z.boolean()),
  /** Hosts of earlier versions do not send it. Whether the host is ready does not depend on it. */
  people: z.optional(z.unknown()),
  phases: z.optional(z.unknown()),
});

const peopleCount = z.int().check(z.gte(0));

/** The fields of a Node error that are used. */
const nodeError = z.object({ name: z.optional(z.string()), code: z.optional(z.string()) });

/** Of the health document. */
const PARTS = ['certificate', 'chat', 'bridge', 'focus', 'relay', 'page', 'websocket'] as const;

export interface JitsiHealthOptions {
  readonly secrets: Pick<Secrets, 'linkSecret'>;
  readonly port?: number;
  readonly timeoutMs?: number;
  /** Certificates that replace the trusted ones of the system. */
  readonly ca?: string;
}

/**
 * Probes the agent on a Jitsi host. Connects to the IP address, because resolvers would cache that the new name does not
 * exist yet. Uses the name of the room in TLS and HTTP, so that the certificate must be valid for it.
 */
export class JitsiHealth implements Health {
  readonly countsPeople = true;
  readonly #options: JitsiHealthOptions;

  constructor(options: JitsiHealthOptions) {
    this.#options = options;
  }

  async probe({ id, key_id }: ProbedMeeting, { name, ip }: Address): Promise<ProbeResult> {
    const { secrets, port = 443, timeoutMs = PROBE_TIMEOUT_MS, ca } = this.#options;
    try {
      const { status, body } = await httpsGet({
        host: ip ?? name,
        servername: name,
        port,
        path: healthPath(await secrets.linkSecret(key_id), id),
        headers: { Host: name },
        signal: AbortSignal.timeout(timeoutMs),
        ...(ca !== undefined && { ca }),
      });
      return resultOf(status, body);
    } catch (error) {
      return { healthy: false, reachable: false, detail: detailOf(error), people: null };
    }
  }
}

/** What a health document says. */
export function resultOf(status: number, body: string): ProbeResult {
  const notReady = { healthy: false, reachable: true, detail: `${HOST_PARTS.notReady} (${status})` };
  const parsed = healthDocument.safeParse(jsonOf(body));
  if (!parsed.success) return { ...notReady, people: null };
  const { ready, parts, phases } = parsed.data;
  const people = peopleCount.safeParse(parsed.data.people).data ?? null;
  const reported = { people, ...(phases !== undefined && { phases }) };
  if (status === 200 && ready) return { healthy: true, reachable: true, detail: 'ready', ...reported };
  const missing = PARTS.find((part) => parts[part] === false);
  return { ...notReady, detail: missing ? HOST_PARTS[missing] : notReady.detail, ...reported };
}

function detailOf(error: unknown): string {
  const { name = '', code = '' } = nodeError.safeParse(error).data ?? {};
  if (name === 'AbortError' || name === 'TimeoutError') return HOST_PARTS.slow;
  // Codes of OpenSSL: expired, another name, or not signed by a trusted authority.
  return /CERT|SIGNATURE|SELF_SIGNED|ISSUER/.test(code) ? HOST_PARTS.certificate : HOST_PARTS.silent;
}
