import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { DELIVERY_ERRORS } from '../domain/delivery-errors.ts';
import { isLoopbackAddress, isPublicAddress } from '../domain/public-address.ts';
import type { ReceiverRequest, Receivers } from '../telling/ports.ts';
import type { Answer } from '../telling/webhooks.ts';
import { adapter } from './lambda/adapter.ts';

/** For look-up, connection and the headers of the answer, in milliseconds of real time. */
const TIMEOUT_MS = 15_000;

export interface ReceiverOptions {
  /** Also addresses of this computer, over http or https. For the local runtime and for tests. */
  readonly loopback?: boolean;
  readonly timeoutMs?: number;
  readonly lookup?: LookupFunction;
}

/**
 * Sends events over HTTPS. Every address of a name is checked in the look-up of the connection itself, so no other look-up can
 * return another one. Redirects are not followed, and the answer's body is not read.
 */
export class HttpsReceivers implements Receivers {
  readonly #options: ReceiverOptions;

  constructor(options: ReceiverOptions = {}) {
    this.#options = options;
  }

  fault(text: string): string | undefined {
    const { loopback = false } = this.#options;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url) return 'must be a URL';
    const host = hostOf(url);
    const isLocal = isLoopbackAddress(host) || /(^|\.)localhost\.?$/.test(host);
    if (url.protocol !== 'https:' && !(loopback && isLocal && url.protocol === 'http:'))
      return 'must begin with https://';
    if (url.username || url.password) return 'must not contain a user name';
    if (url.hash) return 'must not contain a fragment';
    if (isLocal ? !loopback : isIP(host) !== 0 && !isPublicAddress(host)) return 'must be a public address';
    return undefined;
  }

  async send(request: ReceiverRequest): Promise<Answer> {
    const start = performance.now();
    const took = (): { duration_ms: number } => ({ duration_ms: Math.round(performance.now() - start) });
    try {
      const status = await this.#post(request);
      return { accepted: status >= 200 && status < 300, status, ...took() };
    } catch (error) {
      return { accepted: false, error: reasonOf(error), ...took() };
    }
  }

  /** @throws the error of the connection */
  #post({ url: text, secrets, eventId, body }: ReceiverRequest): Promise<number> {
    const fault = this.fault(text);
    if (fault !== undefined) throw new NotPublic();
    const url = new URL(text);
    // Real time, because receivers compare it with their own clock.
    const now = new Date();
    const options: RequestOptions = {
      method: 'POST',
      agent: false,
      lookup: this.#checkedLookup,
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        'User-Agent': 'elephant-meetings',
        'webhook-id': eventId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(eventId, now, body)).join(' '),
      },
    };
    return new Promise((resolve, reject) => {
      const call = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
        resolve(response.statusCode ?? 0);
        call.destroy();
      });
      // Also while a name is looked up.
      const timer = setTimeout(() => call.destroy(new TooSlow()), this.#options.timeoutMs ?? TIMEOUT_MS);
      call.on('close', () => clearTimeout(timer));
      call.on('error', reject);
      call.end(body);
    });
  }

  /** Node.js looks up no IP addresses; `fault` has checked these. */
  readonly #checkedLookup: LookupFunction = (hostname, options, callback) => {
    const { lookup = systemLookup, loopback = false } = this.#options;
    const isAllowed = (address: string): boolean =>
      isPublicAddress(address) || (loopback && isLoopbackAddress(address));
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const addresses = found as unknown as readonly LookupAddress[];
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isAllowed(address))) return callback(new NotPublic(), '', 0);
      if (options.all) callback(null, [...addresses] as never, 0);
      else callback(null, first.address, first.family);
    });
  };
}

/** Without the brackets of an IPv6 address. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

class NotPublic extends Error {
  override readonly name = 'NotPublic';
  constructor() {
    super(DELIVERY_ERRORS.notPublic);
  }
}

class TooSlow extends Error {
  override readonly name = 'TooSlow';
  constructor() {
    super(DELIVERY_ERRORS.tooSlow);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: DELIVERY_ERRORS.noAddress,
  EAI_AGAIN: DELIVERY_ERRORS.lookUp,
  ECONNREFUSED: DELIVERY_ERRORS.refused,
  ECONNRESET: DELIVERY_ERRORS.closed,
  ETIMEDOUT: DELIVERY_ERRORS.tooSlow,
  EHOSTUNREACH: DELIVERY_ERRORS.unreachable,
  ENETUNREACH: DELIVERY_ERRORS.unreachable,
};

/** In a few words; organisers see it. */
function reasonOf(error: unknown): string {
  if (error instanceof NotPublic || error instanceof TooSlow) return error.message;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/CERT|SELF_SIGNED|SIGNATURE|^ERR_TLS/.test(code)) return `${DELIVERY_ERRORS.certificate} (${code})`;
  return REASONS[code] ?? `${DELIVERY_ERRORS.other}${code && ` (${code})`}`;
}

export const receivers = adapter({}, (): Receivers => new HttpsReceivers());
