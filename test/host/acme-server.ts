import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { calculateJwkThumbprint, flattenedVerify, type FlattenedJWSInput, importJWK, type JWK } from 'jose';
import { listen } from '../support/listen.ts';
import { Authority } from './authority.ts';

interface SignedRequest {
  readonly payload: Record<string, unknown>;
  readonly jwk: JWK;
}

/** A certificate authority (RFC 8555) for one order at a time. It checks signatures, nonces and the DNS record. */
export class AcmeServer {
  readonly authority: Authority;
  /** Paths of the signed requests. */
  readonly requests: string[] = [];
  validDays = 90;
  /** The window in which to renew any certificate; without one, the directory has no renewal information. */
  window: { readonly start: string; readonly end: string } | undefined;
  /** Each order: the thumbprint of its account, and the certificate that it replaces. */
  readonly orders: { readonly account: string; readonly replaces: unknown }[] = [];
  /** Orders that name a replaced certificate are refused. */
  refusesReplaces = false;
  readonly #folder: string;
  readonly #lookUp: (name: string) => string | undefined;
  readonly #nonces = new Set<string>();
  readonly #server: Server;
  readonly #accounts: JWK[] = [];
  #domain = '';
  #challengeStatus: 'pending' | 'valid' | 'invalid' = 'pending';
  #certificate = '';

