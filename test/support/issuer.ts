import { createServer } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { SignInSettings } from '../../steps/aws/oidc-sign-in.ts';
import { listen } from './listen.ts';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function newKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}

/** An issuer of OpenID Connect on the loopback interface: its discovery document, its keys, and tokens for any claims. */
export class Issuer {
  /** Answers 500 instead of the keys. */
  broken = false;
  readonly url: string;
  readonly #server: ReturnType<typeof createServer>;
  #key: SigningKey;

  private constructor(server: ReturnType<typeof createServer>, url: string, key: SigningKey) {
    this.#server = server;
    this.url = url;
    this.#key = key;
  }

  static async start(): Promise<Issuer> {
    const server = createServer((request, response) => {
      const found = issuer.broken ? undefined : issuer.#document(request.url ?? '');
      response.writeHead(found ? 200 : 500, { 'Content-Type': 'application/json' }).end(JSON.stringify(found ?? {}));
    });
    const url = `http://127.0.0.1:${await listen(server)}`;
    const issuer = new Issuer(server, url, await newKey('first'));
    return issuer;
  }

  get settings(): SignInSettings {
    return {
      issuer: this.url,
      clientId: 'pages',
      roleClaim: 'groups',
      administratorRole: 'administrators',
      usageKey: 'people-who-signed-in',
    };
  }

  get publicKey(): JWK {
    return this.#key.jwk;
  }

  /** A token with the claims of a valid access token, unless others are given. */
  async token(claims: JWTPayload = {}, key = this.#key): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const all = {
      iss: this.url,
      sub: 'ada',
      client_id: 'pages',
      token_use: 'access',
      iat: now,
      exp: now + 300,
      ...claims,
    };
    return new SignJWT(all).setProtectedHeader({ alg: 'ES256', kid: key.kid }).sign(key.privateKey);
  }

  /** Signs with a new key from now on, and publishes that one only. */
  async rotate(): Promise<void> {
    this.#key = await newKey('second');
  }

  /** A token that somebody else signed under the id of the issuer's key. */
  async forgedToken(): Promise<string> {
    return this.token({}, await newKey(this.#key.kid));
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #document(path: string): object | undefined {
    if (path === '/.well-known/openid-configuration') return { issuer: this.url, jwks_uri: `${this.url}/keys` };
    return path === '/keys' ? { keys: [this.#key.jwk] } : undefined;
  }
}
