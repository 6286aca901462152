import type { SiteConfig } from './api.ts';
import { safeUrl } from './safe-url.ts';
import type { SignInConfig, SiteFile } from './site-file.ts';

type File = SiteConfig['file'] & { readonly [Name in keyof SiteFile]?: unknown };

/** The join page that `config.json` names; without one, it is beside this page. */
export function joinUrlIn({ joinUrl }: File, page: string): string {
  const named = typeof joinUrl === 'string' ? safeUrl(joinUrl) : undefined;
  return named ?? new URL('join', page).href;
}

/** Undefined unless `config.json` names an issuer. An incomplete entry is a fault of the deployment, which must not open the pages. */
export function signInIn({ signIn }: File): SignInConfig | undefined {
  if (signIn === undefined) return undefined;
  const { issuer, clientId, scope } = signIn as Partial<Record<keyof SignInConfig, unknown>>;
  if (typeof issuer !== 'string' || typeof clientId !== 'string' || typeof scope !== 'string')
    throw new Error('config.json has an incomplete signIn');
  return { issuer, clientId, scope };
}
