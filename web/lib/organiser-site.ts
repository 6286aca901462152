import type { SiteConfig } from './api.ts';
import { safeUrl } from './safe-url.ts';
import type { SiteFile } from './site-file.ts';

type File = SiteConfig['file'] & { readonly [Name in keyof SiteFile]?: unknown };

/** The join page that `config.json` names; without one, it is beside this page. */
export function joinUrlIn({ joinUrl }: File, page: string): string {
  const named = typeof joinUrl === 'string' ? safeUrl(joinUrl) : undefined;
  return named ?? new URL('join', page).href;
}
