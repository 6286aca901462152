import { isAllowed } from '../http/cors.ts';

/** Why links may not lead to this address; the rest of a sentence that begins with the field. */
export function frontendFault(origins: readonly string[], text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'must be an http or https URL';
  if (url.username || url.password) return 'must not contain a user name';
  if (/[?#]/.test(text)) return 'must not contain a query or a fragment';
  return isAllowed(origins, url.origin) ? undefined : `has the origin ${url.origin}, which is not allowed`;
}
