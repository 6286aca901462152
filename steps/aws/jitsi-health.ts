import * as z from 'zod/mini';
import type { Address } from '../domain/meeting.ts';
import { healthPath } from '../domain/rooms.ts';
import type { Health, ProbeResult, Secrets } from '../ports.ts';
import { httpsGet } from './https-get.ts';

/** Of the world's time; the port promises 5 seconds. */
const TIME_OUT_MS = 4_000;

/** What `infra/host/agent.py` tells. */
const document = z.object({ ready: z.boolean(), parts: z.record(z.string(), z.boolean()) });

/** As much of an error of Node's as is looked at. */
const failure = z.object({ name: z.optional(z.string()), code: z.optional(z.string()) });

/** For people who wait: what the parts are to them. Nothing that a host says is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  certificate: 'the certificate of the room is not valid',
  chat: 'the signalling of the room is starting',
  bridge: 'the video bridge is starting',
  focus: 'the conference is being set up',
  page: 'the page of the room is starting',
  websocket: 'the connection to the room is starting',
};

export interface JitsiHealthOptions {
  readonly secrets: Pick<Secrets, 'linkSecret'>;
  readonly port?: number;
  readonly timeoutMs?: number;
  /** Certificates that are trusted instead of the system's. */
  readonly ca?: string;
}

/**
 * Asks the agent on a Jitsi host, by IP and yet as a browser comes: with the room's name in the TLS
 * handshake and in the request, and only content with a certificate that is valid for it. By name
 * it would be too early: a name that does not exist yet is remembered as missing.
 */
export class JitsiHealth implements Health {
  readonly #options: JitsiHealthOptions;

  constructor(options: JitsiHealthOptions) {
    this.#options = options;
  }

  async probe(meetingId: string, { name, ip }: Address): Promise<ProbeResult> {
    const { secrets, port = 443, timeoutMs = TIME_OUT_MS, ca } = this.#options;
    try {
      const { status, body } = await httpsGet({
        host: ip ?? name,
        servername: name,
        port,
        path: healthPath(await secrets.linkSecret(), meetingId),
        headers: { Host: name },
        signal: AbortSignal.timeout(timeoutMs),
        ...(ca !== undefined && { ca }),
      });
      return judged(status, body);
    } catch (error) {
      return { healthy: false, reachable: false, detail: inWords(error) };
    }
  }
}

function judged(status: number, body: string): ProbeResult {
  const told = document.safeParse(jsonOf(body));
  if (!told.success)
    return { healthy: false, reachable: true, detail: `the host is up, but not ready yet (${status})` };
  const { ready, parts } = told.data;
  if (status === 200 && ready) return { healthy: true, reachable: true, detail: 'ready' };
  const missing = Object.keys(WORDS).find((part) => parts[part] === false) ?? '';
  return { healthy: false, reachable: true, detail: WORDS[missing] ?? `the host is up, but not ready yet (${status})` };
}

function inWords(error: unknown): string {
  const { name = '', code = '' } = failure.safeParse(error).data ?? {};
  if (name === 'AbortError' || name === 'TimeoutError') return 'the host does not answer in time';
  // Node passes on OpenSSL's reasons: expired, another name, not signed by anybody who is trusted.
  return /CERT|SIGNATURE|SELF_SIGNED|ISSUER/.test(code) ? WORDS['certificate']! : 'the host does not answer yet';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
