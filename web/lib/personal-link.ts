import type { Link } from './api.ts';
import { ROLES } from './wire.ts';

/** The parts of the browser that the function uses. */
interface BrowserTab {
  readonly href: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Replaces the address without loading the page. */
  replace(url: string): void;
}

/** The full address of a personal link, for its holder. */
export const personalUrl = ({ id, role, key }: Link, page: string): string =>
  `${page.replace(/[?#].*$/, '')}?${new URLSearchParams({ id, role, key }).toString()}`;

/**
 * Reads the personal link from the address, and removes the key from the address bar: screenshots, history and
 * referrers do not contain it. The tab's storage keeps the key for a reload.
 */
export function takePersonalLink({ href, storage, replace }: BrowserTab): Link | undefined {
  const url = new URL(href);
  const { id, role: roleText, key } = Object.fromEntries(url.searchParams);
  const role = ROLES.find((known) => known === roleText);
  if (!id || !/^[a-z0-9]{1,64}$/.test(id) || !role) return undefined;
  const storageName = `key of ${role} in ${id}`;
  if (key) {
    storage.setItem(storageName, key);
    url.searchParams.delete('key');
    replace(url.href);
    return { id, role, key };
  }
  const stored = storage.getItem(storageName);
  return stored === null ? undefined : { id, role, key: stored };
}
