import { request, type RequestOptions } from 'node:https';
import type { ConnectionOptions } from 'node:tls';

/** Time-out of a probe, in milliseconds of real time; the port allows 5 seconds. */
export const PROBE_TIMEOUT_MS = 4_000;

/** Health documents are much smaller. */
export const MAX_BYTES = 4_096;

export interface HttpsResponse {
  readonly status: number;
  readonly body: string;
}

/** The host of a room takes connections that do not offer HTTP for TURN: `infra/host/nginx.conf`. */
const HTTP: Pick<ConnectionOptions, 'ALPNProtocols'> = { ALPNProtocols: ['http/1.1'] };

/** A GET over TLS. Unlike `fetch`, it takes the server name of the handshake and the trusted certificates. @throws the error of the connection */
export function httpsGet(options: RequestOptions): Promise<HttpsResponse> {
  return new Promise((resolve, reject) => {
    const call = request({ agent: false, ...HTTP, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
        if (body.length > MAX_BYTES) response.destroy(new Error('response too long'));
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on('error', reject);
    call.end();
  });
}

/** Undefined for a text that is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
