import { request, type RequestOptions } from 'node:https';

/** Health documents are far smaller; whatever is longer is not one. */
const MAX_BYTES = 4_096;

export interface HttpsAnswer {
  readonly status: number;
  readonly body: string;
}

/** A GET over TLS that can be told more than `fetch`: the name in the handshake, and whom to trust. @throws what the connection came to */
export function httpsGet(options: RequestOptions): Promise<HttpsAnswer> {
  return new Promise((resolve, reject) => {
    const call = request({ agent: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
        if (body.length > MAX_BYTES) response.destroy(new Error('too long'));
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on('error', reject);
    call.end();
  });
}
