import type { Caller } from '../domain/organisers.ts';
import { BadToken } from './errors.ts';
import type { IdentityPorts } from './ports.ts';

/** A person who signed in, or the holder of an API key, which API Gateway or the local server checks. */
export type Identity = { readonly caller: Caller; readonly usageKey: string } | { readonly apiKey: string };

/**
 * Who sends a request. An access token counts before an API key.
 * @param headers names in lower case
 * @throws BadToken, NoRole, IssuerUnavailable
 */
export async function authenticate(
  { signIn }: IdentityPorts,
  headers: Readonly<Partial<Record<string, string>>>,
): Promise<Identity> {
  const { authorization, 'x-api-key': apiKey } = headers;
  if (authorization !== undefined) {
    const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization) ?? [];
    if (!signIn || token === undefined) throw new BadToken('no access token');
    return { caller: await signIn.callerOf(token), usageKey: signIn.usageKey };
  }
  if (apiKey === undefined || apiKey === '' || apiKey === signIn?.usageKey) throw new BadToken('no credentials');
  return { apiKey };
}
