import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem, refused, unauthorized } from '../steps/api/http/problem.ts';
import { administrator, type Caller } from '../steps/domain/organisers.ts';
import { authenticate, type Identity } from '../steps/identity/authenticate.ts';
import {
  ASK_ISSUER_AGAIN,
  BadToken,
  ISSUER_UNAVAILABLE,
  IssuerUnavailable,
  NO_ROLE,
  NoRole,
} from '../steps/identity/errors.ts';
import type { SignIn } from '../steps/identity/ports.ts';

export interface Credentials {
  /** The key of administrators, in the header X-Api-Key. */
  readonly apiKey?: string | undefined;
  readonly signIn?: SignIn | undefined;
}

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Stands in for API Gateway: asks the authorizer who calls, and checks the API key. With neither of both, everybody is an
 * administrator.
 * @throws Problem 401, 403, 503
 */
export function makeCallerOf({ apiKey, signIn }: Credentials): (headers: Headers) => Promise<Caller> {
  return async (headers) => {
    if (apiKey === undefined && signIn === undefined) return administrator('local');
    const identity = await identityOf(signIn, headers);
    if ('caller' in identity) return identity.caller;
    if (apiKey === undefined || !isEqual(apiKey, identity.apiKey)) throw unauthorized();
    return administrator('api-key');
  };
}

async function identityOf(signIn: SignIn | undefined, headers: Headers): Promise<Identity> {
  try {
    return await authenticate({ signIn }, headers);
  } catch (error) {
    if (error instanceof BadToken) throw unauthorized();
    if (error instanceof NoRole) throw refused(403, 'Authorization', NO_ROLE, { code: 'FORBIDDEN' });
    if (!(error instanceof IssuerUnavailable)) throw error;
    throw new Problem(503, ISSUER_UNAVAILABLE, [], {}, { 'Retry-After': String(ASK_ISSUER_AGAIN) });
  }
}

function isEqual(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
