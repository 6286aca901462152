import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod/mini';
import { type Caller, organiserKey } from '../domain/organisers.ts';
import { BadToken, IssuerUnavailable, NoRole } from '../identity/errors.ts';
import type { SignIn } from '../identity/ports.ts';
import { json, optional, adapter } from './lambda/adapter.ts';

export const signInSettings = z.object({
  issuer: z.string(),
  clientId: z.string(),
  /** `aud` of access tokens. Without it they must have the client in `client_id`, as those of Cognito. */
  audience: z.optional(z.string()),
  roleClaim: z.string(),
  administratorRole: z.string(),
  /** Without it, everybody whom the issuer lets in is an organiser. */
  organiserRole: z.optional(z.string()),
  usageKey: z.string(),
});
export type SignInSettings = z.infer<typeof signInSettings>;

/** Asymmetric ones only: neither `none`, nor one for which a public key could serve as a secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** Seconds by which clocks may differ. */
const TOLERANCE = 5;
/** Milliseconds: API Gateway waits 29 seconds for all, and a page shows "try again" earlier. */
const ISSUER_TIMEOUT = 4_000;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.string() });

/** Checks access tokens in the form of JWT. The keys of the issuer are read again when a token has one that is not known. */
export class OidcSignIn implements SignIn {
  readonly usageKey: string;
  readonly #settings: SignInSettings;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(settings: SignInSettings) {
    this.#settings = settings;
    this.usageKey = settings.usageKey;
  }

  async callerOf(accessToken: string): Promise<Caller> {
    const claims = await this.#verified(accessToken);
    const { issuer, roleClaim, administratorRole, organiserRole } = this.#settings;
    const id = organiserKey(issuer, claims.sub ?? '');
    const roles = [claims[roleClaim]].flat();
    if (roles.includes(administratorRole)) return { kind: 'administrator', id };
    if (organiserRole !== undefined && !roles.includes(organiserRole)) throw new NoRole('no role');
    return { kind: 'organiser', id };
  }

  async #verified(token: string): Promise<JWTPayload> {
    const { issuer, audience } = this.#settings;
    const keys = await this.#issuerKeys();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        algorithms: ALGORITHMS,
        clockTolerance: TOLERANCE,
        requiredClaims: ['exp', 'sub'],
        ...(audience !== undefined && { audience }),
      });
      this.#requireAccessToken(payload);
      return payload;
    } catch (error) {
      throw isRefusal(error) ? new BadToken('the token is not valid', { cause: error }) : unavailable(error);
    }
  }

  /** Not an ID token, which tells the page who signed in, and no token of another client of the issuer. */
  #requireAccessToken(claims: JWTPayload): void {
    const { clientId, audience } = this.#settings;
    const client =
      audience === undefined ? claims['client_id'] : (claims['client_id'] ?? claims['azp'] ?? claims['appid']);
    const isIdToken = claims['nonce'] !== undefined || claims['at_hash'] !== undefined;
    const use = claims['token_use'] ?? 'access';
    if (client !== clientId || isIdToken || use !== 'access') throw new BadToken('no access token of this client');
  }

  /** A failed look-up is repeated for the next token. */
  #issuerKeys(): Promise<JWTVerifyGetKey> {
    const keys = (this.#keys ??= this.#discover());
    keys.catch(() => {
      if (this.#keys === keys) this.#keys = undefined;
    });
    return keys;
  }

  async #discover(): Promise<JWTVerifyGetKey> {
    const { issuer } = this.#settings;
    try {
      const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
        signal: AbortSignal.timeout(ISSUER_TIMEOUT),
        redirect: 'error',
      });
      const found = discovery.parse(await response.json());
      if (found.issuer !== issuer) throw new Error(`the issuer calls itself ${found.issuer}`);
      return createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: ISSUER_TIMEOUT });
    } catch (error) {
      throw unavailable(error);
    }
  }
}

const unavailable = (cause: unknown): IssuerUnavailable =>
  new IssuerUnavailable('the keys of the issuer cannot be read', { cause });

/** Any error of `jose` says that the token is not valid, but those of reading the keys. */
function isRefusal(error: unknown): boolean {
  if (error instanceof BadToken) return true;
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== errors.JOSEError.code
  );
}

export const signIn = adapter({ SIGN_IN: optional(json(signInSettings), undefined) }, (env): SignIn | undefined =>
  env.SIGN_IN === undefined ? undefined : new OidcSignIn(env.SIGN_IN),
);
