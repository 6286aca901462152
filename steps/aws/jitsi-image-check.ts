import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import { roomClaims, roomName } from '../domain/rooms.ts';
import { HOUR } from '../domain/instants.ts';
import type { BuildHost, ImageCheck } from '../image/ports.ts';
import type { Clock } from '../ports.ts';
import { httpsGet, PROBE_TIMEOUT_MS } from './https-get.ts';
import { resultOf } from './jitsi-health.ts';
import { adapter, domainName } from './lambda/adapter.ts';

export interface JitsiImageCheckOptions {
  readonly domain: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly port?: number;
}

/**
 * Checks a Jitsi host that has no meeting. It has a certificate of its own, and its secrets follow from the id of the build
 * (`infra/host/prepare.py`): they protect nothing.
 */
export class JitsiImageCheck implements ImageCheck {
  readonly #options: JitsiImageCheckOptions;

  constructor(options: JitsiImageCheckOptions) {
    this.#options = options;
  }

  async check({ build, publicIp }: BuildHost): Promise<{ ready: boolean; detail: string }> {
    if (publicIp === undefined) return { ready: false, detail: 'the host has no address yet' };
    try {
      const { status, body } = await httpsGet({
        ...this.#connection(build),
        host: publicIp,
        path: `/_${build}`,
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      });
      const { healthy, detail } = resultOf(status, body);
      return healthy ? await this.#checkTokens(build, publicIp) : { ready: false, detail };
    } catch (error) {
      return { ready: false, detail: `the host does not answer (${error instanceof Error ? error.message : 'error'})` };
    }
  }

  /** Prosody must admit who has a token of the room, and nobody else. */
  async #checkTokens(build: string, address: string): Promise<{ ready: boolean; detail: string }> {
    const admits = (token?: string): Promise<boolean> => this.#admits(build, address, token);
    const now = this.#options.clock.now();
    if (!(await admits(tokenOf(build, build, now)))) return { ready: false, detail: 'the room refuses a valid token' };
    if (await admits(tokenOf(build, 'another secret', now)))
      return { ready: false, detail: 'the room accepts a token with another signature' };
    if (await admits()) return { ready: false, detail: 'the room admits somebody without a token' };
    return { ready: true, detail: 'ready' };
  }

  /** Logs in over XMPP as the page of Jitsi does (RFC 7395, RFC 4505). */
  #admits(build: string, address: string, token: string | undefined): Promise<boolean> {
    const query = new URLSearchParams({ room: build, ...(token !== undefined && { token }) });
    const { port, ...connection } = this.#connection(build);
    const socket = new WebSocket(`wss://${address}:${port}/xmpp-websocket?${query.toString()}`, 'xmpp', {
      ...connection,
      handshakeTimeout: PROBE_TIMEOUT_MS,
    });
    return new Promise<boolean>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no response to a log-in')), PROBE_TIMEOUT_MS);
      socket.on('close', () => clearTimeout(timer));
      socket.on('error', reject);
      socket.on('open', () => socket.send(OPEN));
      socket.on('message', (data: Buffer) => {
        const stanza = data.toString();
        if (stanza.includes('<mechanism>')) socket.send(AUTH);
        else if (/^<(success|failure|close|stream:error)\b/.test(stanza)) resolve(stanza.startsWith('<success'));
      });
      // Prosody may close the connection in place of an answer.
      socket.on('close', () => resolve(false));
    }).finally(() => socket.terminate());
  }

  #connection(build: string) {
    const { domain, port = 443 } = this.#options;
    const name = roomName(build, domain);
    // nginx sends clients that offer no such protocol to the relay.
    const tls = { servername: name, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] };
    return { ...tls, port, headers: { Host: name } };
  }
}

const OPEN = '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="meet.jitsi" version="1.0"/>';
const AUTH = '<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>';

/** A token such as `steps/api/room-token.ts` makes. */
function tokenOf(id: string, secret: string, now: number): string {
  const claims = roomClaims({ id, role: 'teacher', name: 'Test', opened: now - HOUR, end: now + HOUR });
  const encoded = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signed = encoded.join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

export const imageCheck = adapter(
  { JITSI_DOMAIN: domainName },
  (env, { clock }): ImageCheck => new JitsiImageCheck({ domain: env.JITSI_DOMAIN, clock }),
);