  /** @param lookUp returns the value of a TXT record */
  constructor(folder: string, lookUp: (name: string) => string | undefined) {
    this.#folder = folder;
    this.authority = new Authority(folder);
    this.#lookUp = lookUp;
    this.#server = createServer((request, response) => {
      this.#respond(request, response).catch((error: unknown) => {
        response.writeHead(400, { 'Content-Type': 'application/problem+json' });
        response.end(JSON.stringify({ type: 'urn:ietf:params:acme:error:malformed', detail: String(error) }));
      });
    });
  }

  async start(): Promise<void> {
    await listen(this.#server);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    response.setHeader('Replay-Nonce', this.#nonce());
    const send = (status: number, body: unknown, location?: string): void => {
      if (location !== undefined) response.setHeader('Location', `${this.url}${location}`);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    if (path === '/directory')
      return send(200, {
        newNonce: `${this.url}/nonce`,
        newAccount: `${this.url}/account`,
        newOrder: `${this.url}/order`,
        ...(this.window && { renewalInfo: `${this.url}/renewal-info` }),
      });
    if (path === '/nonce') return send(200, {});
    if (path.startsWith('/renewal-info/'))
      return path.endsWith(`/${this.certificateId()}`) ? send(200, { suggestedWindow: this.window }) : send(404, {});
    const { payload, jwk } = await this.#verify(request, path);
    this.requests.push(path);
    switch (path) {
      case '/account':
        if (payload['termsOfServiceAgreed'] !== true) throw new Error('terms of service not agreed');
        return this.#openAccount(jwk, send);
      case '/order':
        if (this.refusesReplaces && payload['replaces'] !== undefined) throw new Error('already replaced');
        this.orders.push({ account: await calculateJwkThumbprint(jwk), replaces: payload['replaces'] });
        [{ value: this.#domain }] = payload['identifiers'] as [{ value: string }];
        this.#challengeStatus = 'pending';
        this.#certificate = '';
        return send(201, this.#order(), '/order/1');
      case '/order/1':
        return send(200, this.#order(), '/order/1');
      case '/authorization':
        return send(200, this.#authorization());
      case '/challenge':
        await this.#checkChallenge(jwk);
        return send(200, this.#challenge());
      case '/finalize':
        if (this.#challengeStatus !== 'valid') throw new Error('order not authorized');
        this.#sign(String(payload['csr']));
        return send(200, this.#order(), '/order/1');
      case '/account/1':
      case '/account/2':
        return send(200, { status: 'valid' });
      default:
        response.writeHead(200, { 'Content-Type': 'application/pem-certificate-chain' });
        response.end(`${this.#certificate}${this.authority.certificate}`);
        return undefined;
    }
  }

  async #verify(request: IncomingMessage, path: string): Promise<SignedRequest> {
    const jws = (await json(request)) as FlattenedJWSInput & { protected: string };
    const header = JSON.parse(Buffer.from(jws.protected, 'base64url').toString()) as Record<string, unknown>;
    if (header['url'] !== `${this.url}${path}`) throw new Error('signed for another URL');
    if (!this.#nonces.delete(String(header['nonce']))) throw new Error('unknown nonce');
    const jwk =
      (header['jwk'] as JWK | undefined) ?? this.#accounts[Number(String(header['kid']).split('/').at(-1)) - 1];
    if (!jwk) throw new Error('unknown account');
    const { payload } = await flattenedVerify(jws, await importJWK(jwk, String(header['alg'])));
    const text = Buffer.from(payload).toString();
    return { payload: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>), jwk };
  }

  /** RFC 8555, 7.3.1: an account that exists is returned with 200. */
  #openAccount(jwk: JWK, send: (status: number, body: unknown, location: string) => void): void {
    const known = this.#accounts.findIndex(({ x }) => x === jwk.x);
    if (known < 0) this.#accounts.push(jwk);
    send(known < 0 ? 201 : 200, { status: 'valid' }, `/account/${known < 0 ? this.#accounts.length : known + 1}`);
  }

  /** The identifier of the latest certificate (RFC 9773), as openssl shows its parts. */
  certificateId(): string {
    const shown = this.#openssl('x509 -in order.pem -noout -serial -ext authorityKeyIdentifier').toString();
    const base64url = (hex = ''): string => Buffer.from(hex.replaceAll(':', ''), 'hex').toString('base64url');
    const serial = /serial=([0-9A-F]+)/.exec(shown)?.[1] ?? '';
    return `${base64url(/^\s+(?:keyid:)?([0-9A-F:]{59})$/im.exec(shown)?.[1])}.${base64url(/^[89A-F]/.test(serial) ? `00${serial}` : serial)}`;
  }

  #openssl(command: string): Buffer {
    return execFileSync('openssl', command.split(' '), { cwd: this.#folder, stdio: 'pipe' });
  }

  #nonce(): string {
    const nonce = randomBytes(12).toString('base64url');
    this.#nonces.add(nonce);
    return nonce;
  }

  async #checkChallenge(jwk: JWK): Promise<void> {
    const proof = createHash('sha256')
      .update(`the-token.${await calculateJwkThumbprint(jwk)}`)
      .digest('base64url');
    this.#challengeStatus =
      this.#lookUp(`_acme-challenge.${this.#domain.replace('*.', '')}`) === proof ? 'valid' : 'invalid';
  }

  readonly #order = () => ({
    status: this.#certificate ? 'valid' : this.#challengeStatus === 'valid' ? 'ready' : this.#challengeStatus,
    identifiers: [{ type: 'dns', value: this.#domain }],
    authorizations: [`${this.url}/authorization`],
    finalize: `${this.url}/finalize`,
    ...(this.#certificate && { certificate: `${this.url}/certificate` }),
  });

  readonly #authorization = () => ({
    status: this.#challengeStatus,
    wildcard: true,
    identifier: { type: 'dns', value: this.#domain.replace('*.', '') },
    challenges: [this.#challenge()],
  });

  readonly #challenge = () => ({
    type: 'dns-01',
    url: `${this.url}/challenge`,
    token: 'the-token',
    status: this.#challengeStatus,
  });

  #sign(csr: string): void {
    writeFileSync(join(this.#folder, 'order.der'), Buffer.from(csr, 'base64url'));
    const command = `x509 -req -inform DER -in order.der -CA ca.pem -CAkey ca.key -CAcreateserial -days ${this.validDays} -copy_extensions copy -extfile issuer -out order.pem`;
    writeFileSync(join(this.#folder, 'issuer'), 'authorityKeyIdentifier=keyid\n');
    this.#openssl(command);
    this.#certificate = readFileSync(join(this.#folder, 'order.pem'), 'utf8');
  }
}
