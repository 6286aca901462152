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
  readonly #folder: string;
  readonly #lookUp: (name: string) => string | undefined;
  readonly #nonces = new Set<string>();
  readonly #server: Server;
  #account: JWK | undefined;
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
      });
    if (path === '/nonce') return send(200, {});
    const { payload, jwk } = await this.#verify(request, path);
    this.requests.push(path);
    switch (path) {
      case '/account':
        if (payload['termsOfServiceAgreed'] !== true) throw new Error('terms of service not agreed');
        this.#account = jwk;
        return send(201, { status: 'valid' }, '/account/1');
      case '/order':
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
    const jwk = (header['jwk'] as JWK | undefined) ?? this.#account;
    if (!jwk) throw new Error('unknown account');
    const { payload } = await flattenedVerify(jws, await importJWK(jwk, String(header['alg'])));
    const text = Buffer.from(payload).toString();
    return { payload: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>), jwk };
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
    const command = `x509 -req -inform DER -in order.der -CA ca.pem -CAkey ca.key -CAcreateserial -days ${this.validDays} -copy_extensions copy -out order.pem`;
    execFileSync('openssl', command.split(' '), { cwd: this.#folder, stdio: 'pipe' });
    this.#certificate = readFileSync(join(this.#folder, 'order.pem'), 'utf8');
  }
}
